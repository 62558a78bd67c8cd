"""Tells open sockets that something they show has changed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from bot.store.tables import ConversationRow
from bot.store.wakeup import open_wakeup
from debt.store.database import Database

LONGEST_WAIT_SECONDS = 1.0


class Feed:
    """Watches the store once for all sockets of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watchers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._watchers_of_all: set[asyncio.Event] = set()
        self._last_seq: dict[str, int] = {}

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
                self._last_seq.pop(conversation_id, None)

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
        """Watch until cancelled."""
        wakeup = await open_wakeup(self._database)
        try:
            while True:
                await wakeup.wait(LONGEST_WAIT_SECONDS)
                for changed in self._watchers_of_all:
                    changed.set()
                if self._watchers:
                    await self._wake_changed()
        finally:
            await wakeup.close()

    async def _wake_changed(self) -> None:
        newest = await asyncio.to_thread(self._newest, list(self._watchers))
        for conversation_id, seq in newest.items():
            if self._last_seq.get(conversation_id) != seq:
                self._last_seq[conversation_id] = seq
                for changed in self._watchers.get(conversation_id, ()):
                    changed.set()

    def _newest(self, conversation_ids: list[str]) -> dict[str, int]:
        query = select(ConversationRow.id, ConversationRow.last_seq).where(
            ConversationRow.id.in_(conversation_ids)
        )
        with self._database.read() as tx:
            return {row.id: row.last_seq for row in tx.execute(query)}
