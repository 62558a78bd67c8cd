"""Creditors, debtors, accounts and statements, in and out of the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from debt.account import Account, Contact, Creditor, Debtor
from debt.arrears import Statement
from debt.errors import UnknownAccount
from debt.identity import (
    Candidate,
    IdentityFacts,
    VerifiedDebtor,
    normal_postcode,
    normal_reference,
)
from debt.interest import DayCount, InterestPeriod, InterestTerms
from debt.money import Money
from debt.store.tables import (
    AccountRow,
    ContactRow,
    CreditorRow,
    DebtorRow,
    StatementRow,
    WrongPartyRow,
)

WRONG_ADDRESSES = select(WrongPartyRow.address).where(
    WrongPartyRow.address.is_not(None)
)


def add_creditor(tx: Session, creditor: Creditor) -> None:
    tx.add(
        CreditorRow(
            id=creditor.id, name=creditor.name, information=creditor.information
        )
    )
    tx.flush()


def add_debtor(tx: Session, debtor: Debtor) -> None:
    tx.add(
        DebtorRow(
            id=debtor.id,
            name=debtor.name,
            date_of_birth=debtor.date_of_birth,
            postcode=debtor.postcode,
            postcode_key=normal_postcode(debtor.postcode),
            locale=debtor.locale,
            zone=debtor.zone,
            jurisdiction=debtor.jurisdiction,
        )
    )
    tx.flush()
    tx.add_all(
        ContactRow(
            debtor_id=debtor.id, position=place, kind=each.kind, address=each.address
        )
        for place, each in enumerate(debtor.contacts)
    )
    tx.flush()


def add_account(tx: Session, account: Account) -> None:
    """Store an account of a known debtor and creditor; its balance starts at zero."""
    tx.add(
        AccountRow(
            id=account.id,
            reference=account.reference,
            reference_key=normal_reference(account.reference),
            debtor_id=account.debtor_id,
            creditor_id=account.creditor.id,
            product=account.product,
            last4=account.last4,
            currency=account.currency,
            opened_on=account.opened_on,
            itemisation_date=account.itemisation_date,
            instalment_minor=account.instalment.minor,
            litigation_on=account.litigation_on,
            charged_off_on=account.charged_off_on,
            settlement_percent=account.settlement_percent,
            acknowledged_on=account.acknowledged_on,
            limitation_on=account.limitation_on,
            **interest_columns(account.interest),
        )
    )
    tx.flush()


def add_statements(
    tx: Session, account_id: str, statements: Iterable[Statement]
) -> None:
    tx.add_all(
        StatementRow(
            account_id=account_id, due_on=each.due_on, amount_minor=each.amount.minor
        )
        for each in statements
    )
    tx.flush()


def accounts_of(tx: Session, debtor: VerifiedDebtor) -> list[Account]:
    """The person's accounts, the oldest first."""
    return _accounts(tx, AccountRow.debtor_id == debtor.id)


def account_of(tx: Session, debtor: VerifiedDebtor, account_id: str) -> Account:
    """The one gate to an account.

    Raises:
        UnknownAccount: no such account, or somebody else's.
    """
    mine = AccountRow.debtor_id == debtor.id
    found = _accounts(tx, mine & (AccountRow.id == account_id))
    if not found:
        raise UnknownAccount(account_id)
    return found[0]


def behind_reference(tx: Session, reference: str) -> tuple[str, str]:
    """The ids of the person and the account that a reference is for.

    Raises:
        UnknownAccount: there is no such reference.
    """
    row = tx.execute(
        select(AccountRow.debtor_id, AccountRow.id).where(
            AccountRow.reference_key == normal_reference(reference)
        )
    ).first()
    if row is None:
        raise UnknownAccount(reference)
    return row.debtor_id, row.id


def lock_account(tx: Session, account_id: str) -> None:
    """Make other writers of this account wait until the transaction ends.

    SQLite has no row locks and needs none: its write transactions queue up anyway.
    """
    tx.execute(
        select(AccountRow.id).where(AccountRow.id == account_id).with_for_update()
    )


def account_with_id(tx: Session, account_id: str) -> Account:
    """An account, for work no conversation started."""
    return _accounts(tx, AccountRow.id == account_id)[0]


def account_with_zone(tx: Session, account_id: str) -> tuple[Account, str]:
    """An account and its owner's zone, for work no conversation started."""
    account = account_with_id(tx, account_id)
    zone = select(DebtorRow.zone).where(DebtorRow.id == account.debtor_id)
    return account, tx.scalars(zone).one()


def owner_of(tx: Session, account: Account) -> Debtor:
    """Whose account it is, without contacts, for work no conversation started."""
    row = debtor_row(tx, account.debtor_id)
    return Debtor(
        id=row.id,
        name=row.name,
        date_of_birth=row.date_of_birth,
        postcode=row.postcode,
        locale=row.locale,
        zone=row.zone,
        jurisdiction=row.jurisdiction,
    )


def statements_of(tx: Session, account: Account) -> list[Statement]:
    rows = tx.execute(
        select(StatementRow.due_on, StatementRow.amount_minor)
        .where(StatementRow.account_id == account.id)
        .order_by(StatementRow.due_on)
    )
    return [Statement(due_on, Money(minor, account.currency)) for due_on, minor in rows]


def debtor_row(tx: Session, debtor_id: str) -> DebtorRow:
    return tx.get_one(DebtorRow, debtor_id)


def first_contact(tx: Session, debtor_id: str) -> Contact | None:
    """Where the person prefers to be reached, if anywhere.

    An address that was said to be somebody else's counts as none.
    """
    row = tx.scalars(
        select(ContactRow)
        .where(ContactRow.debtor_id == debtor_id)
        .where(ContactRow.address.not_in(WRONG_ADDRESSES))
        .order_by(ContactRow.position)
        .limit(1)
    ).first()
    return Contact(row.kind, row.address) if row else None


def candidates(tx: Session, facts: IdentityFacts) -> list[Candidate]:
    """People some of the facts point at, one for each of their accounts."""
    given = facts.given()
    pointer: ColumnElement[bool] = DebtorRow.postcode_key == given.get("postcode", "")
    pointer &= DebtorRow.date_of_birth == (facts.date_of_birth or date.min)
    if "reference" in given:
        pointer = AccountRow.reference_key == given["reference"]
    rows = tx.execute(
        select(
            DebtorRow.id,
            DebtorRow.date_of_birth,
            DebtorRow.postcode,
            AccountRow.reference,
        )
        .join(AccountRow, AccountRow.debtor_id == DebtorRow.id)
        .where(pointer)
    )
    return [
        Candidate(debtor_id, IdentityFacts(reference, born, postcode))
        for debtor_id, born, postcode, reference in rows
    ]


def _accounts(tx: Session, condition: ColumnElement[bool]) -> list[Account]:
    rows = tx.execute(
        select(AccountRow, CreditorRow)
        .join(CreditorRow, CreditorRow.id == AccountRow.creditor_id)
        .where(condition)
        .order_by(AccountRow.opened_on, AccountRow.id)
    )
    return [_account(row, creditor) for row, creditor in rows]


def _account(row: AccountRow, creditor: CreditorRow) -> Account:
    return Account(
        id=row.id,
        reference=row.reference,
        debtor_id=row.debtor_id,
        creditor=Creditor(creditor.id, creditor.name, creditor.information),
        product=row.product,
        last4=row.last4,
        currency=row.currency,
        opened_on=row.opened_on,
        itemisation_date=row.itemisation_date,
        instalment=Money(row.instalment_minor, row.currency),
        litigation_on=row.litigation_on,
        charged_off_on=row.charged_off_on,
        settlement_percent=row.settlement_percent,
        interest=terms_of(
            row.interest_percent,
            row.interest_from,
            row.interest_day_count,
            row.interest_period,
        ),
        acknowledged_on=row.acknowledged_on,
        limitation_on=row.limitation_on,
    )


def terms_of(
    percent: str | None,
    runs_from: date | None,
    day_count: DayCount | None,
    period: InterestPeriod | None,
) -> InterestTerms | None:
    """The terms out of their columns."""
    if not (percent and runs_from):
        return None
    return InterestTerms(
        Decimal(percent),
        runs_from,
        day_count or DayCount.ACTUAL_365,
        period or InterestPeriod.DAY,
    )


def interest_columns(terms: InterestTerms | None) -> dict[str, Any]:
    """The columns of an account that is new; all empty if it charges no interest."""
    return {
        "interest_percent": str(terms.annual_percent) if terms else None,
        "interest_from": terms.runs_from if terms else None,
        "interest_day_count": terms.day_count if terms else None,
        "interest_period": terms.period if terms else None,
        "interest_due_on": terms.next_booking(terms.runs_from) if terms else None,
    }
