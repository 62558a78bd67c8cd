"""How a process learns that another one has written, without a broker.

On SQLite a connection's `data_version` changes when anybody else commits; reading it
touches no page, so it is asked for often. On PostgreSQL, LISTEN and NOTIFY do it.

Which conversations have new messages is told as well, at a cost that depends on what
was written and not on how many conversations there are.
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
# Writers take turns, so a row that is committed later has a higher number.
_LAST = "SELECT coalesce(max(rowid), 0) FROM message"
_SINCE = "SELECT DISTINCT conversation_id FROM message WHERE rowid > ?"


class Wakeup(Protocol):
    """Waits until something may have changed."""

    async def wait(self, timeout: float) -> None:
        """Return on a change, or after `timeout` seconds at the latest."""

    def written(self) -> set[str]:
        """The conversations with messages that are new since the last call.

        It may block, and is never called during a wait.
        """

    async def close(self) -> None:
        """Give up the connection."""


class SqliteWakeup:
    """Watches the version of the database file."""

    def __init__(self, connection: PoolProxiedConnection) -> None:
        """Take a bare connection: it must never be inside a transaction."""
        self._connection = connection
        self._seen = self._number("PRAGMA data_version")
        self._last = self._number(_LAST)

    def _number(self, query: str) -> int:
        number: int = self._connection.cursor().execute(query).fetchone()[0]
        return number

    async def wait(self, timeout: float) -> None:
        """Return on a change, or after `timeout` seconds at the latest."""
        deadline = asyncio.get_running_loop().time() + timeout
        while asyncio.get_running_loop().time() < deadline:
            version = self._number("PRAGMA data_version")
            if version != self._seen:
                self._seen = version
                return
            await asyncio.sleep(POLL_SECONDS)

    def written(self) -> set[str]:
        """The conversations with messages that are new since the last call."""
        before, self._last = self._last, self._number(_LAST)
        # Rows are numbered anew when the operator compacts the file.
        since = 0 if self._last < before else before
        rows = self._connection.cursor().execute(_SINCE, (since,)).fetchall()
        return {conversation_id for (conversation_id,) in rows}

    async def close(self) -> None:
        """Give up the connection."""
        self._connection.close()


class PostgresWakeup:
    """Listens on a channel that every writer of messages notifies."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection
        self._written: set[str] = set()

    async def wait(self, timeout: float) -> None:
        """Return on a change, or after `timeout` seconds at the latest."""
        async for notice in self._connection.notifies(timeout=timeout, stop_after=1):
            self._written.add(notice.payload)

    def written(self) -> set[str]:
        """The conversations with messages that are new since the last call."""
        written, self._written = self._written, set()
        return written

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


def notify(tx: Session, conversation_id: str) -> None:
    """Wake the listeners when this transaction commits; SQLite needs no call."""
    if tx.get_bind().dialect.name == "postgresql":
        told = {"channel": CHANNEL, "conversation_id": conversation_id}
        tx.execute(text("SELECT pg_notify(:channel, :conversation_id)"), told)
