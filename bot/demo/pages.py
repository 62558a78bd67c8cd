"""The pages of the demo: a lender's site with the chat, and what has been sent out."""

from __future__ import annotations

import asyncio
import uuid

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from actions.wording import wording
from bot.demo.portfolio import PEOPLE
from bot.gateway.context import Gateway
from bot.gateway.frames import moment
from debt.account import ContactKind
from debt.store.notices import latest_notices
from debt.store.tables import NoticeRow


class DemoPages:
    """Served in the demo only."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def routes(self) -> list[Route]:
        """What to mount."""
        return [
            Route("/", self.show_home),
            Route("/demo", self.show_bank),
            Route("/demo/outbox", self.show_outbox),
            Route("/demo/sign-in", self.sign_in),
        ]

    async def show_home(self, _request: Request) -> Response:
        """The demo begins at the lender's page."""
        return RedirectResponse("/demo")

    async def show_bank(self, request: Request) -> Response:
        """A lender's page with the chat on it, and people to try it as."""
        settings = self._gateway.settings
        context = {
            "people": PEOPLE,
            "company": settings.company,
            "accent": settings.accent,
        }
        return self._gateway.templates.TemplateResponse(
            request, "demo_bank.html", context
        )

    async def sign_in(self, request: Request) -> Response:
        """The token that a lender's own site makes for whoever is logged in there."""
        settings = self._gateway.settings
        shared = settings.channels.sign_in_secrets
        customer = request.query_params.get("as")
        if not shared or not customer:
            return Response(status_code=404)
        now = int(self._gateway.debt.clock.now().timestamp())
        claims = {
            "aud": settings.own_origin,
            "sub": customer,
            "iat": now,
            "exp": now + 120,
            "jti": uuid.uuid4().hex,
        }
        token = jwt.encode(claims, shared[0].value, algorithm="HS256")
        return JSONResponse({"token": token})

    async def show_outbox(self, request: Request) -> Response:
        """Texts and e-mails that would have been sent, the newest first."""
        rows = await asyncio.to_thread(self._read_notices)
        context = {
            "notices": [self._notice(row) for row in rows],
            "fragment": "fragment" in request.query_params,
            "accent": self._gateway.settings.accent,
        }
        return self._gateway.templates.TemplateResponse(
            request, "demo_outbox.html", context
        )

    def _read_notices(self) -> list[NoticeRow]:
        with self._gateway.debt.database.read() as tx:
            return list(latest_notices(tx))

    def _notice(self, row: NoticeRow) -> dict[str, str]:
        is_email = row.kind is ContactKind.EMAIL
        return {
            "at": moment(row.created_at),
            "channel": row.kind.value,
            "to": row.address,
            "subject": wording().text("utter_notice_code_subject") if is_email else "",
            "body": wording().text("utter_notice_code", code=row.code),
        }
