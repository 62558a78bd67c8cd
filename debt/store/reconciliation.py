"""What intents and ledger say of payments, read in chunks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from debt.ledger import LedgerAccount
from debt.money import Money
from debt.payment import ARRIVED, Standing
from debt.reconciliation import Claim, OurClaim
from debt.store.tables import EntryRow, IntentRow, PostingRow

_ID_CHARACTERS = 32


def with_references(tx: Session, references: Sequence[str]) -> list[OurClaim]:
    """What we say of these payments; those we do not know are left out."""
    rows = tx.scalars(select(IntentRow).where(IntentRow.reference.in_(references)))
    return _claims(tx, rows.all())


def keep_seen(tx: Session, references: Sequence[str], now: datetime) -> None:
    """Note that the provider listed these payments; a later look is never undone."""
    tx.execute(
        update(IntentRow)
        .where(IntentRow.reference.in_(references))
        .where(or_(IntentRow.seen_at.is_(None), IntentRow.seen_at < now))
        .values(seen_at=now)
    )


def not_seen(
    tx: Session,
    provider: str,
    since: datetime,
    began: datetime,
    after: str,
    limit: int,
) -> list[OurClaim]:
    """Money that arrived by our books but was not listed since a look began."""
    rows = tx.scalars(
        select(IntentRow)
        .where(IntentRow.provider == provider, IntentRow.state.in_(ARRIVED))
        .where(IntentRow.created_at >= since, IntentRow.created_at < began)
        .where(or_(IntentRow.seen_at.is_(None), IntentRow.seen_at < began))
        .where(IntentRow.reference > after)
        .order_by(IntentRow.reference)
        .limit(limit)
    )
    return _claims(tx, rows.all())


def _claims(tx: Session, rows: Sequence[IntentRow]) -> list[OurClaim]:
    booked = _booked(tx, rows)
    return [
        OurClaim(
            Claim(
                row.reference,
                row.provider_reference,
                Money(row.amount_minor, row.currency),
                Standing(row.state, Money(row.refunded_minor, row.currency)),
            ),
            Money(booked.get(row.id, 0), row.currency),
        )
        for row in rows
    ]


def _booked(tx: Session, rows: Sequence[IntentRow]) -> dict[str, int]:
    """How much cash the ledger holds of each; keys of entries begin with the id."""
    intent_id = func.substr(EntryRow.idempotency_key, 1, _ID_CHARACTERS)
    sums = tx.execute(
        select(intent_id, func.sum(PostingRow.minor))
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .where(EntryRow.account_id.in_({row.account_id for row in rows}))
        .where(intent_id.in_([row.id for row in rows]))
        .where(PostingRow.ledger_account == LedgerAccount.CASH)
        .group_by(intent_id)
    )
    return {key: int(minor) for key, minor in sums}
