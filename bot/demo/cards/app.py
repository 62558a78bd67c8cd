"""The simulated card provider as an ASGI app, and the server that runs it alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.demo.cards.api import MerchantApi
from bot.demo.cards.database import CardDatabase
from bot.demo.cards.outbox import Outbox
from bot.demo.cards.pages import HostedPages, not_found_page
from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.store import CardStore
from bot.demo.cards.webhooks import Courier
from debt.clock import Clock, SystemClock

_STATIC = Path(__file__).parent / "static"
_SECURITY_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; form-action 'self';"
        b" base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def create_app(settings: CardProviderSettings, clock: Clock) -> Starlette:
    """The whole provider; deliveries run for as long as the app's lifespan."""
    database = CardDatabase(settings.database_path)
    store = CardStore(database)
    courier = Courier(store, Outbox(database), settings, clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        deliveries = asyncio.create_task(courier.run())
        yield
        deliveries.cancel()
        with suppress(asyncio.CancelledError):
            await deliveries

    return Starlette(
        routes=[
            *MerchantApi(settings, store, clock).routes(),
            *HostedPages(store, clock).routes(),
            Route("/health", _health),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={404: not_found_page},
        lifespan=lifespan,
    )


def serve(settings: CardProviderSettings, host: str, port: int) -> None:
    """Run until the process is told to stop."""
    app = create_app(settings, SystemClock())
    # Addresses of pages open a payment page to anybody: keep them out of logs.
    uvicorn.run(app, host=host, port=port, ws="none", access_log=False)


class SecurityHeaders:
    """Puts the same strict headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_SECURITY_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")
