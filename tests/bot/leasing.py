"""Taking leases, also as a process of its own: it imports little and starts fast."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from bot.store import conversations
from bot.store.conversations import Lease
from debt.store.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)


def lease_next(database: Database, now: datetime = NOW) -> Lease | None:
    with database.begin() as tx:
        return conversations.lease_next(tx, now)


def lease_all(url: str) -> list[str]:
    """The conversations that one worker can get hold of."""
    database = Database(url)
    held = []
    for _ in range(12):
        lease = lease_next(database)
        held += [lease.conversation_id] if lease else []
    database.close()
    return held


if __name__ == "__main__":
    sys.stdout.write("\n".join(lease_all(sys.argv[1])))
