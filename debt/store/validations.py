"""Validation periods, in and out of the database."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.store.insert import insert_new
from debt.store.tables import AccountRow, ValidationRow
from debt.validation import Validation


def begin(tx: Session, account_id: str, now: datetime) -> bool:
    """Note that an account is talked about; returns whether it is the first time."""
    return insert_new(
        tx,
        ValidationRow,
        account_id=account_id,
        begun_at=now,
        notice_at=None,
        ends_on=None,
    )


def keep_notice(tx: Session, account_id: str, at: datetime, ends_on: date) -> None:
    """Note when the notice went out; the first one counts."""
    tx.execute(
        update(ValidationRow)
        .where(ValidationRow.account_id == account_id)
        .where(ValidationRow.notice_at.is_(None))
        .values(notice_at=at, ends_on=ends_on)
    )


def validations_of(tx: Session, debtor_id: str) -> list[Validation]:
    """Those of a person's accounts."""
    rows = tx.scalars(
        select(ValidationRow)
        .join(AccountRow, AccountRow.id == ValidationRow.account_id)
        .where(AccountRow.debtor_id == debtor_id)
        .order_by(ValidationRow.begun_at, ValidationRow.account_id)
        .execution_options(populate_existing=True)
    )
    return [
        Validation(row.account_id, row.begun_at, row.notice_at, row.ends_on)
        for row in rows
    ]
