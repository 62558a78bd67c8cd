"""The debt floor on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import URL

from debt.store.migrate import upgrade
from debt.store.tables import Base
from tests.databases import Renew, postgresql_database, sqlite_database
from tests.debt.floor import Floor
from tests.debt.stripe_server import StripeServer, serving_stripe
from tests.debt.till import OWED, Till


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renew]:
    with sqlite_database(tmp_path_factory.mktemp("sqlite"), upgrade) as renew:
        yield renew


@pytest.fixture(scope="session")
def postgresql(postgresql_server: URL) -> Iterator[Renew]:
    tables = [Base.metadata]
    with postgresql_database(postgresql_server, "debt", upgrade, tables) as renew:
        yield renew


@pytest.fixture(scope="session")
def stripe_port() -> Iterator[StripeServer]:
    with serving_stripe() as server:
        yield server


@pytest.fixture
def stripe(stripe_port: StripeServer) -> Iterator[StripeServer]:
    """A Stripe; whatever it is asked, its own description must allow."""
    stripe_port.reset()
    yield stripe_port
    assert stripe_port.refused == []


@pytest.fixture
def till(floor: Floor) -> Till:
    """A till for a verified person with £600.00 on a card."""
    floor.has(OWED)
    return Till(floor, floor.verified())
