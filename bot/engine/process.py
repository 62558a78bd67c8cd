"""The engine's process: loads the model and answers until told to stop."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import structlog

from actions.registry import all_actions
from actions.wording import wording
from bot.engine.dialogue import Dialogue
from bot.engine.worker import Engine
from bot.heartbeat import beat
from bot.settings import Settings
from debt.services import Debt

log = structlog.get_logger()


async def run_engine(settings: Settings, debt: Debt) -> None:
    """Answer messages until the process is asked to end."""
    models = Path(settings.model_directory)
    assistant = Dialogue(models, all_actions(debt), settings.debt.public_url)
    engine = Engine(debt, assistant, wording().text("utter_talk_failed"))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, engine.stop)
    log.info("engine.ready")
    beating = asyncio.create_task(beat(debt, "engine"))
    await engine.run()
    beating.cancel()
