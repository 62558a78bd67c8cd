"""One running service for all tests of this package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest

from bot.training import train
from tests.system.doors import Platforms, running_platforms
from tests.system.people import People
from tests.system.running import ROLES, ROOT, System, until
from tests.telegram_api import TelegramApi, telegram_api

_KILLING = re.compile("system/test_(channel_faults|crash)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What kills processes comes last."""
    items.sort(key=lambda item: bool(_KILLING.search(item.nodeid)))


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    model = train(ROOT / "models")
    with TemporaryDirectory(prefix="parley-system-") as folder:
        running = System(Path(folder), model)
        try:
            running.fill()
            running.start(*ROLES)
            yield running
        finally:
            running.stop()
            running.keep_logs(ROOT / "var" / "system-logs")


@pytest.fixture(scope="session")
def people(system: System) -> People:
    return People(system.debt)


@pytest.fixture(scope="session")
def telegram(system: System) -> Iterator[TelegramApi]:
    """The platform, once it knows where to bring updates.

    It runs as long as the service does: a courier tells it that only once.
    """
    with telegram_api(urlsplit(system.telegram_api).port, system.telegram_token) as api:
        until(lambda: api.calls("setMyCommands"), "the courier is there")
        yield api


@pytest.fixture
def platforms(system: System, telegram: TelegramApi) -> Iterator[Platforms]:
    with running_platforms(system, telegram) as platforms:
        yield platforms
