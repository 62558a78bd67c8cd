"""Speaking to the Bot API without ever showing the token, which is in every address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.settings import TelegramSettings

# What we want to hear of. Nothing else is asked for, and what comes anyway is ignored.
ALLOWED_UPDATES = ("message", "callback_query")

RawUpdate = dict[str, Any]

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
# Requests that wait for a free connection; a burst is slowed down, not refused.
POOL_SECONDS = 10.0
MAX_CONNECTIONS = 16


class TelegramBot(Bot):
    """A bot that does not show its token when it is printed."""

    def __repr__(self) -> str:
        return "TelegramBot(***)"

    async def fetch(
        self, offset: int | None, hold_seconds: int
    ) -> list[dict[str, Any]]:
        """The updates from a number on, as they come.

        The library's own way reads all of them at once, so that one which it cannot
        read would hold up all others.
        """
        wanted = {
            "offset": offset,
            "timeout": hold_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        seconds = hold_seconds + READ_SECONDS
        updates: list[RawUpdate] = await self._post(
            "getUpdates", wanted, read_timeout=seconds
        )
        return updates

    async def download(self, file_id: str) -> bytes:
        """The content of a file that somebody sent; at most 20 MB, says Telegram."""
        file = await self.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def open_connections(self) -> None:
        """Get ready, also after having let go of connections."""
        await self.request.initialize()

    async def close_connections(self) -> None:
        """Let go of connections; the library's own way wants to have asked getMe."""
        await self.request.shutdown()


def open_bot(settings: TelegramSettings) -> TelegramBot:
    """A client of the Bot API; nothing is asked of it yet."""
    request = HTTPXRequest(
        connection_pool_size=MAX_CONNECTIONS,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        pool_timeout=POOL_SECONDS,
    )
    return TelegramBot(
        settings.token.value,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=request,
        get_updates_request=request,
    )


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def why(error: TelegramError, bot: Bot) -> str:
    """What went wrong, fit for a log: some errors carry the address with the token."""
    text = f"{type(error).__name__}: {error}"
    return text.replace(bot.token, "***")
