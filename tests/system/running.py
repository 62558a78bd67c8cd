"""The service running for the tests: every role a process, on one database file."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import httpx
from sqlalchemy import select

from bot.cli.serve import open_services
from bot.demo.portfolio import seed_portfolio
from bot.desk.agents import Agents
from bot.settings import Settings
from bot.store.tables import HeartbeatRow
from debt.services import Debt
from debt.store.tables import NoticeRow
from tests.bot.channels.teams.microsoft import Microsoft, certificate

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[2]
ROLES = {
    "cards": ("serve-cards",),
    "gateway": ("serve", "--role", "gateway"),
    "engine": ("serve", "--role", "engine"),
    "scheduler": ("serve", "--role", "scheduler"),
    "courier": ("serve", "--role", "courier"),
}
AGENT_EMAIL, AGENT_NAME = "sam@example.com", "Sam"
AGENT_PASSWORD = "a long night at the desk"
PEOPLE = 200
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'"
READY_SECONDS = 120
STOP_SECONDS = 20
EVERY_SECONDS = 0.05


def until(
    look: Callable[[], T | None],
    what: str,
    seconds: float = 60,
    every: float = EVERY_SECONDS,
) -> T:
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(every)
    raise AssertionError(f"Not within {seconds:.0f} seconds: {what}")


class System:
    """Starts and kills the processes, and looks into their store.

    Attributes:
        url: the gateway's address.
        telegram_api, teams_url, teams_login: where nobody listens before a test
            starts a peer.
        environment: of the processes, and of any command run beside them.
        debt: the services over the same database, to know what is true.
    """

    def __init__(self, folder: Path, model: Path) -> None:
        """Set an empty database up; `model` is the only one the engine will find."""
        models = folder / "models"
        models.mkdir()
        (models / model.name).symlink_to(model.resolve())
        self.folder = folder
        self.environment = _environment(folder, models)
        self.settings = Settings.from_env(self.environment)
        self.url = self.settings.debt.public_url
        self.cards_url = self.environment["PARLEY_CARDS_URL"]
        self.telegram_token = self.environment["PARLEY_TELEGRAM_TOKEN"]
        self.telegram_api = self.environment["PARLEY_TELEGRAM_API"]
        self.teams_url = self.environment["PARLEY_TEAMS_ISSUER"]
        self.teams_login = self.environment["PARLEY_TEAMS_LOGIN"]
        self.debt: Debt = open_services(self.settings)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def fill(self) -> None:
        """People with debts, and one agent."""
        database, clock = self.debt.database, self.debt.clock
        seed_portfolio(database, clock.today(), people=PEOPLE)
        Agents(database, clock).add(AGENT_EMAIL, AGENT_NAME, AGENT_PASSWORD)

    def start(self, *roles: str) -> None:
        """Start roles side by side; return when all of them are at work."""
        since = self.debt.clock.now()
        for role in roles:
            self._processes[role] = self._run(role)
        for role in roles:
            until(
                lambda role=role: self._is_ready(role, since),  # type: ignore[misc]
                f"{role} is at work\n{self.log(role)[-4000:]}",
                READY_SECONDS,
            )

    def start_missing(self) -> None:
        """Start what has been killed and not started again."""
        self.start(*(role for role in ROLES if role not in self._processes))

    def kill(self, role: str) -> None:
        """End a role as a power cut would."""
        process = self._processes.pop(role)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End everything politely."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.debt.database.close()

    def log(self, *roles: str) -> str:
        """What these roles have printed so far; all of them, if none is named."""
        paths = [self._log_path(role) for role in roles or ROLES]
        return "".join(path.read_text() for path in paths if path.exists())

    def keep_logs(self, folder: Path) -> None:
        """Leave what was printed where somebody can read it after the tests."""
        folder.mkdir(parents=True, exist_ok=True)
        for role in ROLES:
            (folder / f"{role}.log").write_text(self.log(role))

    def files(self) -> Iterator[bytes]:
        """The raw content of every database, and of what has yet to be moved there."""
        for path in self.folder.rglob("*.db*"):
            yield path.read_bytes()

    def values(self) -> Iterator[str]:
        """Everything in every column of every table, one by one."""
        for path in self.folder.rglob("*.db"):
            with closing(sqlite3.connect(path)) as connection:
                tables = connection.execute(_TABLES).fetchall()
                for (table,) in tables:
                    rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                    yield from (str(value) for row in rows for value in row)

    def code_for(self, address: str) -> str:
        """The newest one-time code sent to an address."""
        query = (
            select(NoticeRow.code)
            .where(NoticeRow.address == address)
            .order_by(NoticeRow.created_at.desc())
            .limit(1)
        )
        with self.debt.database.read() as tx:
            return tx.scalars(query).one()

    def _run(self, role: str) -> subprocess.Popen[bytes]:
        with self._log_path(role).open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot.cli.main", *ROLES[role]],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _is_ready(self, role: str, since: datetime) -> bool:
        assert self._processes[role].poll() is None, self.log(role)[-4000:]
        if role in {"engine", "scheduler", "courier"}:
            with self.debt.database.read() as tx:
                row = tx.get(HeartbeatRow, role)
                return row is not None and row.seen_at > since
        url = self.url if role == "gateway" else self.cards_url
        try:
            return httpx.get(f"{url}/health", timeout=5).status_code in {200, 503}
        except httpx.HTTPError:
            return False

    def _log_path(self, role: str) -> Path:
        return self.folder / f"{role}.log"


def _environment(folder: Path, models: Path) -> dict[str, str]:
    port, cards_port, telegram_port, teams_port, login_port = free_ports(5)
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("PARLEY_")},
        "PYTHONPATH": str(ROOT),
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_SECRET": secrets.token_hex(32),
        "PARLEY_CARDS_KEY": secrets.token_hex(32),
        "PARLEY_CARDS_WEBHOOK_SECRET": secrets.token_hex(32),
        "PARLEY_SIGN_IN_SECRETS": secrets.token_hex(32),
        "PARLEY_PORT": str(port),
        "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PARLEY_CARDS_URL": f"http://127.0.0.1:{cards_port}",
        "PARLEY_DATABASE_URL": f"sqlite:///{folder / 'parley.db'}",
        "PARLEY_MODEL_DIRECTORY": str(models),
        **_telegram(telegram_port),
        **_teams(folder, teams_port, login_port),
        "XDG_STATE_HOME": str(folder / "state"),
    }


def _telegram(port: int) -> dict[str, str]:
    return {
        "PARLEY_TELEGRAM_TOKEN": f"7000000001:{secrets.token_hex(20)}",
        "PARLEY_TELEGRAM_BOT": "northgate_help_bot",
        "PARLEY_TELEGRAM_API": f"http://127.0.0.1:{port}",
    }


def _teams(folder: Path, port: int, login_port: int) -> dict[str, str]:
    url, login = f"http://127.0.0.1:{port}", f"https://127.0.0.1:{login_port}"
    there = Microsoft(url, login, certificate(folder))
    return {**there.settings(), "REQUESTS_CA_BUNDLE": str(there.certificate)}


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
