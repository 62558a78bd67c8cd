"""Tells open sockets that something they show has changed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.store.wakeup import open_wakeup
from debt.store.database import Database

log = structlog.get_logger()

LONGEST_WAIT_SECONDS = 1.0
RETRY_SECONDS = 1.0


class Feed:
    """Watches the store once for all sockets of this process.

    A socket in whose conversation nothing is written costs nothing here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._watchers_of_all: set[asyncio.Event] = set()

    @contextmanager
    def watching(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever this conversation has a new message."""
        changed = asyncio.Event()
        self._watchers[conversation_id].add(changed)
        try:
            yield changed
        finally:
            self._watchers[conversation_id].discard(changed)
            if not self._watchers[conversation_id]:
                del self._watchers[conversation_id]

    @contextmanager
    def watching_all(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever anything at all has been written."""
        changed = asyncio.Event()
        self._watchers_of_all.add(changed)
        try:
            yield changed
        finally:
            self._watchers_of_all.discard(changed)

    async def run(self) -> None:
        """Watch until cancelled; a database that is away is looked for again."""
        while True:
            try:
                await self._watch()
            except (SQLAlchemyError, psycopg.Error, sqlite3.Error) as exc:
                log.warning("feed.lost", error=type(exc).__name__)
            await asyncio.sleep(RETRY_SECONDS)

    async def _watch(self) -> None:
        wakeup = await open_wakeup(self._database)
        try:
            # What was written before this moment has been told to nobody.
            self._tell(list(self._watchers))
            while True:
                await wakeup.wait(LONGEST_WAIT_SECONDS)
                self._tell(await asyncio.to_thread(wakeup.written))
        finally:
            await wakeup.close()

    def _tell(self, written: Collection[str]) -> None:
        for changed in self._watchers_of_all:
            changed.set()
        for conversation_id in written:
            for changed in self._watchers.get(conversation_id, ()):
                changed.set()
