"""A gateway that Microsoft, or somebody who claims to be it, brings activities to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.channels import registry
from bot.channels.teams.webhook import PATH
from bot.gateway.context import Gateway
from bot.gateway.security import SecurityHeaders
from bot.inbox import Inbox
from bot.settings import Settings
from bot.store.tables import AddressRow, MessageRow
from debt.store.database import Database
from tests.bot.channels.teams.microsoft import Json, Microsoft, activity, microsoft
from tests.bot.test_security import settings_with
from tests.bot.test_settings import DEMO
from tests.databases import Renew
from tests.debt.floor import Floor


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Microsoft]:
    with microsoft(tmp_path_factory.mktemp("login")) as peer:
        yield peer


@pytest.fixture
def peer(issuer: Microsoft) -> Microsoft:
    """The issuer as it is before a test changes anything."""
    issuer.reset()
    return issuer


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database, but what says so."""
    return sqlite()


@dataclass
class Door:
    """The messaging endpoint, and what stands in the store behind it."""

    client: httpx.AsyncClient
    peer: Microsoft
    floor: Floor

    async def brings(self, token: str | None = None, **changes: Any) -> int:
        """Bring one activity, with a good token unless another is given."""
        return await self.posts(activity(self.peer, **changes), token)

    async def posts(self, content: Json | bytes, token: str | None = None) -> int:
        good = self.peer.token(self.floor.clock.now())
        headers = {"Authorization": f"Bearer {good if token is None else token}"}
        return (await self.sends(content, headers)).status_code

    async def sends(
        self, content: Json | bytes, headers: dict[str, str]
    ) -> httpx.Response:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        return await self.client.post(PATH, content=raw, headers=headers)

    def messages(self) -> list[MessageRow]:
        """Everything that is stored, in order."""
        with self.floor.database.read() as tx:
            return list(tx.scalars(select(MessageRow).order_by(MessageRow.seq)))

    def said(self) -> list[str]:
        """What was answered."""
        return [row.text for row in self.messages() if row.sender != "debtor"]

    def typed(self) -> list[str]:
        """What is kept of what was typed or pressed."""
        return [row.text for row in self.messages() if row.sender == "debtor"]

    def addresses(self) -> list[AddressRow]:
        with self.floor.database.read() as tx:
            return list(tx.scalars(select(AddressRow)))


@pytest.fixture
async def door(floor: Floor, peer: Microsoft) -> AsyncIterator[Door]:
    async with opened(settings_with(**DEMO, **peer.settings()), floor) as client:
        yield Door(client, peer, floor)


@asynccontextmanager
async def opened(settings: Settings, floor: Floor) -> AsyncIterator[httpx.AsyncClient]:
    """The part of a gateway that serves channels; the desk's takes long to make."""
    gateway = Gateway(settings, floor.debt, Inbox(floor.debt), *[None] * 3)  # type: ignore[arg-type]
    guard = Middleware(SecurityHeaders, settings=settings)
    app = Starlette(routes=registry.routes(gateway), middleware=[guard])
    transport = httpx.ASGITransport(app)
    base = settings.debt.public_url
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client
