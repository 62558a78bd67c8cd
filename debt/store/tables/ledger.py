"""The ledger. Triggers made by migrations keep it append-only and its balances kept."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from debt.ledger import EntryKind, LedgerAccount, ReturnReason
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of


class EntryRow(Base):
    """One immutable change; ``recorded_at`` is when it was written down."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index(None, "account_id", "booked_on"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[EntryKind] = mapped_column(values_of(EntryKind))
    occurred_at: Mapped[datetime]
    booked_on: Mapped[date]
    recorded_at: Mapped[datetime]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    request_hash: Mapped[Identifier]
    method: Mapped[str | None]
    reason: Mapped[ReturnReason | None] = mapped_column(values_of(ReturnReason))
    reverses: Mapped[Identifier | None] = mapped_column(
        ForeignKey("ledger_entry.id"), unique=True
    )
    caused_by: Mapped[Identifier | None]
    missed_on: Mapped[date | None]


class PostingRow(Base):
    """One side of an entry. The index sums up a balance without touching the table."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("minor <> 0", name="not_zero"),
        Index(None, "account_id", "ledger_account", "minor"),
    )

    entry_id: Mapped[Identifier] = mapped_column(
        ForeignKey("ledger_entry.id"), primary_key=True
    )
    ledger_account: Mapped[LedgerAccount] = mapped_column(
        values_of(LedgerAccount), primary_key=True
    )
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    currency: Mapped[Currency]
    minor: Mapped[Minor]


class BalanceRow(Base):
    """What is owed of one part, kept by a trigger on every posting.

    Nobody else writes here, except to mend a difference from the postings.
    """

    __tablename__ = "ledger_balance"

    account_id: Mapped[Identifier] = mapped_column(
        ForeignKey("account.id"), primary_key=True
    )
    ledger_account: Mapped[LedgerAccount] = mapped_column(
        values_of(LedgerAccount), primary_key=True
    )
    minor: Mapped[Minor]
