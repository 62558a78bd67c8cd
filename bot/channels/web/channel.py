"""The routes of the web chat."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.channels.web.exchange import Exchange
from bot.channels.web.polling import Polling
from bot.channels.web.session import Sessions
from bot.channels.web.sign_in import SignIn
from bot.channels.web.socket import Sockets
from bot.channels.web.turned_away import Handler, own_pages_only
from bot.channels.web.uploads import Uploads
from bot.gateway.context import Gateway
from bot.gateway.security import FILE_PATH


class WebChannel:
    """What the gateway serves for our own page."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        exchange = Exchange(gateway)
        self._sessions = Sessions(gateway)
        self._sockets = Sockets(gateway, exchange)
        self._polling = Polling(gateway, exchange)
        self._uploads = Uploads(gateway)
        self._sign_in = SignIn(gateway)

    def routes(self) -> list[BaseRoute]:
        """What to mount."""
        return [
            self._route("POST", "/chat/session", self._sessions.open),
            WebSocketRoute("/chat/socket", self._sockets.serve),
            self._route("GET", "/chat/messages", self._polling.read),
            self._route("POST", "/chat/messages", self._polling.write),
            self._route("POST", FILE_PATH, self._uploads.take),
            self._route("GET", f"{FILE_PATH}/{{id:str}}", self._uploads.give),
            self._route("POST", "/chat/sign-in", self._sign_in.sign_in),
            self._route("POST", "/chat/invitation/redeem", self._sign_in.redeem),
            self._route("POST", "/chat/invitation", self._sign_in.invite),
        ]

    def _route(self, method: str, path: str, handle: Handler) -> Route:
        guarded = own_pages_only(self._gateway.settings, handle)
        return Route(path, guarded, methods=[method])
