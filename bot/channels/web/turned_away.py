"""How a request or a socket is told that it is not served."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.security import is_own_origin
from bot.settings import Settings

Handler = Callable[[Request], Awaitable[Response]]


class TurnedAway(Exception):
    """This is not served.

    Attributes:
        status: of HTTP.
        error: a word for programs.
    """

    status = 400
    error = "malformed"

    @classmethod
    def close_code(cls) -> int:
        """The same for a socket: 4401 is what 401 is to a request."""
        return 4000 + cls.status


class Malformed(TurnedAway):
    """Something is missing from the request, or makes no sense."""


class ForeignOrigin(TurnedAway):
    """A page of another site asks."""

    status, error = 403, "foreign_origin"


class NoSession(TurnedAway):
    """There is no cookie, or none that opens anything."""

    status, error = 401, "no_session"


class Rotated(TurnedAway):
    """The cookie was good until the person verified; the new one is on its way."""

    status, error = 409, "rotated"


class Ended(Rotated):
    """The cookie was good once; whoever is to have a new one has it by now."""


class TooFast(TurnedAway):
    """Again in a while."""

    status, error = 429, "too_fast"


class NotHere(TurnedAway):
    """There is no such thing, or not for this conversation."""

    status, error = 404, "not_found"


def own_pages_only(settings: Settings, handle: Handler) -> Handler:
    """Serve requests of our own pages; answer all others in one way."""

    async def guarded(request: Request) -> Response:
        try:
            if not is_own_origin(request, settings):
                raise ForeignOrigin
            return await handle(request)
        except TurnedAway as no:
            return JSONResponse({"error": no.error}, status_code=no.status)

    return guarded
