"""The courier's process: brings messages to the channels that are written to."""

from __future__ import annotations

import asyncio
import signal

import structlog

from bot.heartbeat import beat
from bot.settings import Settings
from debt.services import Debt

log = structlog.get_logger()


async def run_courier(settings: Settings, debt: Debt) -> None:
    """Carry messages until the process is asked to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    log.info("courier.ready")
    beating = asyncio.create_task(beat(debt, "courier"))
    await stopping.wait()
    beating.cancel()
