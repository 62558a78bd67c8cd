"""A provider to call, a merchant that receives, and a clock both obey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.demo.cards.app import create_app
from bot.demo.cards.database import CardDatabase
from bot.demo.cards.outbox import Outbox
from bot.demo.cards.settings import CardProviderSettings
from debt.clock import FixedClock
from tests.bot.demo.merchant import API_KEY, NOW, WEBHOOK_SECRET, Receiver, receiving


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> CardProviderSettings:
    return CardProviderSettings(
        tmp_path / "cards.db", API_KEY, WEBHOOK_SECRET, "http://cards.test"
    )


@pytest.fixture
def app(settings: CardProviderSettings, clock: FixedClock) -> Starlette:
    return create_app(settings, clock)


@pytest.fixture
def outbox(settings: CardProviderSettings) -> Outbox:
    return Outbox(CardDatabase(settings.database_path))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as ready:
        yield ready


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://cards.test"
    ) as ready:
        yield ready
