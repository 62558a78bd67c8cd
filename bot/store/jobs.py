"""Recurring work: when each job is due, and which scheduler may run it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from bot.store.tables import JobRow
from debt.store.insert import insert_new

# Longer than any job takes; a dead scheduler's job is free after this.
LEASE = timedelta(minutes=5)


def take_due(tx: Session, name: str, every: timedelta, now: datetime) -> bool:
    """Claim a job for one run, if it is due and nobody else is running it."""
    later = {"due_at": now + every, "leased_until": now + LEASE}
    if insert_new(tx, JobRow, name=name, **later):
        return True
    claimed = (
        update(JobRow)
        .where(
            JobRow.name == name,
            JobRow.due_at <= now,
            or_(JobRow.leased_until.is_(None), JobRow.leased_until < now),
        )
        .values(**later)
        .returning(JobRow.name)
    )
    return tx.scalar(claimed) is not None


def finish(tx: Session, name: str) -> None:
    """Give a job free for its next run."""
    tx.execute(update(JobRow).where(JobRow.name == name).values(leased_until=None))
