"""How a process learns that another one has written, without a broker.

On SQLite a connection's `data_version` changes when anybody else commits; reading it
touches no page, so it is asked for often. On PostgreSQL, LISTEN and NOTIFY do it.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import psycopg
from sqlalchemy import PoolProxiedConnection, text
from sqlalchemy.orm import Session

from debt.store.database import Database

CHANNEL = "parley"
POLL_SECONDS = 0.01


class Wakeup(Protocol):
    """Waits until something may have changed."""

    async def wait(self, timeout: float) -> None:
        """Return on a change, or after `timeout` seconds at the latest."""

    async def close(self) -> None:
        """Give up the connection."""


class SqliteWakeup:
    """Watches the version of the database file."""

    def __init__(self, connection: PoolProxiedConnection) -> None:
        """Take a bare connection: it must never be inside a transaction."""
        self._connection = connection
        self._seen = self._version()

    def _version(self) -> int:
        cursor = self._connection.cursor()
        version: int = cursor.execute("PRAGMA data_version").fetchone()[0]
        return version

    async def wait(self, timeout: float) -> None:
        """Return on a change, or after `timeout` seconds at the latest."""
        deadline = asyncio.get_running_loop().time() + timeout
        while asyncio.get_running_loop().time() < deadline:
            version = self._version()
            if version != self._seen:
                self._seen = version
                return
            await asyncio.sleep(POLL_SECONDS)

    async def close(self) -> None:
        """Give up the connection."""
        self._connection.close()


class PostgresWakeup:
    """Listens on a channel that every writer of messages notifies."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection

    async def wait(self, timeout: float) -> None:
        """Return on a change, or after `timeout` seconds at the latest."""
        async for _ in self._connection.notifies(timeout=timeout, stop_after=1):
            pass

    async def close(self) -> None:
        """Give up the connection."""
        await self._connection.close()


async def open_wakeup(database: Database) -> Wakeup:
    """The wake-up that fits the database."""
    if database.engine.dialect.name == "sqlite":
        return SqliteWakeup(database.engine.raw_connection())
    address = database.engine.url.set(drivername="postgresql")
    connection = await psycopg.AsyncConnection.connect(
        address.render_as_string(hide_password=False), autocommit=True
    )
    await connection.execute(f"LISTEN {CHANNEL}")
    return PostgresWakeup(connection)


def notify(tx: Session) -> None:
    """Wake the listeners when this transaction commits; SQLite needs no call."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text(f"NOTIFY {CHANNEL}"))
