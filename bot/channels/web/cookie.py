"""The cookie that holds the secret of a conversation."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE_SECONDS = 30 * 24 * 3600


def cookie_name(*, is_https: bool) -> str:
    """On https the name makes browsers refuse one that another host has set."""
    return "__Host-parley_session" if is_https else "parley_session"


def token_in(connection: HTTPConnection, *, is_https: bool) -> str | None:
    """The secret that a browser has sent, if any."""
    return connection.cookies.get(cookie_name(is_https=is_https)) or None


def set_cookie(response: Response, token: str, *, is_https: bool) -> None:
    """Give a browser the secret.

    In a frame on a foreign site only a secure cookie comes back, and one that is
    partitioned comes back on that site alone: no other site finds the same visitor.
    """
    site = "Secure; SameSite=None; Partitioned" if is_https else "SameSite=Lax"
    name = cookie_name(is_https=is_https)
    response.headers.append(
        "set-cookie",
        f"{name}={token}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; {site}",
    )
