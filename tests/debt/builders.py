"""People, accounts and entries for tests; say only what matters to the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timezone
from itertools import count
from typing import Any

from debt.account import Account, Contact, ContactKind, Creditor, Debtor
from debt.allocation import Owed, OwedPart
from debt.arrears import Statement
from debt.ledger import (
    Booking,
    Entry,
    EntryKind,
    ReturnReason,
    new_credit,
    new_debit,
    new_refund,
    reverse,
)
from debt.money import Money
from debt.setting_files import EXAMPLE_OPERATOR, operator

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)
TODAY = NOW.date()
HALDEN = Creditor("halden", "Halden Bank", "haldenbank.example/debts")
MARIA = Debtor(
    id="maria",
    name="Maria Silva",
    date_of_birth=date(1988, 5, 3),
    postcode="LS1 4AP",
    contacts=(Contact(ContactKind.SMS, "+447700900123"),),
    jurisdiction="GB",
)
CARD = Account(
    id="card",
    reference="HB-2210-4471",
    debtor_id="maria",
    creditor=HALDEN,
    product="Credit card",
    last4="4471",
    currency="GBP",
    opened_on=date(2025, 1, 10),
    itemisation_date=date(2026, 8, 1),
    instalment=Money(2500, "GBP"),
)

OPERATOR = operator(str(EXAMPLE_OPERATOR))

_numbers = count(1)


def gbp(text: str) -> Money:
    return Money.parse(text, "GBP")


def debtor(**changes: Any) -> Debtor:
    return replace(MARIA, **changes)


def account(**changes: Any) -> Account:
    return replace(CARD, **changes)


def statement(due_on: date, amount: str = "25.00") -> Statement:
    return Statement(due_on, gbp(amount))


def booking(on: date, **changes: Any) -> Booking:
    moment = datetime.combine(on, time(9), timezone.utc)
    return replace(Booking(f"key-{next(_numbers)}", moment, on), **changes)


def nothing_owed() -> Owed:
    return Owed.of_parts({}, "GBP")


def entry(
    kind: EntryKind,
    amount: str,
    on: date,
    *,
    owner: str = "card",
    owed: Owed | None = None,
    **changes: Any,
) -> Entry:
    """An entry of an account; ``changes`` are circumstances of its booking.

    A credit is paid off what is ``owed``; a test that leaves it out does not look at
    the parts, and all goes to principal.
    """
    name, money = f"entry-{next(_numbers)}", gbp(amount)
    circumstances = booking(on, **changes)
    if kind is EntryKind.REFUND:
        paid = owed or Owed.of_parts({OwedPart.PRINCIPAL: money}, "GBP")
        return new_refund(name, owner, money, circumstances, paid)
    lowers = kind in (EntryKind.PAYMENT, EntryKind.WRITE_OFF) or money.minor < 0
    if not lowers:
        return new_debit(name, owner, kind, money, circumstances)
    money, owed = max(money, -money), owed or nothing_owed()
    return new_credit(name, owner, kind, money, circumstances, owed)


def charge(amount: str, on: date, **changes: Any) -> Entry:
    return entry(EntryKind.CHARGE, amount, on, **changes)


def payment(amount: str, on: date, **changes: Any) -> Entry:
    return entry(EntryKind.PAYMENT, amount, on, **changes)


def fee(amount: str, on: date, **changes: Any) -> Entry:
    return entry(EntryKind.FEE, amount, on, **changes)


def returned(
    original: Entry, on: date, reason: ReturnReason = ReturnReason.UNKNOWN
) -> Entry:
    """A payment that came back."""
    return reverse(original, f"entry-{next(_numbers)}", booking(on, reason=reason))
