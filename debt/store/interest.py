"""What interest is worked out from, and which accounts have some to book."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from debt.account import Account
from debt.interest import InterestTerms, interest_key
from debt.ledger import LedgerAccount
from debt.money import Money
from debt.store.tables import AccountRow, EntryRow, PlanRow, PostingRow


def accounts_due(tx: Session, day: date, after: str, limit: int) -> list[str]:
    """Accounts with interest to book by a day, in order of their ids."""
    due = (AccountRow.interest_due_on <= day) & (AccountRow.id > after)
    ids = select(AccountRow.id).where(due).order_by(AccountRow.id).limit(limit)
    return list(tx.scalars(ids))


def due_on(tx: Session, account_id: str) -> date | None:
    """The day on which there is interest to book next; ``None`` without terms."""
    day = select(AccountRow.interest_due_on).where(AccountRow.id == account_id)
    return tx.scalar(day)


def set_due_on(tx: Session, account_id: str, day: date) -> None:
    tx.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id)
        .values(interest_due_on=day)
    )


def principal_changes(tx: Session, account: Account) -> list[tuple[date, Money]]:
    """By how much the principal changed, day by day."""
    rows = tx.execute(
        select(EntryRow.booked_on, func.sum(PostingRow.minor))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(
            PostingRow.account_id == account.id,
            PostingRow.ledger_account == LedgerAccount.PRINCIPAL_RECEIVABLE,
        )
        .group_by(EntryRow.booked_on)
    )
    return [(day, Money(int(minor), account.currency)) for day, minor in rows]


def booked_interest(tx: Session, account: Account, terms: InterestTerms) -> Money:
    """What was booked under these terms; interest waived later was booked all the same.

    What was taken back has a key of its own and is not counted.
    """
    minor = tx.scalar(
        select(func.coalesce(func.sum(-PostingRow.minor), 0))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(
            PostingRow.account_id == account.id,
            PostingRow.ledger_account == LedgerAccount.INTEREST_INCOME,
            EntryRow.idempotency_key.startswith(
                interest_key(account.id), autoescape=True
            ),
            EntryRow.reverses.is_(None),
            EntryRow.booked_on >= terms.runs_from,
        )
    )
    return Money(int(minor or 0), account.currency)


def plan_spells(
    tx: Session, account: Account
) -> list[tuple[datetime, datetime | None]]:
    """When plans of the account began and ended."""
    spells = select(PlanRow.accepted_at, PlanRow.ended_at)
    rows = tx.execute(spells.where(PlanRow.account_id == account.id))
    return [(start, end) for start, end in rows]
