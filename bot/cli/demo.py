"""`parley demo`: everything on this machine, with people to try it as."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import secrets
import socket
import sys
from contextlib import suppress
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from bot.cli.seed import seed_demo
from bot.cli.serve import needed_roles, open_services
from bot.cli.settings import read_settings
from bot.demo.portfolio import PEOPLE, AlreadySeeded
from bot.desk.agents import AgentError, Agents
from bot.logs import configure_logs
from bot.settings import Settings
from bot.supervisor import Role, Supervisor
from bot.training import train
from debt.services import Debt
from debt.settings import SimulatedCardSettings

STATE = Path("var/demo.json")
LOG = Path("var/demo.log")
AGENT_EMAIL = "sam@example.com"
AGENT_NAME = "Sam"
PEOPLE_COUNT = 500
READY_SECONDS = 180


def run_demo(port: int, console: Console) -> None:
    """Set up what is missing, serve, and say where and as whom to look."""
    password = _configure(port)
    settings = read_settings()
    configure_logs(settings.log_level)
    _check_ports(console, port, port + 1)
    debt = open_services(settings)
    _set_up(settings, debt, password, console)
    debt.database.close()
    asyncio.run(_serve(settings, password, console))


def _of(secret: str, purpose: str) -> str:
    """A secret made out of another: what the demo keeps stays as it is."""
    return hashlib.sha256(f"{purpose} {secret}".encode()).hexdigest()


def _configure(port: int) -> str:
    """Settings of the demo, for this process and its children; returns the password.

    The secrets are drawn once and kept, so that chats go on after a restart.
    """
    STATE.parent.mkdir(parents=True, exist_ok=True)
    if not STATE.exists():
        names = ("secret", "cards_key", "cards_webhook_secret")
        drawn = {name: secrets.token_hex(32) for name in names}
        drawn["password"] = secrets.token_urlsafe(12)
        descriptor = os.open(STATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(drawn, file)
    state = json.loads(STATE.read_text(encoding="utf-8"))
    settings = {
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_SECRET": state["secret"],
        "PARLEY_CARDS_KEY": state["cards_key"],
        "PARLEY_CARDS_WEBHOOK_SECRET": state["cards_webhook_secret"],
        "PARLEY_SIGN_IN_SECRETS": _of(state["secret"], "sign-in"),
        "PARLEY_PORT": str(port),
        "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PARLEY_CARDS_URL": f"http://127.0.0.1:{port + 1}",
        "PARLEY_DATABASE_URL": "sqlite:///var/demo.db",
        "PARLEY_LOG_LEVEL": "WARNING",
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    return str(state["password"])


def _check_ports(console: Console, *ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                console.print(
                    f"Port {port} is in use. Stop what runs there, or choose another: "
                    "parley demo --port 8900",
                    style="red",
                )
                sys.exit(1)


def _set_up(settings: Settings, debt: Debt, password: str, console: Console) -> None:
    with suppress(AlreadySeeded):
        seed_demo(debt, PEOPLE_COUNT, console)
    with suppress(AgentError):
        agents = Agents(debt.database, debt.clock)
        agents.add(AGENT_EMAIL, AGENT_NAME, password)
    directory = Path(settings.model_directory)
    with console.status("Training the assistant, once; it takes a minute or two…"):
        train(directory)


async def _serve(settings: Settings, password: str, console: Console) -> None:
    roles = needed_roles(settings)
    if isinstance(settings.debt.cards, SimulatedCardSettings):
        roles.append(Role("cards", ("serve-cards",)))
    with LOG.open("ab") as log_file:
        serving = asyncio.create_task(Supervisor(roles, os.environ, log_file).run())
        telling = asyncio.create_task(_tell_when_ready(settings, password, console))
        await serving
    telling.cancel()
    with suppress(asyncio.CancelledError):
        await telling


async def _tell_when_ready(settings: Settings, password: str, console: Console) -> None:
    with console.status("Starting; the assistant needs some seconds to wake up…"):
        for _ in range(READY_SECONDS):
            if await _is_ready(settings):
                break
            await asyncio.sleep(1)
    url = settings.debt.public_url
    console.print(f"\n[bold]Parley is ready[/bold] at {url}/demo\n")
    console.print(_people_table())
    console.print(f"\nCodes sent by text and e-mail: {url}/demo/outbox")
    console.print(f"The desk: {url}/desk, as {AGENT_EMAIL} with password {password}")
    console.print(f"Logs: {LOG}. Stop it with Ctrl-C.\n")


async def _is_ready(settings: Settings) -> bool:
    """Ready is when the engine answers, which the gateway can tell."""
    with suppress(httpx.HTTPError):
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{settings.debt.public_url}/health")
            return response.status_code == httpx.codes.OK
    return False


def _people_table() -> Table:
    table = Table(title="People to try it as", title_justify="left")
    for column in ("Who", "Reference", "Date of birth", "Postcode", "What happened"):
        table.add_column(column)
    for person in PEOPLE:
        born = f"{person.date_of_birth:%d %B %Y}".lstrip("0")
        table.add_row(
            person.name, person.reference, born, person.postcode, person.story
        )
    return table
