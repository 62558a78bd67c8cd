"""Accounts of the operator's files, many at a time; and the runs that brought them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from debt.account import Account, Contact, Creditor, Debtor
from debt.arrears import Statement
from debt.identity import normal_postcode, normal_reference
from debt.interest import InterestTerms
from debt.ledger import RECEIVABLES, Entry
from debt.store.accounts import add_statements, interest_columns, terms_of
from debt.store.bulk import insert_all
from debt.store.insert import insert_new
from debt.store.ledger_rows import entry_values, posting_values
from debt.store.tables import (
    AccountRow,
    Base,
    ContactRow,
    CreditorRow,
    DebtorRow,
    EntryRow,
    ImportedAccountRow,
    ImportRunRow,
    IntentRow,
    PostingRow,
    StatementRow,
)

_POSTGRESQL_LOCK = 7_362_022


@dataclass(frozen=True)
class KnownAccount:
    """What has to be known of an account before a row may change it.

    Attributes:
        digest: of the row it was last told by; ``None`` if no file ever did.
        version: how many rows have told something new of it.
    """

    interest: InterestTerms | None
    id: str
    debtor_id: str
    creditor_id: str
    currency: str
    zone: str
    date_of_birth: date
    customer: str | None
    digest: str | None
    version: int
    balance_date: date | None


@dataclass
class Batch:
    """Rows on their way into the tables, by table, written all at once."""

    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: type[Base], **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def add_debtor(self, debtor: Debtor, customer: str | None) -> None:
        self.add(
            DebtorRow,
            id=debtor.id,
            date_of_birth=debtor.date_of_birth,
            customer=customer,
            **person_columns(debtor),
        )
        for place, each in enumerate(debtor.contacts):
            self.add(ContactRow, debtor_id=debtor.id, **_contact_columns(place, each))

    def add_account(self, account: Account) -> None:
        self.add(
            AccountRow,
            id=account.id,
            reference=account.reference,
            reference_key=normal_reference(account.reference),
            debtor_id=account.debtor_id,
            creditor_id=account.creditor.id,
            currency=account.currency,
            **account_columns(account),
            **interest_columns(account.interest),
        )

    def add_entry(self, entry: Entry, now: datetime) -> None:
        """An entry whose key is new, of an account nobody else writes to."""
        self.add(EntryRow, **entry_values(entry, now))
        for each in posting_values(entry):
            self.add(PostingRow, **each)

    def write(self, tx: Session) -> None:
        """Insert everything, what is referred to first."""
        for table in Base.metadata.sorted_tables:
            for kind, rows in self.rows.items():
                if kind.__table__ is table:
                    insert_all(tx, kind, rows)
        self.rows.clear()


def person_columns(debtor: Debtor) -> dict[str, Any]:
    """What a later row may change about a person."""
    return {
        "name": debtor.name,
        "postcode": debtor.postcode,
        "postcode_key": normal_postcode(debtor.postcode),
        "locale": debtor.locale,
        "zone": debtor.zone,
        "jurisdiction": debtor.jurisdiction,
    }


def account_columns(account: Account) -> dict[str, Any]:
    """What a later row may change about an account."""
    return {
        "product": account.product,
        "last4": account.last4,
        "opened_on": account.opened_on,
        "itemisation_date": account.itemisation_date,
        "instalment_minor": account.instalment.minor,
        "litigation_on": account.litigation_on,
        "charged_off_on": account.charged_off_on,
        "settlement_percent": account.settlement_percent,
        "acknowledged_on": account.acknowledged_on,
        "limitation_on": account.limitation_on,
    }


def one_at_a_time(tx: Session) -> None:
    """Make other imports wait until the transaction ends."""
    if tx.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:number)")
        tx.execute(lock, {"number": _POSTGRESQL_LOCK})


def known_accounts(tx: Session, keys: Collection[str]) -> dict[str, KnownAccount]:
    """Accounts by their references, as compared."""
    last = ImportedAccountRow
    rows = tx.execute(
        select(
            AccountRow.reference_key,
            AccountRow.id,
            AccountRow.debtor_id,
            AccountRow.creditor_id,
            AccountRow.currency,
            DebtorRow.zone,
            DebtorRow.date_of_birth,
            DebtorRow.customer,
            last.digest,
            func.coalesce(last.version, 0),
            last.balance_date,
            AccountRow.interest_percent,
            AccountRow.interest_from,
            AccountRow.interest_day_count,
            AccountRow.interest_period,
        )
        .join(DebtorRow, DebtorRow.id == AccountRow.debtor_id)
        .outerjoin(last, last.account_id == AccountRow.id)
        .where(AccountRow.reference_key.in_(keys))
    )
    return {
        key: KnownAccount(terms_of(*values[-4:]), *values[:-4]) for key, *values in rows
    }


def known_people(tx: Session, customers: Collection[str]) -> dict[str, Debtor]:
    """People by the operator's number; only what never changes is filled in."""
    rows = tx.execute(
        select(DebtorRow.customer, DebtorRow.id, DebtorRow.date_of_birth).where(
            DebtorRow.customer.in_(customers)
        )
    )
    return {str(each.customer): Debtor(each.id, "", each[2], "") for each in rows}


def add_creditors(tx: Session, creditors: Iterable[Creditor]) -> None:
    """Store those that are not there yet."""
    for each in creditors:
        values = {"name": each.name, "information": each.information}
        insert_new(tx, CreditorRow, id=each.id, **values)


def change_person(tx: Session, debtor_id: str, values: Mapping[str, Any]) -> None:
    if values:
        tx.execute(update(DebtorRow).where(DebtorRow.id == debtor_id).values(**values))


def change_account(tx: Session, account_id: str, values: Mapping[str, Any]) -> None:
    if values:
        where = AccountRow.id == account_id
        tx.execute(update(AccountRow).where(where).values(**values))


def replace_contacts(tx: Session, debtor_id: str, contacts: Sequence[Contact]) -> None:
    tx.execute(delete(ContactRow).where(ContactRow.debtor_id == debtor_id))
    for place, each in enumerate(contacts):
        tx.add(ContactRow(debtor_id=debtor_id, **_contact_columns(place, each)))
    tx.flush()


def replace_statements(
    tx: Session, account_id: str, statements: Sequence[Statement]
) -> None:
    """Statements of these days, in the place of what was known of the same days."""
    days = [each.due_on for each in statements]
    tx.execute(
        delete(StatementRow).where(
            StatementRow.account_id == account_id, StatementRow.due_on.in_(days)
        )
    )
    add_statements(tx, account_id, statements)


def _contact_columns(place: int, contact: Contact) -> dict[str, Any]:
    return {"position": place, "kind": contact.kind, "address": contact.address}


def owed_at_end_of(tx: Session, account_id: str, day: date) -> int:
    """The minor units owed by what was booked up to a day."""
    owed = tx.scalar(
        select(func.coalesce(func.sum(PostingRow.minor), 0))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(
            PostingRow.account_id == account_id,
            PostingRow.ledger_account.in_(RECEIVABLES),
            EntryRow.booked_on <= day,
        )
    )
    return int(owed or 0)


def our_payments(tx: Session, numbers: Collection[str]) -> set[str]:
    """Those of the numbers that are references of payments made through us."""
    query = select(IntentRow.reference).where(IntentRow.reference.in_(numbers))
    return set(tx.scalars(query))


def remember_row(
    tx: Session, known: KnownAccount, run_id: str, digest: str, balance_date: date
) -> None:
    """Keep which row told of a known account last."""
    values = {
        "run_id": run_id,
        "digest": digest,
        "version": known.version + 1,
        "balance_date": balance_date,
    }
    if not insert_new(tx, ImportedAccountRow, account_id=known.id, **values):
        where = ImportedAccountRow.account_id == known.id
        tx.execute(update(ImportedAccountRow).where(where).values(**values))


def runs_of(tx: Session, digest: str) -> list[ImportRunRow]:
    """Earlier runs of a file of the same content, the latest first."""
    return list(
        tx.scalars(
            select(ImportRunRow)
            .where(ImportRunRow.digest == digest)
            .order_by(ImportRunRow.started_at.desc())
        )
    )


def add_run(tx: Session, run: ImportRunRow) -> None:
    tx.add(run)
    tx.flush()


def update_run(tx: Session, run_id: str, **values: Any) -> None:
    tx.execute(update(ImportRunRow).where(ImportRunRow.id == run_id).values(**values))
