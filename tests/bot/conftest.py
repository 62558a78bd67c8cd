"""The talking floor on both databases."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.engine import URL

from bot.store.schema import upgrade_all
from bot.store.tables import Base
from debt.store.tables import Base as DebtBase
from tests.bot.talk import Talk, open_talk
from tests.databases import Renew, postgresql_database, sqlite_database
from tests.debt.floor import Floor


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    """Tracebacks of errors that a test wants take a second each to print."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renew]:
    with sqlite_database(tmp_path_factory.mktemp("talk"), upgrade_all) as renew:
        yield renew


@pytest.fixture(scope="session")
def postgresql(postgresql_server: URL) -> Iterator[Renew]:
    tables = [Base.metadata, DebtBase.metadata]
    with postgresql_database(postgresql_server, "talk", upgrade_all, tables) as renew:
        yield renew


@pytest.fixture
def talk(floor: Floor) -> Talk:
    """A conversation of which only the opening has happened."""
    return open_talk(floor)
