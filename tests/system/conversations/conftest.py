"""What every conversation begins with."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.conversations.chats import Chats
from tests.system.running import System

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every conversation needs the trained assistant."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.rasa)


@pytest.fixture(scope="session")
def all_chats(system: System) -> Chats:
    return Chats(system)


@pytest.fixture
def chats(all_chats: Chats) -> Iterator[Chats]:
    yield all_chats
    # pytest shows it where the test has failed.
    sys.stdout.write(all_chats.forget())
