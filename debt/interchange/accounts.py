"""The accounts file: one row is an account with its debtor and what is owed on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from debt.account import Account, Creditor, Debtor
from debt.arrears import Statement
from debt.identity import normal_postcode, normal_reference
from debt.interchange.account_columns import ACCOUNTS
from debt.interchange.amounts import read_amount
from debt.interchange.contacts import read_contacts
from debt.interchange.dates import read_date
from debt.interchange.interest import read_terms
from debt.interchange.problems import Unfit
from debt.interchange.row import (
    Row,
    read_currency,
    read_jurisdiction,
    read_locale,
    read_zone,
)
from debt.interchange.text import check_reference
from debt.ledger import EntryKind
from debt.money import Money, total

_REQUIRED = tuple(each.name for each in ACCOUNTS.columns if each.is_required)
_STATEMENT = re.compile(r"(\S+)\s+(.+)")
_PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]0+)?\s*%?")
_US_ZIP = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")


@dataclass(frozen=True)
class Opened:
    """One part of a balance that was there when the account came to us."""

    kind: EntryKind
    amount: Money
    booked_on: date


@dataclass(frozen=True)
class Placement:
    """An account placed with us, as one row tells it; ids are still empty.

    Attributes:
        customer: the operator's number for the person, if rows have one.
        opening: entries that add up to the balance.
    """

    line: int
    debtor: Debtor
    customer: str
    account: Account
    balance: Money
    balance_date: date
    opening: tuple[Opened, ...]
    statements: tuple[Statement, ...]

    @cached_property
    def key(self) -> str:
        return normal_reference(self.account.reference)


def read_placement(row: Row) -> Placement | None:
    """The row as values; ``None`` where something in it has to be mended first."""
    row.require(_REQUIRED)
    currency = row.read("currency", read_currency, "")
    balance_date = row.past_day("balance_date")
    if not currency or not balance_date:
        _read_the_rest(row)
        return None
    account = _account(row, currency, balance_date)
    balance = row.money("balance", currency)
    placement = Placement(
        line=row.line,
        debtor=_debtor(row),
        customer=row.read("customer", check_reference, ""),
        account=account,
        balance=balance,
        balance_date=balance_date,
        opening=_opening(row, account.itemisation_date, balance_date, balance),
        statements=_statements(row, currency),
    )
    return None if row.problems else placement


def _read_the_rest(row: Row) -> None:
    """Find what else is wrong, so that one mending is enough."""
    _debtor(row)
    row.read("reference", check_reference, "")


def _debtor(row: Row) -> Debtor:
    locale = row.read("locale", read_locale, "en-GB")
    postcode = row.text("postcode")
    if postcode and not normal_postcode(postcode):
        row.refuse("postcode", "has neither a letter nor a digit")
    if postcode and locale.endswith("-US") and not _US_ZIP.fullmatch(postcode):
        row.refuse("postcode", "is no US ZIP code; was a leading zero lost?")
    return Debtor(
        id="",
        name=row.text("name"),
        date_of_birth=row.past_day("date_of_birth") or date.min,
        postcode=postcode,
        locale=locale,
        zone=row.read("zone", read_zone, "Europe/London"),
        contacts=read_contacts(row),
        jurisdiction=row.read("jurisdiction", read_jurisdiction, None),
    )


def _account(row: Row, currency: str, balance_date: date) -> Account:
    reference = row.read("reference", check_reference, "")
    itemised = row.past_day("itemisation_date") or balance_date
    if itemised > balance_date:
        row.refuse("itemisation_date", "lies after the balance date")
    code = row.read("creditor", check_reference, "").lower()
    return Account(
        id="",
        reference=reference,
        debtor_id="",
        creditor=Creditor(
            code, row.text("creditor_name", code), row.text("creditor_information")
        ),
        product=row.text("product"),
        last4=row.text("last4") or normal_reference(reference)[-4:],
        currency=currency,
        opened_on=row.past_day("opened_on") or date.min,
        itemisation_date=itemised,
        instalment=row.money("instalment", currency),
        litigation_on=row.past_day("litigation_on"),
        charged_off_on=row.past_day("charged_off_on"),
        settlement_percent=row.read("settlement_percent", _percent, None),
        interest=read_terms(row),
        acknowledged_on=row.past_day("acknowledged_on"),
        limitation_on=row.day("limitation_on"),
    )


def _opening(
    row: Row, itemised: date, balance_date: date, balance: Money
) -> tuple[Opened, ...]:
    """The parts of the balance; principal is what the others leave of it.

    What was paid since is one adjustment: the payments themselves are not known here.
    """
    currency = balance.currency
    parts = [
        Opened(kind, row.money(column, currency), day)
        for column, kind, day in (
            ("fees", EntryKind.FEE, itemised),
            ("interest", EntryKind.INTEREST, itemised),
            ("fees_since", EntryKind.FEE, balance_date),
            ("interest_since", EntryKind.INTEREST, balance_date),
        )
    ]
    paid = row.money("paid_since", currency)
    parts.append(Opened(EntryKind.ADJUSTMENT, -paid, balance_date))
    others = total([each.amount for each in parts], currency)
    principal = balance - others
    stated = row.money("principal", currency) if "principal" in row.cells else principal
    if balance.minor >= 0 and (principal.minor < 0 or principal != stated):
        row.refuse(
            "balance", f"is not the {(stated + others).decimal} its parts add up to"
        )
    return tuple(
        each
        for each in (Opened(EntryKind.CHARGE, principal, itemised), *parts)
        if each.amount
    )


def _statements(row: Row, currency: str) -> tuple[Statement, ...]:
    def read(text: str) -> tuple[Statement, ...]:
        return tuple(
            _statement(each.strip(), row, currency)
            for each in text.split("|")
            if each.strip()
        )

    none: tuple[Statement, ...] = ()
    statements = row.read("statements", read, none)
    if len({each.due_on for each in statements}) < len(statements):
        row.refuse("statements", "has one day twice")
    return statements


def _statement(text: str, row: Row, currency: str) -> Statement:
    found = _STATEMENT.fullmatch(text)
    if not found:
        raise Unfit("is not a list such as 2026-11-02 25.60 | 2026-12-02 25.60")
    due_on = read_date(found[1], row.formats.dates)
    amount = read_amount(found[2], currency, row.formats.decimal)
    if amount.minor <= 0:
        raise Unfit("has an amount that is not above zero")
    return Statement(due_on, amount)


def _percent(text: str) -> int:
    found = _PERCENT.fullmatch(text)
    if not found or int(found[1]) > 100:
        raise Unfit("is no whole number from 0 to 100")
    return int(found[1])
