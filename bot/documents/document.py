"""What a copy to keep says, whatever it is shown as: a page or a PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.account import account_name
from actions.formats import day, money
from actions.wording import wording
from debt.errors import UnknownAccount
from debt.identity import VerifiedDebtor
from debt.services import Debt


@dataclass(frozen=True)
class Rows:
    """A table: its caption, the heads of its columns, and a line for each row."""

    caption: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Document:
    """One copy, in the words of the response files.

    Attributes:
        dated: the day of what it documents.
        facts: pairs of a label and a value.
        more: tables after the schedule.
    """

    title: str
    locale: str
    dated: date
    facts: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    schedule: Rows | None = None
    more: tuple[Rows, ...] = ()

    @property
    def tables(self) -> tuple[Rows, ...]:
        """Every table, in the order in which they are shown."""
        return (self.schedule, *self.more) if self.schedule else self.more

    @property
    def file_name(self) -> str:
        """What the file is called where it is saved, without its ending."""
        return f"{self.title} {self.dated.isoformat()}"


def plan_document(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, plan_id: str
) -> Document:
    """The agreement of a plan: every date and amount.

    Raises:
        UnknownAccount: the person never agreed such a plan.
    """
    plan = debt.plans.agreed(tx, debtor, plan_id)
    account = debt.accounts.one(tx, debtor, plan.account_id)
    facts = wording().lines(
        "utter_plan_document_rows",
        name=debtor.name,
        account=account_name(account),
        reference=account.reference,
        agreed=day(plan.accepted_on, debtor.locale),
        total=money(plan.schedule.total, debtor.locale),
    )
    if plan.changes:
        changes = str(plan.changes)
        facts += wording().lines("utter_plan_document_changed", changes=changes)
    caption, columns = wording().lines("utter_plan_document_schedule")
    lines = tuple(
        (day(each.due, debtor.locale), money(each.amount, debtor.locale))
        for each in plan.schedule.instalments
    )
    schedule = Rows(caption, _cells(columns), lines)
    key = "utter_plan_document"
    return _document(key, debtor.locale, plan.accepted_on, facts, schedule)


def autopay_document(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, reference: str
) -> Document:
    """What was agreed to about automatic payments, word for word.

    Raises:
        UnknownAccount: the person never agreed to such a thing.
    """
    kept = debt.autopay.agreed(tx, debtor, reference)
    consent, zone = kept.consent, ZoneInfo(debtor.zone)
    account = debt.accounts.one(tx, debtor, consent.terms.account_id)
    agreed_on = kept.agreed_at.astimezone(zone).date()
    facts = wording().lines(
        "utter_autopay_document_rows",
        name=debtor.name,
        account=account_name(account),
        reference=kept.reference,
        agreed=day(agreed_on, debtor.locale),
        card=kept.method or "-",
        hash=consent.text_hash[:16],
    )
    made = _document("utter_autopay_document", debtor.locale, agreed_on, facts)
    return replace(made, notes=(*made.notes, *consent.wording.splitlines()))


def receipt_document(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, reference: str
) -> Document:
    """The receipt of one payment.

    Raises:
        UnknownAccount: no such payment of this person arrived.
    """
    receipt = debt.payments.receipt(tx, debtor, reference)
    account = debt.accounts.one(tx, debtor, receipt.account_id)
    facts = wording().lines(
        "utter_payment_document_rows",
        name=debtor.name,
        account=account_name(account),
        creditor=account.creditor,
        reference=receipt.reference,
        paid_on=day(receipt.paid_on, debtor.locale),
        amount=money(receipt.amount, debtor.locale),
        method=receipt.method,
        balance=money(receipt.balance, debtor.locale),
    )
    key = "utter_payment_document"
    return _document(key, debtor.locale, receipt.paid_on, facts)


def validation_document(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account_id: str
) -> Document:
    """What is owed, to whom, how it adds up, and how to dispute it.

    The contents of Reg F 1006.34(c)(2) and (3), out of the ledger.

    Raises:
        UnknownAccount: not one of the person's accounts.
    """
    account = debt.accounts.one(tx, debtor, account_id)
    lines = debt.accounts.breakdown(tx, debtor, account_id)
    facts = wording().lines(
        "utter_rights_document_rows",
        name=debtor.name,
        creditor=account.creditor,
        account=account_name(account),
        reference=account.reference,
        since=day(lines.itemisation_date, debtor.locale),
        opening=money(lines.opening, debtor.locale),
        charges=money(lines.charges, debtor.locale),
        interest=money(lines.interest, debtor.locale),
        fees=money(lines.fees, debtor.locale),
        payments=money(lines.payments, debtor.locale),
        as_of=day(lines.as_of, debtor.locale),
        total=money(lines.total, debtor.locale),
    )
    validation = debt.validations.of(tx, debtor, account_id)
    if validation and validation.ends_on:
        until = day(validation.ends_on, debtor.locale)
        facts += wording().lines("utter_rights_document_until", until=until)
    return _document("utter_rights_document", debtor.locale, lines.as_of, facts)


def budget_document(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, version: str
) -> Document:
    """The person's own budget, to keep or to share with a debt adviser.

    Args:
        version: the newest is the only one there is a copy of.

    Raises:
        UnknownAccount: they have given none.
    """
    summary = debt.affordability.summary(tx, debtor)
    if summary is None:
        raise UnknownAccount(version)
    facts = wording().lines(
        "utter_budget_document_rows",
        name=summary.name,
        saved=day(summary.saved_on, debtor.locale),
        income=money(summary.total_income, debtor.locale),
        spending=money(summary.total_spending, debtor.locale),
    )
    caption, columns = wording().lines("utter_budget_document_schedule")
    lines = tuple(
        (
            wording().text(f"utter_budget_row_{line}"),
            money(amount, debtor.locale),
        )
        for line, amount in summary.lines
    )
    schedule = Rows(caption, _cells(columns), lines)
    key = "utter_budget_document"
    return _document(key, debtor.locale, summary.saved_on, facts, schedule)


def _document(
    response: str,
    locale: str,
    dated: date,
    facts: list[str],
    schedule: Rows | None = None,
) -> Document:
    """The title is the first line of the response, the notes are the others."""
    title, *notes = wording().lines(response)
    cells = tuple(_cells(fact) for fact in facts)
    return Document(title, locale, dated, cells, tuple(notes), schedule)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(line.split(" | "))
