"""A platform on loopback, and conversations on it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.courier import delivery
from tests.bot.courier.pigeon import PigeonServer
from tests.bot.courier.post import Post, open_post
from tests.debt.floor import Floor


@pytest.fixture
def pigeons() -> Iterator[PigeonServer]:
    server = PigeonServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def post(floor: Floor, pigeons: PigeonServer, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Pauses are short; what they are otherwise has tests of its own."""
    monkeypatch.setattr(delivery, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(delivery, "LONGEST_PAUSE_SECONDS", 0.04)
    return open_post(floor.debt, pigeons)
