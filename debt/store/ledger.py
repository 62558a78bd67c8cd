"""Entries and postings, in and out of the database; balances as they are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from debt.account import Account
from debt.allocation import Owed
from debt.errors import IdempotencyConflict
from debt.ledger import (
    RECEIVABLES,
    Booking,
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    in_ledger_order,
)
from debt.money import Money
from debt.plan_course import Received
from debt.store.accounts import lock_account
from debt.store.insert import insert_new
from debt.store.ledger_rows import entry_values, posting_values
from debt.store.tables import BalanceRow, EntryRow, PostingRow


def record(tx: Session, entry: Entry, now: datetime) -> bool:
    """Write an entry down, once for its key; return whether it is new.

    It makes other writers of the account wait, and the database keeps the balance.

    Raises:
        IdempotencyConflict: the key booked something else before.
    """
    lock_account(tx, entry.account_id)
    is_new = insert_new(tx, EntryRow, **entry_values(entry, now))
    if is_new:
        tx.add_all(PostingRow(**each) for each in posting_values(entry))
        tx.flush()
    else:
        _check_same(tx, entry)
    return is_new


def balance_of(tx: Session, account: Account) -> Money:
    """What is owed now: a look-up, however long the history is."""
    return owed_of(tx, account).total


def owed_of(tx: Session, account: Account) -> Owed:
    """What is owed now of each part. To decide by it, lock the account first."""
    rows = tx.execute(
        select(BalanceRow.ledger_account, BalanceRow.minor).where(
            BalanceRow.account_id == account.id
        )
    )
    return _owed(rows, account.currency)


def owed_on(tx: Session, account: Account, day: date) -> Owed:
    """What was owed of each part at the end of a day."""
    rows = tx.execute(
        select(PostingRow.ledger_account, func.sum(PostingRow.minor))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(
            PostingRow.account_id == account.id,
            PostingRow.ledger_account.in_(RECEIVABLES),
            EntryRow.booked_on <= day,
        )
        .group_by(PostingRow.ledger_account)
    )
    return _owed(rows, account.currency)


def received(
    tx: Session,
    account: Account,
    since: datetime,
    until: datetime | None = None,
) -> list[Received]:
    """What was paid between two moments, with the day it came back if it did.

    What was refunded of a payment in part is taken off it.
    """
    taken_back = aliased(EntryRow)
    rows = tx.execute(
        select(
            EntryRow.idempotency_key,
            EntryRow.booked_on,
            PostingRow.minor,
            taken_back.booked_on,
        )
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .outerjoin(taken_back, taken_back.reverses == EntryRow.id)
        .where(
            PostingRow.account_id == account.id,
            PostingRow.ledger_account == LedgerAccount.CASH,
            EntryRow.kind == EntryKind.PAYMENT,
            EntryRow.occurred_at >= since,
            *([EntryRow.occurred_at <= until] if until else []),
        )
        .order_by(EntryRow.booked_on, EntryRow.occurred_at, EntryRow.id)
    )
    refunded = _refunded_in_part(tx, account)
    payments = []
    for key, on, minor, back_on in rows:
        gone = min(minor, refunded[_payment_of(key)])
        refunded[_payment_of(key)] -= gone
        if gone < minor:
            amount = Money(minor - gone, account.currency)
            payments.append(Received(on, amount, back_on))
    return payments


def _refunded_in_part(tx: Session, account: Account) -> dict[str, int]:
    """How much of each payment went back in part, by what its keys begin with."""
    rows = tx.execute(
        select(EntryRow.idempotency_key, PostingRow.minor)
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .where(
            PostingRow.account_id == account.id,
            PostingRow.ledger_account == LedgerAccount.CASH,
            EntryRow.kind == EntryKind.REFUND,
        )
    )
    sums: dict[str, int] = defaultdict(int)
    for key, minor in rows:
        sums[_payment_of(key)] -= minor
    return sums


def _payment_of(key: str) -> str:
    """The part of an entry's key that all entries of one payment share."""
    return key.partition(":")[0]


def entries_of(tx: Session, account: Account) -> list[Entry]:
    """All entries in booking order; the moment of recording settles a tie."""
    postings = _postings(tx, PostingRow.account_id == account.id)
    return _entries(tx, EntryRow.account_id == account.id, postings)


def entries_with_keys(tx: Session, keys: Collection[str]) -> dict[str, Entry]:
    """The entries that were booked under these keys."""
    mine = EntryRow.idempotency_key.in_(keys)
    ids = tx.scalars(select(EntryRow.id).where(mine)).all()
    postings = _postings(tx, PostingRow.entry_id.in_(ids))
    return {each.booking.key: each for each in _entries(tx, mine, postings)}


def _entries(
    tx: Session, condition: ColumnElement[bool], postings: dict[str, list[Posting]]
) -> list[Entry]:
    rows = tx.connection().execute(
        select(
            EntryRow.id,
            EntryRow.account_id,
            EntryRow.kind,
            EntryRow.reverses,
            EntryRow.idempotency_key,
            EntryRow.occurred_at,
            EntryRow.booked_on,
            EntryRow.method,
            EntryRow.reason,
            EntryRow.caused_by,
            EntryRow.missed_on,
        )
        .where(condition)
        .order_by(
            EntryRow.booked_on, EntryRow.occurred_at, EntryRow.recorded_at, EntryRow.id
        )
    )
    return [
        Entry(
            entry_id,
            account_id,
            kind,
            Booking(*booking),
            in_ledger_order(postings[entry_id]),
            reverses,
        )
        for entry_id, account_id, kind, reverses, *booking in rows
    ]


def _postings(tx: Session, condition: ColumnElement[bool]) -> dict[str, list[Posting]]:
    postings: dict[str, list[Posting]] = defaultdict(list)
    rows = tx.connection().execute(
        select(
            PostingRow.entry_id,
            PostingRow.ledger_account,
            PostingRow.minor,
            PostingRow.currency,
        ).where(condition)
    )
    for entry_id, ledger_account, minor, currency in rows:
        postings[entry_id].append(Posting(ledger_account, Money(minor, currency)))
    return postings


def _owed(rows: Iterable[Any], currency: str) -> Owed:
    parts = {RECEIVABLES[each]: Money(int(minor), currency) for each, minor in rows}
    return Owed.of_parts(parts, currency)


def is_reversed(tx: Session, entry_id: str) -> bool:
    """Whether another entry has taken this one back."""
    return bool(tx.scalar(select(exists().where(EntryRow.reverses == entry_id))))


def _check_same(tx: Session, entry: Entry) -> None:
    known = tx.scalar(
        select(EntryRow.request_hash).where(
            EntryRow.idempotency_key == entry.booking.key
        )
    )
    if known != entry.request_hash:
        raise IdempotencyConflict(entry.booking.key)
