"""The service that simulated debtors talk to: its own, and gone afterwards."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot.cli.serve import needed_roles, open_services
from bot.demo.portfolio import seed_portfolio
from bot.settings import Settings
from bot.supervisor import Role, Supervisor
from bot.training import train
from debt.services import Debt
from debt.settings import SimulatedCardSettings

READY_SECONDS = 240
# Enough that there is somebody for each goal.
PEOPLE_FOR_EACH = 4
LEAST_PEOPLE = 120
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ground:
    """Where the debtors talk, and the books in which it shows what came of it."""

    url: str
    card_pages: str
    debt: Debt


@asynccontextmanager
async def own_ground(debtors: int) -> AsyncIterator[Ground]:
    """Set up and serve an empty service with people enough, on free ports."""
    model = await asyncio.to_thread(train, Path("models"))
    with TemporaryDirectory(prefix="parley-simulation-") as name:
        folder = Path(name)
        environment = _environment(folder, model.resolve())
        settings = Settings.from_env(environment)
        debt = open_services(settings)
        people = max(debtors * PEOPLE_FOR_EACH, LEAST_PEOPLE)
        seed_portfolio(debt.database, debt.clock.today(), people)
        roles = [*needed_roles(settings), Role("cards", ("serve-cards",))]
        with (folder / "service.log").open("ab") as log:
            supervisor = Supervisor(roles, environment, log, folder)
            serving = asyncio.create_task(supervisor.run())
            try:
                await _ready(settings.debt.public_url)
                yield ground_of(settings, debt)
            finally:
                supervisor.stop()
                await serving
                debt.database.close()


def ground_of(settings: Settings, debt: Debt) -> Ground:
    """A service that runs already, as its settings describe it.

    Raises:
        ValueError: it takes real cards, which nobody shall simulate.
    """
    cards = settings.debt.cards
    if not isinstance(cards, SimulatedCardSettings):
        raise ValueError("Real cards are taken here; only a demo can be simulated.")
    return Ground(settings.debt.public_url, cards.url, debt)


def _environment(folder: Path, model: Path) -> dict[str, str]:
    """The settings of a demo; the operator's words and policy stay those of here."""
    models = folder / "models"
    models.mkdir()
    (models / model.name).symlink_to(model)
    port, cards_port = _free_ports(2)
    return {
        **os.environ,
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_SECRET": secrets.token_hex(32),
        "PARLEY_CARDS_KEY": secrets.token_hex(32),
        "PARLEY_CARDS_WEBHOOK_SECRET": secrets.token_hex(32),
        "PARLEY_PORT": str(port),
        "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PARLEY_CARDS_URL": f"http://127.0.0.1:{cards_port}",
        "PARLEY_DATABASE_URL": f"sqlite:///{folder / 'parley.db'}",
        "PARLEY_MODEL_DIRECTORY": str(models),
        "PARLEY_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


async def _ready(url: str) -> None:
    """Wait until every process is at work.

    Raises:
        TimeoutError: they are not, after minutes.
    """
    async with httpx.AsyncClient() as client:
        for _ in range(READY_SECONDS):
            with suppress(httpx.HTTPError):
                answer = await client.get(f"{url}/health")
                if answer.status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(1)
    raise TimeoutError(url)
