"""What stands in for facts on the web: a login at the host site, or an invitation.

Both bring the one-time code to one person. Neither opens anything by itself.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.invitations import links, plain_links
from bot.channels.web.cookie import set_cookie
from bot.channels.web.session import WebSession, address_of, begin, session_of
from bot.channels.web.sign_in_token import LEEWAY, BadToken, Claims, read_token
from bot.channels.web.turned_away import NotHere, TooFast
from bot.gateway.context import Gateway
from bot.gateway.frames import frame_in
from bot.gateway.limits import RateLimit
from bot.store import sessions
from bot.store.conversations import hash_token
from bot.store.tables import ConversationRow, SignInRow
from debt.errors import NotVerified, UnknownAccount
from debt.store.insert import insert_new
from debt.voucher import VoucherSource

LONGEST_INVITATION = 64


class SignIn:
    """Takes tokens and invitations, and gives invitations out."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._debt = gateway.debt
        clock = gateway.debt.clock
        self._tries = RateLimit(clock, burst=30, per_second=0.5)
        self._invited = RateLimit(clock, burst=5, per_second=0.05)

    async def sign_in(self, request: Request) -> Response:
        """Believe a token of the host site; every wrong one gets its reason."""
        session = await self._session(request)
        offered = (await frame_in(request)).get("token")
        try:
            settings, now = self._gateway.settings, self._debt.clock.now()
            claims = read_token(settings, offered, now)
            cookie = await asyncio.to_thread(self._vouch, session, claims, now)
        except BadToken as exc:
            return JSONResponse({"error": str(exc)}, status_code=401)
        response = JSONResponse({"signed_in": True})
        if cookie is not None:
            set_cookie(response, cookie, is_https=settings.is_https)
        return response

    def _vouch(self, session: WebSession, claims: Claims, now: datetime) -> str | None:
        """Returns the cookie of a new conversation, where one had to be begun."""
        with self._debt.database.begin() as tx:
            row = session.hold(tx)
            _use_once(tx, claims, now)
            try:
                debtor_id = self._debt.vouchers.person(tx, claims.subject)
            except UnknownAccount:
                raise BadToken("unknown_customer") from None
            conversation_id, cookie = self._own_of(tx, row, debtor_id)
            self._debt.vouchers.vouch(
                tx, conversation_id, debtor_id, VoucherSource.SIGN_IN
            )
        return cookie

    def _own_of(
        self, tx: Session, row: ConversationRow, debtor_id: str
    ) -> tuple[str, str | None]:
        """A conversation that nobody else was verified in: on a shared computer the
        next customer does not go on with the last one's.
        """
        if not self._debt.vouchers.is_of_another(tx, row.id, debtor_id):
            return row.id, None
        sessions.end(tx, row, self._debt.clock.now())
        opening = begin(tx, self._gateway)
        return opening.conversation_id, opening.token

    async def redeem(self, request: Request) -> Response:
        """Use an invitation; the answer does not tell whether it was good."""
        session = await self._session(request)
        token = (await frame_in(request)).get("token")
        if isinstance(token, str) and len(token) <= LONGEST_INVITATION:
            await asyncio.to_thread(self._redeem, session, token)
        return JSONResponse({"received": True})

    def _redeem(self, session: WebSession, token: str) -> None:
        with self._debt.database.begin() as tx:
            row = session.hold(tx)
            self._debt.vouchers.redeem(tx, token, row.id)

    async def invite(self, request: Request) -> Response:
        """Links to the other channels; a person we know is known there too."""
        session = await asyncio.to_thread(session_of, request)
        if not self._invited.allows(session.conversation_id):
            raise TooFast
        found = plain_links(self._gateway.settings)
        if not found:
            raise NotHere
        return JSONResponse(await asyncio.to_thread(self._links, session, found))

    def _links(self, session: WebSession, plain: dict[str, str]) -> dict[str, str]:
        with self._debt.database.begin() as tx:
            row = session.hold(tx)
            try:
                debtor = self._debt.identity.debtor(tx, row.id)
            except NotVerified:
                return plain
            token = self._debt.vouchers.invite(tx, debtor.id, f"chat {row.id}")
        found = links(self._gateway.settings, token)
        return {channel: found[channel] for channel in plain}

    async def _session(self, request: Request) -> WebSession:
        if not self._tries.allows(address_of(request)):
            raise TooFast
        return await asyncio.to_thread(session_of, request)


def _use_once(tx: Session, claims: Claims, now: datetime) -> None:
    """Raises BadToken when the token was used before."""
    tx.execute(delete(SignInRow).where(SignInRow.expires_at < now - LEEWAY))
    token_hash = hash_token(claims.token_id)
    expires_at = claims.expires_at
    if not insert_new(tx, SignInRow, token_hash=token_hash, expires_at=expires_at):
        raise BadToken("used")
