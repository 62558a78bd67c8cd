"""The double-entry ledger of what is owed: entries are added, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from debt.errors import InvalidMoney
from debt.money import Money, total


class LedgerAccount(str, Enum):
    """The two sides of every entry: what the person owes, and where it came from."""

    RECEIVABLE = "receivable"
    PRINCIPAL = "principal"
    INTEREST_INCOME = "interest_income"
    FEE_INCOME = "fee_income"
    CASH = "cash"
    WRITE_OFFS = "write_offs"
    ADJUSTMENTS = "adjustments"


class OwedPart(str, Enum):
    """What a balance is made of."""

    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"


DEFAULT_ALLOCATION = tuple(OwedPart)


class EntryKind(str, Enum):
    """Why the balance changed."""

    CHARGE = "charge"
    INTEREST = "interest"
    FEE = "fee"
    PAYMENT = "payment"
    RETURNED_PAYMENT = "returned_payment"
    WRITE_OFF = "write_off"
    ADJUSTMENT = "adjustment"


class ReturnReason(str, Enum):
    """Why a payment came back."""

    CARD_EXPIRED = "card_expired"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    ACCOUNT_CLOSED = "account_closed"
    STOPPED = "stopped"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"
    UNKNOWN = "unknown"


_COUNTER_ACCOUNT = {
    EntryKind.CHARGE: LedgerAccount.PRINCIPAL,
    EntryKind.INTEREST: LedgerAccount.INTEREST_INCOME,
    EntryKind.FEE: LedgerAccount.FEE_INCOME,
    EntryKind.PAYMENT: LedgerAccount.CASH,
    EntryKind.WRITE_OFF: LedgerAccount.WRITE_OFFS,
    EntryKind.ADJUSTMENT: LedgerAccount.ADJUSTMENTS,
}
_LOWERS_BALANCE = {EntryKind.PAYMENT, EntryKind.WRITE_OFF}


@dataclass(frozen=True)
class Posting:
    """One side of an entry: above zero is a debit, below zero a credit."""

    ledger_account: LedgerAccount
    amount: Money


@dataclass(frozen=True)
class Booking:
    """The circumstances of an entry.

    Attributes:
        key: the idempotency key; one key books one entry, for ever.
        occurred_at: the moment it happened, aware.
        booked_on: the calendar day it counts for, in the debtor's zone.
        method: how it was paid, safe to show: ``Visa ••1881``.
        reason: why a payment came back.
    """

    key: str
    occurred_at: datetime
    booked_on: date
    method: str | None = None
    reason: ReturnReason | None = None


@dataclass(frozen=True)
class Entry:
    """One immutable change of one account; its postings add up to nothing.

    Attributes:
        reverses: the id of the entry this one takes back.
    """

    id: str
    account_id: str
    kind: EntryKind
    booking: Booking
    postings: tuple[Posting, ...]
    reverses: str | None = None

    def __post_init__(self) -> None:
        if not _is_balanced(self.postings):
            raise InvalidMoney(self.id)

    @property
    def amount(self) -> Money:
        """What the entry adds to the balance (below zero: what it takes off)."""
        owed = [
            each.amount
            for each in self.postings
            if each.ledger_account is LedgerAccount.RECEIVABLE
        ]
        return total(owed, self.postings[0].amount.currency)

    @property
    def request_hash(self) -> str:
        """What was asked for, without the moment: a repeat must be the same request."""
        parts = (
            self.account_id,
            self.kind.value,
            self.booking.booked_on,
            self.booking.method,
            self.booking.reason,
            self.reverses,
            *((p.ledger_account.value, p.amount) for p in self.postings),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def _is_balanced(postings: tuple[Posting, ...]) -> bool:
    sums: dict[str, int] = {}
    for each in postings:
        sums[each.amount.currency] = (
            sums.get(each.amount.currency, 0) + each.amount.minor
        )
    return bool(postings) and not any(sums.values())


def new_entry(
    entry_id: str, account_id: str, kind: EntryKind, amount: Money, booking: Booking
) -> Entry:
    """An entry of a positive amount; only an adjustment may be below zero.

    Raises:
        InvalidMoney: the amount is zero, or below zero and no adjustment.
        KeyError: returned payments are made by ``reverse``.
    """
    if not amount or (amount.minor < 0 and kind is not EntryKind.ADJUSTMENT):
        raise InvalidMoney(str(amount.minor))
    owed = -amount if kind in _LOWERS_BALANCE else amount
    postings = (
        Posting(LedgerAccount.RECEIVABLE, owed),
        Posting(_COUNTER_ACCOUNT[kind], -owed),
    )
    return Entry(entry_id, account_id, kind, booking, in_ledger_order(postings))


def in_ledger_order(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """Postings as an entry lists them, so that equal entries compare equal."""
    return tuple(sorted(postings, key=lambda each: each.ledger_account.value))


def reverse(entry: Entry, entry_id: str, booking: Booking) -> Entry:
    """The entry that takes another one back to the last penny."""
    returned = entry.kind is EntryKind.PAYMENT
    kind = EntryKind.RETURNED_PAYMENT if returned else EntryKind.ADJUSTMENT
    postings = tuple(Posting(p.ledger_account, -p.amount) for p in entry.postings)
    return Entry(entry_id, entry.account_id, kind, booking, postings, entry.id)


def balance(entries: Iterable[Entry], currency: str) -> Money:
    return total([each.amount for each in entries], currency)


def settled_payments(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The payments that were not taken back, in the order given."""
    entries = tuple(entries)
    returned = {each.reverses for each in entries if each.reverses}
    return tuple(
        each
        for each in entries
        if each.kind is EntryKind.PAYMENT and each.id not in returned
    )
