"""The balance explained in lines that add up to the penny, and what was booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from debt.account import Account
from debt.allocation import Owed
from debt.ledger import Entry, EntryKind, ReturnReason, balance, owed_by_part
from debt.money import Money


@dataclass(frozen=True)
class Itemisation:
    """How the balance came about since the itemisation date.

    Reg F 1006.34(c)(2)(vii) to (ix): the amount on that date, then interest, fees,
    payments and credits since, and the current amount.
    ``opening + charges + interest + fees - payments == total``, always.

    Attributes:
        charges: new charges, and adjustments that raise the balance.
        interest: net of what was given back of it.
        payments: net of returned ones; with credits, fees waived and amounts written
            off.
        owed: what of the total is fees, interest and principal.
    """

    as_of: date
    itemisation_date: date
    opening: Money
    charges: Money
    interest: Money
    fees: Money
    payments: Money
    total: Money
    owed: Owed


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
        owed=owed_by_part(booked, account.currency),
    )


@dataclass(frozen=True)
class HistoryLine:
    """One entry of any kind.

    Attributes:
        amount: what it added to the balance; below zero, what it took off.
        owed: the same by parts.
        balance: what was owed right after it.
        taken_back: whether a later entry took it back.
    """

    entry_id: str
    kind: EntryKind
    on: date
    amount: Money
    owed: Owed
    balance: Money
    method: str | None
    reason: ReturnReason | None
    taken_back: bool


def history(
    entries: Sequence[Entry],
    currency: str,
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
) -> tuple[HistoryLine, ...]:
    """Entries from one day to another, both included, the newest first.

    Args:
        entries: all of the account's, in booking order: the balance runs over them.
        limit: only so many of the newest.
    """
    taken_back = {each.reverses for each in entries}
    lines = []
    owed = Money.zero(currency)
    for each in entries:
        owed += each.amount
        if (since or date.min) <= each.booking.booked_on <= (until or date.max):
            lines.append(_history_line(each, owed, each.id in taken_back))
    return tuple(reversed(lines))[:limit]


def _history_line(entry: Entry, balance: Money, taken_back: bool) -> HistoryLine:
    return HistoryLine(
        entry_id=entry.id,
        kind=entry.kind,
        on=entry.booking.booked_on,
        amount=entry.amount,
        owed=entry.owed,
        balance=balance,
        method=entry.booking.method,
        reason=entry.booking.reason,
        taken_back=taken_back,
    )


def last_day_with(entries: Sequence[Entry], amount: Money) -> date | None:
    """The last day at the end of which this amount was owed.

    Args:
        entries: all of the account's, in booking order.
    """
    owed = Money.zero(amount.currency)
    by_day: dict[date, Money] = {}
    for each in entries:
        owed += each.amount
        by_day[each.booking.booked_on] = owed
    return max(
        (day for day, at_end in by_day.items() if at_end == amount), default=None
    )


def _sum_of(entries: Iterable[Entry], kind: EntryKind, currency: str) -> Money:
    return balance((each for each in entries if each.kind is kind), currency)


def _is_charge(entry: Entry) -> bool:
    return entry.kind is EntryKind.CHARGE or _is_rise(entry)


def _is_rise(entry: Entry) -> bool:
    """An adjustment that raises the balance by itself, not by taking a credit back."""
    raises = entry.amount.minor > 0 and not entry.reverses
    return entry.kind is EntryKind.ADJUSTMENT and raises


def _is_credit(entry: Entry) -> bool:
    if entry.kind is EntryKind.ADJUSTMENT:
        return not _is_rise(entry)
    return entry.kind in (
        EntryKind.PAYMENT,
        EntryKind.RETURNED_PAYMENT,
        EntryKind.REFUND,
        EntryKind.WRITE_OFF,
    )
