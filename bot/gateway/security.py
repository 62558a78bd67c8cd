"""What guards every page: security headers, origins, the size of a request."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.files import MAX_FILE_BYTES
from bot.settings import Settings

MAX_BODY_BYTES = 64 * 1024
# The one route that takes more: a file that a person sends.
FILE_PATH = "/chat/files"

_TOO_LONG = 1 << 62
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'"
)
# No script may turn text into markup, so no text can become one.
_TEXT_IS_TEXT = "; require-trusted-types-for 'script'; trusted-types 'none'"


def is_own_origin(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a browser sent this from our own pages.

    A client that is no browser sends neither header; it holds no one else's cookies
    either. Reading by a page of our own carries no Origin, but Sec-Fetch-Site.
    """
    origin = connection.headers.get("origin")
    site = connection.headers.get("sec-fetch-site")
    is_own = origin is None or origin == settings.own_origin
    return is_own and site in {None, "same-origin", "none"}


class SecurityHeaders:
    """Adds the headers that keep pages from being misused, and caps bodies."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        embedders = " ".join(("'self'", *settings.embedding_origins))
        self._frame_policy = f"{_POLICY}{_TEXT_IS_TEXT}; frame-ancestors {embedders}"
        self._desk_policy = f"{_POLICY}{_TEXT_IS_TEXT}; frame-ancestors 'none'"
        self._policy = f"{_POLICY}; frame-ancestors 'none'"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, with the headers added to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = MAX_FILE_BYTES if scope["path"] == FILE_PATH else MAX_BODY_BYTES
        if _declared_length(scope) > limit:
            await _refuse_too_large(send)
            return
        policy = self._policy_of(scope["path"])
        # What is the same for everybody is asked after again, but not sent again.
        cached = "no-cache" if scope["path"].startswith("/static/") else "no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", cached)
                _add_headers(headers, policy)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _policy_of(self, path: str) -> str:
        if path == "/chat/frame":
            return self._frame_policy
        return self._desk_policy if path.startswith("/desk") else self._policy


def _add_headers(headers: MutableHeaders, policy: str) -> None:
    headers.setdefault("Content-Security-Policy", policy)
    headers["X-Content-Type-Options"] = "nosniff"
    # Stricter would make browsers send our own forms with "Origin: null".
    headers["Referrer-Policy"] = "same-origin"


def _declared_length(scope: Scope) -> int:
    """The body's length in bytes; a body of unknown length is counted as too long."""
    headers = Headers(scope=scope)
    if "transfer-encoding" in headers:
        return _TOO_LONG
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdecimal() else _TOO_LONG


async def _refuse_too_large(send: Send) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"error": "too_large"}'})
