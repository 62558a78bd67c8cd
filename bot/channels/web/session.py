"""Which conversation a browser may open, and how it begins one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from bot.channels.invitations import plain_links
from bot.channels.web.cookie import set_cookie, token_in
from bot.channels.web.turned_away import (
    Ended,
    NoSession,
    Rotated,
    TooFast,
    TurnedAway,
)
from bot.gateway.context import Gateway, gateway_of
from bot.gateway.frames import frame_in, is_id
from bot.gateway.limits import RateLimit
from bot.store import conversations, sessions
from bot.store.tables import ConversationRow

CHANNEL = "web"
SWAP_CHARACTERS = 43


@dataclass(frozen=True)
class WebSession:
    """A conversation as the holder of one secret may see it."""

    conversation_id: str
    secret_hash: str

    @staticmethod
    def of(row: ConversationRow) -> WebSession:
        return WebSession(row.id, row.session_hash)

    def hold(self, tx: Session) -> ConversationRow:
        """Let nobody else change the conversation before this transaction ends.

        Raises:
            Rotated: the secret was replaced.
        """
        row = tx.get_one(ConversationRow, self.conversation_id, with_for_update=True)
        self.check(row)
        return row

    def check(self, row: ConversationRow) -> None:
        """In the transaction that reads or writes for it: the secret still counts.

        Raises:
            Rotated: it was replaced.
        """
        if row.session_hash == self.secret_hash:
            return
        raise Rotated if row.former_hash == self.secret_hash else Ended


@dataclass(frozen=True)
class _Opening:
    """What a browser is given: a conversation, and the cookie if it needs one."""

    conversation_id: str
    token: str | None


class Sessions:
    """Opens conversations."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        clock = gateway.debt.clock
        self._new = RateLimit(clock, burst=30, per_second=0.5)

    async def open(self, request: Request) -> Response:
        """Begin a conversation, or go on with the one that cookie or swap open."""
        swap = swap_in(await frame_in(request))
        opening = await asyncio.to_thread(self._find, request, swap)
        if opening is None:
            if not self._new.allows(address_of(request)):
                raise TooFast
            opening = await asyncio.to_thread(self._begin)
        settings = self._gateway.settings
        response = JSONResponse(
            {
                "conversation": opening.conversation_id,
                "company": settings.company,
                "locale": settings.locale,
                "uploads": True,
                **{"telegram": None, **plain_links(settings)},
            }
        )
        if opening.token is not None:
            set_cookie(response, opening.token, is_https=settings.is_https)
        return response

    def _find(self, request: Request, swap: str | None) -> _Opening | None:
        token = token_in(request, is_https=self._gateway.settings.is_https)
        row = conversation_of(request)
        if row is not None:
            return _Opening(row.id, None)
        return self._fetch(token, swap) if token else None

    def _fetch(self, token: str, swap: str | None) -> _Opening | None:
        """The new secret for who has an old one that is being replaced."""
        gateway = self._gateway
        now = gateway.debt.clock.now()
        with gateway.debt.database.read() as tx:
            row = sessions.replaced(tx, token)
        if row is None:
            return None
        fresh = sessions.fetch(row, swap, session_key(gateway), now) if swap else None
        if fresh is None and sessions.is_under_way(row, now):
            # Another tab has verified: a new conversation would take its place.
            raise Rotated
        return _Opening(row.id, fresh) if fresh else None

    def _begin(self) -> _Opening:
        with self._gateway.debt.database.begin() as tx:
            return begin(tx, self._gateway)


def begin(tx: Session, gateway: Gateway) -> _Opening:
    """A new conversation of this channel."""
    opened = gateway.inbox.open(tx, CHANNEL, gateway.settings.locale)
    return _Opening(opened.conversation_id, opened.token)


def conversation_of(connection: HTTPConnection) -> ConversationRow | None:
    """The conversation that the browser's cookie opens, if it is a real one.

    A cookie that comes back has arrived, and is not handed out again.
    """
    gateway = gateway_of(connection)
    token = token_in(connection, is_https=gateway.settings.is_https)
    if token is None:
        return None
    database = gateway.debt.database
    with database.read() as tx:
        row = conversations.conversation_of(tx, token)
    if row is not None and row.rotated_at is not None:
        with database.begin() as tx:
            sessions.settle(tx, row.id)
    return row


def session_of(connection: HTTPConnection) -> WebSession:
    """The session that the browser's cookie opens.

    Raises:
        TurnedAway: it opens none, or was replaced a moment ago.
    """
    row = conversation_of(connection)
    if row is not None:
        return WebSession.of(row)
    raise _why_none(connection)


def _why_none(connection: HTTPConnection) -> TurnedAway:
    gateway = gateway_of(connection)
    token = token_in(connection, is_https=gateway.settings.is_https)
    with gateway.debt.database.read() as tx:
        is_replaced = token is not None and sessions.replaced(tx, token) is not None
    return Rotated() if is_replaced else NoSession()


def session_key(gateway: Gateway) -> bytes:
    """The key under which new secrets are made out of swaps."""
    return gateway.settings.debt.secret.encode()


def swap_in(frame: dict[str, object]) -> str | None:
    """The swap secret in a frame, if it has a proper one."""
    swap = frame.get("swap")
    if isinstance(swap, str) and is_id(swap) and len(swap) == SWAP_CHARACTERS:
        return swap
    return None


def address_of(request: HTTPConnection) -> str:
    """Where a request comes from, for limits."""
    return request.client.host if request.client else ""
