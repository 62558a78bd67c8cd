"""Holds, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from debt.hold import Hold
from debt.plan_log import Actor
from debt.store.tables import HoldRow


def add_hold(tx: Session, hold: Hold) -> None:
    tx.add(HoldRow(**vars(hold)))
    tx.flush()


def keep_extension(tx: Session, hold: Hold) -> None:
    tx.execute(
        update(HoldRow)
        .where(HoldRow.id == hold.id)
        .values(
            review_on=hold.review_on,
            review_at=hold.review_at,
            extensions=hold.extensions,
        )
    )


def hold_with_id(tx: Session, hold_id: str) -> Hold:
    return _hold(tx.get_one(HoldRow, hold_id, populate_existing=True))


def latest_hold(tx: Session, account_id: str) -> Hold | None:
    """The account's last hold, over or not."""
    found = _holds(tx, HoldRow.account_id == account_id)
    return found[-1] if found else None


def holds_to_follow_up(tx: Session, now: datetime) -> list[Hold]:
    """The holds whose review day has begun and that nobody has spoken about yet."""
    return _holds(tx, HoldRow.review_at <= now, HoldRow.followed_up_at.is_(None))


def mark_followed_up(tx: Session, hold_id: str, by: Actor, now: datetime) -> None:
    """Once; the first who did it stays on record."""
    tx.execute(
        update(HoldRow)
        .where(HoldRow.id == hold_id, HoldRow.followed_up_at.is_(None))
        .values(followed_up_at=now, followed_up_by=by)
    )


def _holds(tx: Session, *conditions: ColumnElement[bool]) -> list[Hold]:
    rows = tx.scalars(
        select(HoldRow)
        .where(*conditions)
        .order_by(HoldRow.review_at, HoldRow.id)
        .execution_options(populate_existing=True)
    )
    return [_hold(row) for row in rows]


def _hold(row: HoldRow) -> Hold:
    return Hold(
        id=row.id,
        account_id=row.account_id,
        block_reference=row.block_reference,
        started_on=row.started_on,
        review_on=row.review_on,
        review_at=row.review_at,
        extensions=row.extensions,
        followed_up_at=row.followed_up_at,
    )
