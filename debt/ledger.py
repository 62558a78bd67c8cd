"""The double-entry ledger of what is owed: entries are added, never changed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from operator import attrgetter

from debt.allocation import DEFAULT_ALLOCATION, Owed, OwedPart, allocate
from debt.errors import InvalidMoney
from debt.money import Money, total


class LedgerAccount(str, Enum):
    """The two sides of every entry: what the person owes, and where it came from."""

    FEES_RECEIVABLE = "fees_receivable"
    INTEREST_RECEIVABLE = "interest_receivable"
    PRINCIPAL_RECEIVABLE = "principal_receivable"
    CHARGES = "charges"
    INTEREST_INCOME = "interest_income"
    FEE_INCOME = "fee_income"
    CASH = "cash"
    WRITE_OFFS = "write_offs"
    ADJUSTMENTS = "adjustments"


RECEIVABLES = {
    LedgerAccount.FEES_RECEIVABLE: OwedPart.FEES,
    LedgerAccount.INTEREST_RECEIVABLE: OwedPart.INTEREST,
    LedgerAccount.PRINCIPAL_RECEIVABLE: OwedPart.PRINCIPAL,
}
_HELD_AS = {part: receivable for receivable, part in RECEIVABLES.items()}


class EntryKind(str, Enum):
    """Why the balance changed."""

    CHARGE = "charge"
    INTEREST = "interest"
    FEE = "fee"
    PAYMENT = "payment"
    RETURNED_PAYMENT = "returned_payment"
    REFUND = "refund"
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


_DEBITS = {
    EntryKind.CHARGE: (OwedPart.PRINCIPAL, LedgerAccount.CHARGES),
    EntryKind.INTEREST: (OwedPart.INTEREST, LedgerAccount.INTEREST_INCOME),
    EntryKind.FEE: (OwedPart.FEES, LedgerAccount.FEE_INCOME),
    EntryKind.ADJUSTMENT: (OwedPart.PRINCIPAL, LedgerAccount.ADJUSTMENTS),
}
_CREDITS = {
    EntryKind.PAYMENT: LedgerAccount.CASH,
    EntryKind.WRITE_OFF: LedgerAccount.WRITE_OFFS,
    EntryKind.ADJUSTMENT: LedgerAccount.ADJUSTMENTS,
}


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
        caused_by: the id of the entry a fee was charged for: a returned payment.
        missed_on: the due date of the missed instalment a fee was charged for.
    """

    key: str
    occurred_at: datetime
    booked_on: date
    method: str | None = None
    reason: ReturnReason | None = None
    caused_by: str | None = None
    missed_on: date | None = None


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
    def owed(self) -> Owed:
        """What the entry adds to each part of the balance; below zero it takes off."""
        parts = {
            RECEIVABLES[each.ledger_account]: each.amount
            for each in self.postings
            if each.ledger_account in RECEIVABLES
        }
        return Owed.of_parts(parts, self.postings[0].amount.currency)

    @cached_property
    def amount(self) -> Money:
        """What the entry adds to the balance (below zero: what it takes off)."""
        owed = (p for p in self.postings if p.ledger_account in RECEIVABLES)
        minor = sum(each.amount.minor for each in owed)
        return Money(minor, self.postings[0].amount.currency)

    @property
    def request_hash(self) -> str:
        """What was asked for: a repeat must be the same request.

        The moment is left out, and so is the allocation, which depends on what was
        owed at that moment.
        """
        parts = (
            self.account_id,
            self.kind.value,
            self.booking.booked_on,
            self.booking.method,
            self.booking.reason,
            self.booking.caused_by,
            self.booking.missed_on,
            self.reverses,
            self.amount,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def _is_balanced(postings: tuple[Posting, ...]) -> bool:
    sums: dict[str, int] = defaultdict(int)
    for each in postings:
        sums[each.amount.currency] += each.amount.minor
    return bool(postings) and not any(sums.values())


def new_debit(
    entry_id: str, account_id: str, kind: EntryKind, amount: Money, booking: Booking
) -> Entry:
    """An entry that raises the balance: a charge, interest, a fee, an adjustment.

    Raises:
        InvalidMoney: the amount is not above zero.
        KeyError: entries of this kind never raise the balance by themselves.
    """
    _check_above_zero(amount)
    part, counter_account = _DEBITS[kind]
    postings = (Posting(_HELD_AS[part], amount), Posting(counter_account, -amount))
    return Entry(entry_id, account_id, kind, booking, in_ledger_order(postings))


def new_credit(
    entry_id: str,
    account_id: str,
    kind: EntryKind,
    amount: Money,
    booking: Booking,
    owed: Owed,
    order: Sequence[OwedPart] = DEFAULT_ALLOCATION,
) -> Entry:
    """An entry that lowers the balance: a payment, a write-off, an adjustment.

    Args:
        amount: above zero.
        owed: what is owed at this moment, read while the account is locked.
        order: what is paid off first; the entry keeps the outcome for ever.

    Raises:
        InvalidMoney: the amount is not above zero.
        KeyError: entries of this kind never lower the balance.
    """
    _check_above_zero(amount)
    postings = _postings(allocate(amount, owed, order), _CREDITS[kind])
    taken_off = tuple(Posting(p.ledger_account, -p.amount) for p in postings)
    return Entry(entry_id, account_id, kind, booking, taken_off)


def new_refund(
    entry_id: str, account_id: str, amount: Money, booking: Booking, paid_off: Owed
) -> Entry:
    """An entry for a part of a payment that went back: principal is owed again first.

    Raises:
        InvalidMoney: not above zero, or more than the payment still pays off.
    """
    _check_above_zero(amount)
    if amount > paid_off.total:
        raise InvalidMoney(str(amount.minor))
    owed = allocate(amount, paid_off, tuple(reversed(DEFAULT_ALLOCATION)))
    postings = _postings(owed, LedgerAccount.CASH)
    return Entry(entry_id, account_id, EntryKind.REFUND, booking, postings)


def _check_above_zero(amount: Money) -> None:
    if amount.minor <= 0:
        raise InvalidMoney(str(amount.minor))


def _postings(owed: Owed, counter_account: LedgerAccount) -> tuple[Posting, ...]:
    """The parts that are not zero as debits, and what balances them."""
    debits = [
        Posting(receivable, owed.of(part))
        for receivable, part in RECEIVABLES.items()
        if owed.of(part)
    ]
    return in_ledger_order([*debits, Posting(counter_account, -owed.total)])


def in_ledger_order(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """Postings as an entry lists them, so that equal entries compare equal."""
    return tuple(sorted(postings, key=attrgetter("ledger_account")))


def reverse(entry: Entry, entry_id: str, booking: Booking) -> Entry:
    """The entry that takes another one back to the last penny."""
    returned = entry.kind is EntryKind.PAYMENT
    kind = EntryKind.RETURNED_PAYMENT if returned else EntryKind.ADJUSTMENT
    postings = tuple(Posting(p.ledger_account, -p.amount) for p in entry.postings)
    return Entry(entry_id, entry.account_id, kind, booking, postings, entry.id)


def balance(entries: Iterable[Entry], currency: str) -> Money:
    """What entries come to."""
    return total([each.amount for each in entries], currency)


def owed_by_part(entries: Iterable[Entry], currency: str) -> Owed:
    """What entries come to, by part."""
    return sum((each.owed for each in entries), Owed.of_parts({}, currency))


def standing_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries that were not taken back, in the order given.

    A return that was itself taken back leaves the payment standing.
    """
    entries = tuple(entries)
    taken_back_by = {each.reverses: each for each in entries if each.reverses}

    def stands(entry: Entry) -> bool:
        reversal = taken_back_by.get(entry.id)
        return reversal is None or not stands(reversal)

    return tuple(each for each in entries if stands(each))


def settled_payments(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The payments that were not taken back, in the order given."""
    standing = standing_entries(entries)
    return tuple(each for each in standing if each.kind is EntryKind.PAYMENT)


def credits(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What was paid, written off or credited and stands, in the order given.

    A fee that was waived is no credit: it only takes the fee back.
    """
    return tuple(
        each
        for each in standing_entries(entries)
        if each.kind in _CREDITS and not each.reverses and each.amount.minor < 0
    )
