"""One SQL database for every process: SQLite by default, PostgreSQL at scale."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

_BUSY_TIMEOUT_MS = 15_000
_LOOK_AGAIN_SECONDS = 0.01


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: only aware values go in, and UTC comes out on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(value)
        return value.astimezone(timezone.utc)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


def new_id() -> str:
    """A random identifier: 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Database:
    """A pool of connections that hands out transactions.

    Attributes:
        engine: the SQLAlchemy engine, for migrations and schedulers.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        """Open no connection yet.

        Args:
            url: ``sqlite:////path/file.db`` or ``postgresql+psycopg://...``.
            pool_size: connections kept open; as many again may come and go.
        """
        self.engine = create_engine(
            make_url(url), pool_size=pool_size, max_overflow=pool_size
        )
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._writing = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._reading = self.engine.execution_options(
            sqlite_begin="BEGIN", postgresql_readonly=True
        )

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A write transaction: committed on success, rolled back on any error.

        On SQLite it takes the one write lock at once (BEGIN IMMEDIATE): a transaction
        that reads first and writes later would fail as busy despite the timeout.
        """
        with Session(self._writing, expire_on_commit=False) as tx, tx.begin():
            yield tx

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state and cannot write."""
        with Session(self._reading, expire_on_commit=False) as tx, tx.begin():
            yield tx

    def close(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _configure_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction control would begin too late; see _begin_sqlite.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _use_write_ahead_log(connection: Any) -> None:
    """Wait by hand: SQLite's busy timeout does not cover this change of a new file."""
    give_up_at = monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > give_up_at:
                raise
            sleep(_LOOK_AGAIN_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    begin = connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE")
    reading = "ON" if begin == "BEGIN" else "OFF"
    connection.exec_driver_sql(f"PRAGMA query_only = {reading}")
    connection.exec_driver_sql(begin)
