"""Circumstances, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.circumstance import Circumstance, Topic
from debt.store.tables import CircumstanceRow


def add_circumstance(tx: Session, debtor_id: str, told: Circumstance) -> None:
    row = CircumstanceRow(debtor_id=debtor_id, **vars(told))
    row.topics = [each.value for each in told.topics]
    tx.add(row)
    tx.flush()


def circumstance_with_id(tx: Session, circumstance_id: str) -> Circumstance:
    row = tx.get_one(CircumstanceRow, circumstance_id, populate_existing=True)
    return _circumstance(row)


def circumstances_of(tx: Session, debtor_id: str) -> tuple[Circumstance, ...]:
    """Those that may still be used, the oldest first."""
    rows = tx.scalars(
        select(CircumstanceRow)
        .where(
            CircumstanceRow.debtor_id == debtor_id,
            CircumstanceRow.withdrawn_at.is_(None),
        )
        .order_by(CircumstanceRow.recorded_at, CircumstanceRow.id)
    )
    return tuple(map(_circumstance, rows))


def withdraw_circumstances(tx: Session, debtor_id: str, now: datetime) -> None:
    """Empty every one that may still be used."""
    tx.execute(
        update(CircumstanceRow)
        .where(
            CircumstanceRow.debtor_id == debtor_id,
            CircumstanceRow.withdrawn_at.is_(None),
        )
        .values(sentence="", topics=[], withdrawn_at=now)
    )


def _circumstance(row: CircumstanceRow) -> Circumstance:
    return Circumstance(
        id=row.id,
        about=row.about,
        sentence=row.sentence,
        topics=tuple(map(Topic, row.topics)),
        recorded_at=row.recorded_at,
        consented_at=row.consented_at,
        withdrawn_at=row.withdrawn_at,
    )
