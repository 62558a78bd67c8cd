"""The gateway: one ASGI app for the chat, the desk, payment events and the pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.channels import registry
from bot.demo.pages import DemoPages
from bot.desk.agents import Agents
from bot.desk.routes import DeskRoutes
from bot.gateway.context import Gateway
from bot.gateway.documents import DocumentPages
from bot.gateway.feed import Feed
from bot.gateway.payments import PaymentEvents
from bot.gateway.security import SecurityHeaders
from bot.heartbeat import roles_alive
from bot.inbox import Inbox
from bot.settings import Settings
from debt.services import Debt

WEB = Path(__file__).resolve().parent.parent / "web"
# Only what holds no secret: the size of a compressed answer tells of what is in it.
_COMPRESSED = [Middleware(GZipMiddleware)]


def create_app(settings: Settings, debt: Debt) -> Starlette:
    """Put the gateway together."""
    gateway = Gateway(
        settings=settings,
        debt=debt,
        inbox=Inbox(debt),
        agents=Agents(debt.database, debt.clock),
        feed=Feed(debt.database),
        templates=Jinja2Templates(WEB / "templates"),
    )
    app = Starlette(
        routes=_routes(gateway),
        middleware=[Middleware(SecurityHeaders, settings=settings)],
        lifespan=_lifespan,
    )
    app.state.gateway = gateway
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    watching = asyncio.create_task(app.state.gateway.feed.run())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _routes(gateway: Gateway) -> list[BaseRoute]:
    demo = DemoPages(gateway).routes() if gateway.settings.is_demo else []
    return [
        *registry.routes(gateway),
        *DeskRoutes(gateway).routes(),
        *DocumentPages(gateway).routes(),
        *PaymentEvents(gateway).routes(),
        *demo,
        Route("/chat/frame", _Frame(gateway).show, middleware=_COMPRESSED),
        Route("/chat/widget.js", _widget, middleware=_COMPRESSED),
        Route("/health", _Health(gateway).show),
        Mount(
            "/static",
            StaticFiles(directory=WEB / "static"),
            middleware=_COMPRESSED,
        ),
    ]


class _Frame:
    """The chat itself, as it stands in the frame of a foreign page."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def show(self, request: Request) -> Response:
        settings = self._gateway.settings
        context = {
            "company": settings.company,
            "locale": settings.locale,
            "accent": settings.accent,
        }
        return self._gateway.templates.TemplateResponse(request, "frame.html", context)


async def _widget(_request: Request) -> Response:
    return FileResponse(WEB / "static" / "widget.js", media_type="text/javascript")


class _Health:
    """Whether a message sent now would be answered."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def show(self, _request: Request) -> Response:
        alive = await asyncio.to_thread(roles_alive, self._gateway.debt)
        needed = {"engine", "scheduler"}
        if registry.pushes(self._gateway.settings):
            needed.add("courier")
        silent = sorted(needed - alive)
        return JSONResponse(
            {"status": "degraded" if silent else "ok", "silent": silent},
            status_code=503 if silent else 200,
        )
