"""What both sides stand on: one database, one model, one environment, free ports."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from actions.opening import debt_from
from bot.demo.portfolio import seed_portfolio
from bot.demo.portfolio.people import PEOPLE, DemoPerson
from bot.settings import Settings
from bot.store.schema import upgrade_all
from debt.account import Contact
from debt.identity import CodeOutcome, IdentityFacts
from debt.services import Debt


@dataclass(frozen=True)
class Ground:
    """A temporary place to measure in.

    Attributes:
        environment: the settings of every process that is started here.
    """

    folder: Path
    model: Path
    settings: Settings
    environment: dict[str, str]
    debt: Debt
    actions_port: int
    stock_port: int

    def verify(self, conversation_id: str, person: DemoPerson) -> None:
        """Let a conversation pass the identity check."""
        pocket = _Pocket()
        identity = replace(self.debt.identity, notices=pocket)
        facts = IdentityFacts(person.reference, person.date_of_birth)
        with self.debt.database.begin() as tx:
            identity.submit(tx, conversation_id, facts, conversation_id)
            outcome = identity.check_code(tx, conversation_id, pocket.code)
        if outcome is not CodeOutcome.ACCEPTED:
            raise RuntimeError(outcome)


class _Pocket:
    """The telephone that the code is sent to."""

    code = ""

    def send_code(self, tx: Session, contact: Contact, code: str, key: str) -> None:
        """Take the code out of the message."""
        self.code = code


def prepare(folder: Path, model: Path) -> Ground:
    """Choose ports and secrets, and store a few people with their debts."""
    # A directory with this model only: the newest one in it is the one that is loaded.
    models = folder / "models"
    models.mkdir()
    (models / model.name).symlink_to(model.resolve())
    gateway, actions, stock = free_ports(3)
    variables = {
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_SECRET": secrets.token_hex(32),
        "PARLEY_CARDS_KEY": secrets.token_hex(32),
        "PARLEY_CARDS_WEBHOOK_SECRET": secrets.token_hex(32),
        "PARLEY_PORT": str(gateway),
        "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{gateway}",
        "PARLEY_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "PARLEY_MODEL_DIRECTORY": str(models),
        "PARLEY_LOG_LEVEL": "WARNING",
    }
    settings = Settings.from_env(variables)
    debt = debt_from(settings.debt)
    upgrade_all(debt.database)
    seed_portfolio(debt.database, debt.clock.today(), people=len(PEOPLE))
    environment = {**os.environ, **variables}
    return Ground(folder, model, settings, environment, debt, actions, stock)


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
