"""Promises to pay, in and out of the database."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.money import Money
from debt.promise import Promise, PromiseState
from debt.store.insert import insert_new
from debt.store.tables import PromiseRow


def add_promise(tx: Session, promise: Promise) -> bool:
    """Whether it was added: an account has at most one open promise."""
    return insert_new(
        tx,
        PromiseRow,
        id=promise.id,
        account_id=promise.account_id,
        currency=promise.amount.currency,
        amount_minor=promise.amount.minor,
        due=promise.due,
        judged_after=promise.judged_after,
        made_at=promise.made_at,
        state=promise.state,
    )


def promise_with_id(tx: Session, promise_id: str) -> Promise:
    return _promise(tx.get_one(PromiseRow, promise_id, populate_existing=True))


def open_promise(tx: Session, account_id: str) -> Promise | None:
    row = tx.scalars(
        select(PromiseRow)
        .where(PromiseRow.account_id == account_id)
        .where(PromiseRow.state == PromiseState.OPEN)
        .execution_options(populate_existing=True)
    ).first()
    return _promise(row) if row else None


def end_promise(
    tx: Session, promise_id: str, state: PromiseState, now: datetime
) -> None:
    """Keep, break or release an open promise, once."""
    tx.execute(
        update(PromiseRow)
        .where(PromiseRow.id == promise_id, PromiseRow.state == PromiseState.OPEN)
        .values(state=state, ended_at=now)
    )


def promises_to_judge(tx: Session, latest: date, after: str, limit: int) -> list[str]:
    """Ids of open promises whose time was up before a day, in order."""
    return list(
        tx.scalars(
            select(PromiseRow.id)
            .where(PromiseRow.state == PromiseState.OPEN)
            .where(PromiseRow.judged_after < latest, PromiseRow.id > after)
            .order_by(PromiseRow.id)
            .limit(limit)
        )
    )


def _promise(row: PromiseRow) -> Promise:
    return Promise(
        id=row.id,
        account_id=row.account_id,
        amount=Money(row.amount_minor, row.currency),
        due=row.due,
        judged_after=row.judged_after,
        made_at=row.made_at,
        state=row.state,
    )
