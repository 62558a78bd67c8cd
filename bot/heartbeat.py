"""Signs of life, by which the gateway knows whether anybody would answer."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.store.tables import HeartbeatRow
from debt.services import Debt

log = structlog.get_logger()

EVERY_SECONDS = 5.0
SILENT_AFTER = timedelta(seconds=20)


async def beat(debt: Debt, role: str) -> None:
    """Leave a sign of life again and again, until cancelled.

    One that cannot be written, as when the database is busy, is not the last.
    """
    while True:
        try:
            await asyncio.to_thread(_beat_once, debt, role)
        except SQLAlchemyError as exc:
            log.warning("heartbeat.failed", role=role, why=str(exc.__cause__))
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
