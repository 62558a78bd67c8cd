"""Where Microsoft brings activities: checked, stored, acknowledged, answered later."""

from __future__ import annotations

import asyncio

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.settings import TeamsSettings
from bot.channels.teams.activities import (
    EMULATORS,
    TEAMS,
    Activity,
    Malformed,
    is_safe,
    read_activity,
)
from bot.channels.teams.arrivals import Arrivals
from bot.channels.teams.tokens import KeysMissing, TokenCheck, Untrusted
from bot.gateway.context import Gateway
from bot.gateway.limits import RateLimit

log = structlog.get_logger()

PATH = "/webhooks/teams"


class TeamsWebhook:
    """The messaging endpoint of the bot."""

    def __init__(self, gateway: Gateway, teams: TeamsSettings) -> None:
        debt = gateway.debt
        self._check = TokenCheck(teams, debt.clock)
        self._arrivals = Arrivals(gateway.settings, debt, gateway.inbox)
        self._limit = RateLimit(debt.clock, burst=20, per_second=1.0)
        self._is_demo = gateway.settings.is_demo
        self._channels = {TEAMS} | (EMULATORS if self._is_demo else frozenset())

    def routes(self) -> list[Route]:
        """What to mount."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Take one activity; it is answered when it is stored, and not before."""
        try:
            voucher = await self._check.check(request.headers.get("authorization"))
            activity = read_activity(await request.body())
            voucher.check(activity.service_url, activity.channel)
            self._check_place(activity)
        except Untrusted as exc:
            log.warning("teams.untrusted", reason=str(exc))
            return Response(status_code=401)
        except KeysMissing:
            # Refused for good, it would be lost; like this it is brought again.
            return Response(status_code=503)
        except Malformed:
            log.warning("teams.malformed")
            return Response(status_code=400)
        if not self._limit.allows(activity.sender):
            return Response(status_code=429)
        await asyncio.to_thread(self._arrivals.take, activity)
        return Response(status_code=202)

    def _check_place(self, activity: Activity) -> None:
        """Only Teams, and only where what we answer cannot be read on its way."""
        is_known = activity.channel in self._channels
        if not is_known or not is_safe(activity.service_url, is_demo=self._is_demo):
            raise Untrusted("place")
