"""Starting the processes of the service."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from prometheus_client import start_http_server

from actions.opening import debt_from
from bot.channels.registry import pushes
from bot.demo.cards.app import serve
from bot.demo.cards.settings import CardProviderSettings
from bot.rasa_setup import prepare_for_rasa
from bot.settings import Settings
from bot.store.schema import upgrade_all
from bot.supervisor import Role, Supervisor
from debt.services import Debt
from debt.settings import SimulatedCardSettings

ROLES = ("gateway", "engine", "scheduler", "courier")
# A message is cut at 2,000 characters; this only keeps a frame from filling memory.
MAX_FRAME_BYTES = 1024 * 1024


def open_services(settings: Settings) -> Debt:
    """Open the store, with its tables in their newest form."""
    debt = debt_from(settings.debt)
    upgrade_all(debt.database)
    return debt


def needed_roles(settings: Settings) -> list[Role]:
    """The processes of one machine; a courier only where something is carried."""
    names = [name for name in ROLES if name != "courier" or pushes(settings)]
    return [Role(name, ("serve", "--role", name)) for name in names]


def serve_all(settings: Settings) -> None:
    """Run every role as a process of its own until asked to end."""
    open_services(settings)
    asyncio.run(Supervisor(needed_roles(settings), os.environ).run())


def serve_role(role: str, settings: Settings) -> None:
    """Run one role in this process until asked to end."""
    debt = open_services(settings)
    if settings.metrics_port is not None:
        # Each role has its own page of figures, for this machine's monitoring only.
        offset = ROLES.index(role)
        start_http_server(settings.metrics_port + offset, addr="127.0.0.1")
    if role == "gateway":
        serve_gateway(settings, debt)
    elif role == "engine":
        prepare_for_rasa()
        # Rasa takes seconds to import; only this role pays for it.
        from bot.engine.process import run_engine

        asyncio.run(run_engine(settings, debt))
    elif role == "courier":
        from bot.courier.process import run_courier

        asyncio.run(run_courier(settings, debt))
    else:
        from bot.scheduler import run_scheduler

        asyncio.run(run_scheduler(debt))


def serve_gateway(settings: Settings, debt: Debt) -> None:
    """Serve the gateway's pages and sockets."""
    from bot.gateway.app import create_app

    uvicorn.run(
        create_app(settings, debt),
        host=settings.host,
        port=settings.port,
        # The websockets release that Rasa pins is too old for uvicorn's own choice.
        ws="wsproto",
        ws_max_size=MAX_FRAME_BYTES,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def serve_card_provider(settings: Settings) -> None:
    """Serve the simulated card provider where the settings expect one."""
    cards = settings.debt.cards
    if not isinstance(cards, SimulatedCardSettings):
        raise SystemExit("PARLEY_CARDS_PROVIDER is stripe: nothing is simulated here.")
    address = urlsplit(cards.url)
    provider = CardProviderSettings(
        database_path=Path("var/cards.db"),
        api_key=cards.key.value,
        webhook_secret=cards.webhook_secret.value,
        public_url=cards.url,
    )
    serve(provider, address.hostname or "127.0.0.1", address.port or 80)
