"""The desk's pages and its socket."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.desk.agents import Agent
from bot.desk.service import Desk
from bot.desk.socket import DeskSocket
from bot.gateway.context import Gateway, gateway_of
from bot.gateway.files import download
from bot.gateway.limits import RateLimit
from bot.gateway.security import is_own_origin
from bot.store.tables import AttachmentRow

COOKIE = "parley_desk"
LOGIN_COOKIE = "parley_desk_login"
NO_SESSION = 4401


class DeskRoutes:
    """What to mount for the agents."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._logins = RateLimit(gateway.debt.clock, burst=10, per_second=0.1)

    def routes(self) -> list[Route | WebSocketRoute]:
        """The pages and the socket."""
        return [
            Route("/desk", self.show_desk),
            Route("/desk/login", self.show_login),
            Route("/desk/login", self.log_in, methods=["POST"]),
            Route("/desk/logout", self.log_out, methods=["POST"]),
            Route("/desk/files/{id:str}", self.give_file),
            WebSocketRoute("/desk/socket", self.serve_socket),
        ]

    async def show_desk(self, request: Request) -> Response:
        """The desk, or the way to its door."""
        agent = await self._agent(request)
        if agent is None:
            return RedirectResponse("/desk/login", status_code=303)
        return self._page(
            request,
            "desk.html",
            {"agent_name": agent.name, "csrf": self._csrf(request.cookies[COOKIE])},
        )

    async def show_login(self, request: Request) -> Response:
        """The door."""
        return self._login_page(request, failed=False)

    async def log_in(self, request: Request) -> Response:
        """Check an address and a password."""
        form = await _form(request)
        address = request.client.host if request.client else ""
        is_genuine = self._is_genuine(request, LOGIN_COOKIE, form)
        if not is_genuine or not self._logins.allows(address):
            return self._login_page(request, failed=True)
        email, password = form.get("email", ""), form.get("password", "")
        token = await asyncio.to_thread(self._gateway.agents.log_in, email, password)
        if token is None:
            return self._login_page(request, failed=True)
        response = RedirectResponse("/desk", status_code=303)
        self._set_cookie(response, COOKIE, token)
        response.delete_cookie(LOGIN_COOKIE, path="/desk")
        return response

    async def log_out(self, request: Request) -> Response:
        """Leave the desk."""
        if not self._is_genuine(request, COOKIE, await _form(request)):
            return Response(status_code=403)
        token = request.cookies[COOKIE]
        await asyncio.to_thread(self._gateway.agents.log_out, token)
        response = RedirectResponse("/desk/login", status_code=303)
        response.delete_cookie(COOKIE, path="/desk")
        return response

    async def give_file(self, request: Request) -> Response:
        """A file that somebody sent, for who has their conversation or may claim it."""
        agent = await self._agent(request)
        if agent is None or not is_own_origin(request, self._gateway.settings):
            return RedirectResponse("/desk/login", status_code=303)
        file_id = request.path_params["id"]
        row = await asyncio.to_thread(self._file, file_id, agent)
        return download(row) if row is not None else Response(status_code=404)

    def _file(self, file_id: str, agent: Agent) -> AttachmentRow | None:
        debt = self._gateway.debt
        with debt.database.read() as tx:
            return Desk(debt, self._gateway.inbox).file(tx, file_id, agent)

    async def serve_socket(self, socket: WebSocket) -> None:
        """Serve one open desk page."""
        await socket.accept()
        agent = await self._agent(socket)
        if agent is None or not is_own_origin(socket, self._gateway.settings):
            await socket.close(NO_SESSION)
            return
        token = socket.cookies[COOKIE]
        await DeskSocket(self._gateway, socket, agent, token).run()

    async def _agent(self, connection: HTTPConnection) -> Agent | None:
        agents = gateway_of(connection).agents
        return await asyncio.to_thread(agents.agent_of, connection.cookies.get(COOKIE))

    def _login_page(self, request: Request, *, failed: bool) -> Response:
        seed = request.cookies.get(LOGIN_COOKIE) or secrets.token_urlsafe(16)
        context = {"csrf": self._csrf(seed), "error": failed}
        status = 403 if failed else 200
        response = self._page(request, "desk_login.html", context, status)
        self._set_cookie(response, LOGIN_COOKIE, seed)
        return response

    def _page(
        self,
        request: Request,
        template: str,
        context: dict[str, object],
        status: int = 200,
    ) -> Response:
        settings = self._gateway.settings
        context = {"company": settings.company, "accent": settings.accent, **context}
        return self._gateway.templates.TemplateResponse(
            request, template, context, status_code=status
        )

    def _csrf(self, cookie: str) -> str:
        """A token that only a page we served to this cookie can know."""
        key = self._gateway.settings.debt.secret.encode()
        return hmac.new(key, b"csrf:" + cookie.encode(), hashlib.sha256).hexdigest()

    def _is_genuine(self, request: Request, cookie: str, form: dict[str, str]) -> bool:
        """Whether a form was filled in on our own page."""
        expected = self._csrf(request.cookies.get(cookie, ""))
        given = form.get("csrf", "")
        return (
            cookie in request.cookies
            and is_own_origin(request, self._gateway.settings)
            and hmac.compare_digest(expected.encode(), given.encode())
        )

    def _set_cookie(self, response: Response, name: str, value: str) -> None:
        response.set_cookie(
            name,
            value,
            path="/desk",
            httponly=True,
            samesite="lax",
            secure=self._gateway.settings.is_https,
        )


async def _form(request: Request) -> dict[str, str]:
    """The fields of a plain form; of a repeated field, the first."""
    body = (await request.body()).decode("utf-8", errors="replace")
    return {name: values[0] for name, values in parse_qs(body).items()}
