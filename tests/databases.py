"""Databases for the tests: one of each kind, as good as new for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, delete, event, text
from sqlalchemy.engine import URL

from debt.store.database import Database

# Gives a database without rows. The engine is kept, and with it its compiled queries.
Renew = Callable[[], Database]
Upgrade = Callable[[Database], None]


@contextmanager
def sqlite_database(folder: Path, upgrade: Upgrade) -> Iterator[Renew]:
    """A file that is replaced by an empty one for every test."""
    empty, used = folder / "empty.db", folder / "parley.db"
    first = Database(f"sqlite:///{empty}")
    upgrade(first)
    first.close()
    database = Database(f"sqlite:///{used}", pool_size=30)
    event.listen(database.engine, "connect", _stop_syncing)

    def renew() -> Database:
        database.close()
        for leftover in folder.glob("parley.db*"):
            leftover.unlink()
        shutil.copy(empty, used)
        return database

    yield renew
    database.close()


@contextmanager
def postgresql_database(
    server: URL, name: str, upgrade: Upgrade, metadata: Sequence[MetaData]
) -> Iterator[Renew]:
    """A database of the server, whose tables are emptied for every test."""
    _create(server, name)
    url = server.set(database=name).render_as_string(hide_password=False)
    database = Database(url, pool_size=30)
    upgrade(database)

    def renew() -> Database:
        _empty_tables(database, metadata)
        return database

    yield renew
    database.close()


def stop_waiting_for_the_disk(server: URL) -> None:
    """Nothing in a test has to survive a power cut."""
    _run_alone(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")


def _stop_syncing(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _create(server: URL, name: str) -> None:
    _run_alone(server, f"CREATE DATABASE {name}")


def _run_alone(server: URL, *statements: str) -> None:
    """Run what no transaction may contain."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _empty_tables(database: Database, metadata: Sequence[MetaData]) -> None:
    """Empty every table, with the triggers that guard the ledger asleep."""
    with database.begin() as tx:
        tx.execute(text("SET LOCAL session_replication_role = replica"))
        for each in metadata:
            for table in each.tables.values():
                tx.execute(delete(table))
