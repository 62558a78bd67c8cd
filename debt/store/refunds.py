"""Refunds that we order, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from debt.money import Money
from debt.refund import Refund, RefundState
from debt.store.insert import insert_new
from debt.store.tables import RefundRow

_UNFINISHED = (RefundState.PROPOSED, RefundState.ORDERED)


def add_refund(tx: Session, refund: Refund, now: datetime) -> bool:
    """Write a refund down, once for its key; return whether it is new."""
    return insert_new(
        tx,
        RefundRow,
        id=refund.id,
        intent_id=refund.intent_id,
        reason=refund.reason,
        amount_minor=refund.amount.minor,
        up_to_minor=refund.up_to.minor,
        currency=refund.amount.currency,
        state=refund.state,
        provider_key=refund.provider_key,
        created_at=now,
    )


def refund_with_id(tx: Session, refund_id: str) -> Refund | None:
    row = tx.get(RefundRow, refund_id, with_for_update=True, populate_existing=True)
    return _refund(row) if row else None


def refunds_in(tx: Session, state: RefundState) -> list[Refund]:
    """The refunds in a state, the oldest first."""
    rows = tx.scalars(
        select(RefundRow)
        .where(RefundRow.state == state)
        .order_by(RefundRow.created_at, RefundRow.id)
    )
    return [_refund(row) for row in rows]


def unfinished_of(tx: Session, intent_id: str, currency: str) -> Money:
    """How much of a payment is to be refunded but has not been yet."""
    minor = tx.scalar(
        select(func.coalesce(func.sum(RefundRow.amount_minor), 0)).where(
            RefundRow.intent_id == intent_id, RefundRow.state.in_(_UNFINISHED)
        )
    )
    return Money(int(minor or 0), currency)


def keep_refund_state(
    tx: Session, refund_id: str, state: RefundState, up_to: Money | None = None
) -> None:
    values: dict[str, object] = {"state": state}
    if up_to is not None:
        values["up_to_minor"] = up_to.minor
    tx.execute(update(RefundRow).where(RefundRow.id == refund_id).values(**values))


def _refund(row: RefundRow) -> Refund:
    return Refund(
        row.id,
        row.intent_id,
        row.reason,
        Money(row.amount_minor, row.currency),
        Money(row.up_to_minor, row.currency),
        row.state,
        row.provider_key,
    )
