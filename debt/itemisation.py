"""The balance explained in lines that add up to the penny, and past payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from debt.account import Account
from debt.ledger import Entry, EntryKind, ReturnReason, balance
from debt.money import Money


@dataclass(frozen=True)
class Itemisation:
    """How the balance came about since the itemisation date (Reg F 1006.34(c)(2)).

    ``opening + charges + interest + fees - payments == total``, always. Payments are
    net of returned ones and include credits and amounts written off.
    """

    as_of: date
    itemisation_date: date
    opening: Money
    charges: Money
    interest: Money
    fees: Money
    payments: Money
    total: Money


class PaymentLineStatus(str, Enum):
    """Whether a payment stayed."""

    SETTLED = "settled"
    RETURNED = "returned"


@dataclass(frozen=True)
class PaymentLine:
    """One past payment; ``balance`` is what was owed right after it."""

    on: date
    amount: Money
    method: str | None
    status: PaymentLineStatus
    balance: Money
    reason: ReturnReason | None


def itemise(account: Account, entries: Sequence[Entry], as_of: date) -> Itemisation:
    """Itemise everything booked up to a day."""
    booked = [each for each in entries if each.booking.booked_on <= as_of]
    since = [e for e in booked if e.booking.booked_on > account.itemisation_date]
    before = [e for e in booked if e.booking.booked_on <= account.itemisation_date]
    return Itemisation(
        as_of=as_of,
        itemisation_date=account.itemisation_date,
        opening=balance(before, account.currency),
        charges=balance(filter(_is_charge, since), account.currency),
        interest=_sum_of(since, EntryKind.INTEREST, account.currency),
        fees=_sum_of(since, EntryKind.FEE, account.currency),
        payments=-balance(filter(_is_credit, since), account.currency),
        total=balance(booked, account.currency),
    )


def payment_lines(
    entries: Sequence[Entry], currency: str, limit: int
) -> tuple[PaymentLine, ...]:
    """The latest payments, newest first, of entries in booking order."""
    returns = {each.reverses: each for each in entries if each.reverses}
    owed = Money.zero(currency)
    lines = []
    for entry in entries:
        owed += entry.amount
        if entry.kind is EntryKind.PAYMENT:
            lines.append(_line(entry, returns.get(entry.id), owed))
    return tuple(reversed(lines))[:limit]


def _line(payment: Entry, returned: Entry | None, owed: Money) -> PaymentLine:
    return PaymentLine(
        on=payment.booking.booked_on,
        amount=-payment.amount,
        method=payment.booking.method,
        status=PaymentLineStatus.RETURNED if returned else PaymentLineStatus.SETTLED,
        balance=owed,
        reason=returned.booking.reason if returned else None,
    )


def _sum_of(entries: Iterable[Entry], kind: EntryKind, currency: str) -> Money:
    return balance((each for each in entries if each.kind is kind), currency)


def _is_charge(entry: Entry) -> bool:
    raised = entry.kind is EntryKind.ADJUSTMENT and entry.amount.minor > 0
    return entry.kind is EntryKind.CHARGE or raised


def _is_credit(entry: Entry) -> bool:
    if entry.kind is EntryKind.ADJUSTMENT:
        return entry.amount.minor < 0
    return entry.kind in (
        EntryKind.PAYMENT,
        EntryKind.RETURNED_PAYMENT,
        EntryKind.WRITE_OFF,
    )
