"""Fetches updates where Telegram cannot bring them, as on a developer's machine."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.channels.settings import TelegramSettings
from bot.channels.telegram import CHANNEL
from bot.channels.telegram.client import open_bot, seconds_to_wait, why
from bot.channels.telegram.intake import Intake
from bot.settings import Settings
from debt.services import Debt

log = structlog.get_logger()

# How long Telegram holds a question open while there is nothing new.
HOLD_SECONDS = 25
# Telegram ends the older of two questions, so this one may soon have the bot alone.
CONFLICT_PAUSE_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


class TelegramPoller:
    """Asks for updates, stores them, and only then asks for the next ones."""

    channel = CHANNEL

    def __init__(
        self, settings: Settings, debt: Debt, telegram: TelegramSettings
    ) -> None:
        self._bot = open_bot(telegram)
        self._intake = Intake(debt, self._bot, settings.locale)
        self._next: int | None = None
        self._has_webhook = True
        self._pause = FIRST_PAUSE_SECONDS

    async def run(self) -> None:
        """Fetch and store updates until cancelled."""
        await self._bot.open_connections()
        try:
            while True:
                await self._fetch_or_pause()
        finally:
            await self._bot.close_connections()

    async def _fetch_or_pause(self) -> None:
        try:
            await self._fetch()
        except Conflict:
            log.error(
                "telegram.conflict",
                explanation="Another process fetches this bot's updates, or Telegram"
                " brings them to a webhook. Only one may: stop the other one, or give"
                " this one a bot of its own.",
            )
            self._has_webhook = True
            await asyncio.sleep(CONFLICT_PAUSE_SECONDS)
        except RetryAfter as exc:
            await asyncio.sleep(seconds_to_wait(exc))
        except (TelegramError, SQLAlchemyError) as exc:
            log.warning("telegram.not_fetched", error=self._why(exc))
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        else:
            self._pause = FIRST_PAUSE_SECONDS

    async def _fetch(self) -> None:
        """Fetch once; asking for a number tells that all before it are stored."""
        if self._has_webhook:
            await self._bot.delete_webhook()
            self._has_webhook = False
        for update in await self._bot.fetch(self._next, HOLD_SECONDS):
            afterwards = await self._intake.take(update)
            self._next = update["update_id"] + 1
            if afterwards is not None:
                await afterwards()

    def _why(self, error: Exception) -> str:
        if isinstance(error, TelegramError):
            return why(error, self._bot)
        return type(error).__name__
