"""The actions over the real services, on SQLite: the stores have tests of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from debt.store.database import Database
from debt.store.migrate import upgrade
from tests.actions.stage import Stage
from tests.databases import Renew, sqlite_database
from tests.debt.builders import TODAY, charge
from tests.debt.floor import Floor

OWED = charge("600.00", TODAY - timedelta(days=60))


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renew]:
    with sqlite_database(tmp_path_factory.mktemp("actions"), upgrade) as renew:
        yield renew


@pytest.fixture
def database(sqlite: Renew) -> Database:
    return sqlite()


@pytest.fixture
def stage(floor: Floor) -> Stage:
    """Maria owes £600.00 on one card, and nobody has been checked yet."""
    floor.has(OWED)
    return Stage(floor)


@pytest.fixture
def maria(stage: Stage) -> Stage:
    """The same, and Maria has been checked."""
    stage.floor.verified()
    return stage
