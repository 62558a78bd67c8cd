"""The kept balances, checked against the postings they are kept from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, func, literal, select, union_all
from sqlalchemy.orm import Session

from debt.ledger import RECEIVABLES, LedgerAccount
from debt.money import Money
from debt.store.tables import AccountRow, BalanceRow, EntryRow, PostingRow


@dataclass(frozen=True)
class BalanceDifference:
    """A part of a balance that is not what its postings come to."""

    account_id: str
    ledger_account: LedgerAccount
    kept: Money
    posted: Money


def verify_balances(tx: Session) -> list[BalanceDifference]:
    """Every difference there is; none is what should come back."""
    nothing = literal(0, Integer)
    both = union_all(
        select(
            BalanceRow.account_id,
            BalanceRow.ledger_account,
            BalanceRow.minor.label("kept"),
            nothing.label("posted"),
        ),
        select(
            PostingRow.account_id,
            PostingRow.ledger_account,
            nothing,
            PostingRow.minor,
        ).where(PostingRow.ledger_account.in_(RECEIVABLES)),
    ).subquery()
    kept, posted = func.sum(both.c.kept), func.sum(both.c.posted)
    rows = tx.execute(
        select(AccountRow.id, AccountRow.currency, both.c.ledger_account, kept, posted)
        .join(both, both.c.account_id == AccountRow.id)
        .group_by(AccountRow.id, AccountRow.currency, both.c.ledger_account)
        .having(kept != posted)
        .order_by(AccountRow.id, both.c.ledger_account)
    )
    return [
        BalanceDifference(
            account_id,
            ledger_account,
            Money(int(kept), currency),
            Money(int(posted), currency),
        )
        for account_id, currency, ledger_account, kept, posted in rows
    ]


def verify_entries(tx: Session) -> list[str]:
    """The ids of entries whose postings do not add up to nothing, or are missing.

    PostgreSQL refuses them by itself; on SQLite this finds what another program wrote.
    """
    return list(
        tx.scalars(
            select(EntryRow.id)
            .outerjoin(PostingRow, PostingRow.entry_id == EntryRow.id)
            .group_by(EntryRow.id)
            .having(func.coalesce(func.sum(PostingRow.minor), 1) != 0)
            .order_by(EntryRow.id)
        )
    )
