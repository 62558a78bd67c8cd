"""Signs of life, by which the gateway knows whether anybody would answer."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.store.tables import HeartbeatRow
from debt.services import Debt

EVERY_SECONDS = 5.0
SILENT_AFTER = timedelta(seconds=20)


async def beat(debt: Debt, role: str) -> None:
    """Leave a sign of life again and again, until cancelled."""
    while True:
        await asyncio.to_thread(_beat_once, debt, role)
        await asyncio.sleep(EVERY_SECONDS)


def roles_alive(debt: Debt) -> set[str]:
    """The roles of which at least one process has shown itself of late."""
    since: datetime = debt.clock.now() - SILENT_AFTER
    with debt.database.read() as tx:
        query = select(HeartbeatRow.role).where(HeartbeatRow.seen_at > since)
        return set(tx.scalars(query))


def _beat_once(debt: Debt, role: str) -> None:
    with debt.database.begin() as tx:
        tx.merge(HeartbeatRow(role=role, seen_at=debt.clock.now()))
