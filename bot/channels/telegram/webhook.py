"""Where Telegram brings updates to."""

from __future__ import annotations

import secrets

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.settings import TelegramSettings
from bot.channels.telegram import SECRET_HEADER, WEBHOOK_PATH
from bot.channels.telegram.client import open_bot
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.updates import Malformed, parse
from bot.gateway.context import Gateway

log = structlog.get_logger()


class TelegramWebhook:
    """Believes only who knows the secret that Telegram was told."""

    def __init__(self, gateway: Gateway, settings: TelegramSettings) -> None:
        self._secret = settings.webhook_secret
        self._intake = Intake(gateway.debt, open_bot(settings), gateway.settings.locale)

    def routes(self) -> list[Route]:
        """What to mount."""
        return [Route(WEBHOOK_PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Take one update in; only what is stored for good is acknowledged."""
        if not self._is_from_telegram(request):
            log.warning("telegram.forged_update")
            return Response(status_code=403)
        try:
            update = parse(await request.body())
            afterwards = await self._intake.take(update)
        except Malformed:
            return Response(status_code=400)
        except SQLAlchemyError as exc:
            # Telegram brings it again.
            log.error("telegram.not_stored", error=type(exc).__name__)
            return Response(status_code=503)
        return Response(background=BackgroundTask(afterwards) if afterwards else None)

    def _is_from_telegram(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return secrets.compare_digest(given.encode(), self._secret.encode())
