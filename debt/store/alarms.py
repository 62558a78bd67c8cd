"""Alarms, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.alarm import Alarm, AlarmKind
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import AlarmRow


def open_alarm(
    tx: Session, kind: AlarmKind, reference: str, detail: str, now: datetime
) -> bool:
    """Open an alarm unless the same one is open; return whether it is new."""
    return insert_new(
        tx,
        AlarmRow,
        id=new_id(),
        kind=kind,
        reference=reference,
        detail=detail,
        opened_at=now,
        told_at=None,
        closed_at=None,
    )


def close_alarm(tx: Session, kind: AlarmKind, reference: str, now: datetime) -> bool:
    """Close the open alarm of a kind and reference; return whether there was one."""
    changed = tx.execute(
        update(AlarmRow)
        .where(AlarmRow.kind == kind, AlarmRow.reference == reference)
        .where(AlarmRow.closed_at.is_(None))
        .values(closed_at=now)
        .returning(AlarmRow.id)
    )
    return changed.first() is not None


def open_alarms(tx: Session, kind: AlarmKind | None = None) -> list[Alarm]:
    """What a person must look at, the oldest first."""
    query = select(AlarmRow).where(AlarmRow.closed_at.is_(None))
    if kind is not None:
        query = query.where(AlarmRow.kind == kind)
    rows = tx.scalars(query.order_by(AlarmRow.opened_at, AlarmRow.id))
    return [_alarm(row) for row in rows]


def take_untold(tx: Session, now: datetime) -> list[Alarm]:
    """The alarms that monitoring has not heard of, marked as told."""
    rows = tx.scalars(
        select(AlarmRow)
        .where(AlarmRow.told_at.is_(None))
        .order_by(AlarmRow.opened_at, AlarmRow.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.told_at = now
    return [_alarm(row) for row in rows]


def _alarm(row: AlarmRow) -> Alarm:
    return Alarm(
        row.id, row.kind, row.reference, row.detail, row.opened_at, row.closed_at
    )
