"""Storing accounts as rows tell them: new ones in bulk, changes one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timezone
from functools import lru_cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account, Creditor, Debtor
from debt.interchange.accounts import Placement
from debt.ledger import Booking, Entry, EntryKind, new_credit, new_debit, owed_by_part
from debt.money import Money
from debt.services.bookkeeping import Bookkeeper
from debt.services.import_outcome import Run
from debt.services.plan_reviews import PlanReviewService
from debt.store import accounts, imports
from debt.store.database import new_id
from debt.store.imports import Batch, KnownAccount
from debt.store.tables import ImportedAccountRow, StatementRow

# Columns of the tables whose column in the file has another name.
_NAMES = {"instalment_minor": "instalment", "postcode_key": "postcode"}


class Placing:
    """Stores the good rows of one transaction.

    Args:
        people: those on file, by the operator's number; new ones are added to it.
    """

    def __init__(
        self,
        tx: Session,
        keeper: Bookkeeper,
        run: Run,
        people: dict[str, Debtor],
    ) -> None:
        self._tx = tx
        self._keeper = keeper
        self._run = run
        self._people = people
        self._newcomers: dict[str, tuple[Debtor, str | None]] = {}
        self._creditors: dict[str, Creditor] = {}
        self._batch = Batch()
        # Ids that follow one another keep the indexes of a long import in the cache.
        self._ids = map(f"{new_id()[:20]}{{:012x}}".format, count())
        self._now = keeper.books.clock.now()

    def add(self, placement: Placement, digest: str) -> None:
        """An account that is not on file."""
        debtor = self._person(placement)
        account = replace(placement.account, id=next(self._ids), debtor_id=debtor.id)
        self._creditors.setdefault(account.creditor.id, account.creditor)
        self._batch.add_account(account)
        for each in placement.statements:
            self._batch.add(
                StatementRow,
                account_id=account.id,
                due_on=each.due_on,
                amount_minor=each.amount.minor,
            )
        for entry in self._opening(placement, account, digest):
            self._batch.add_entry(entry, self._now)
        self._batch.add(
            ImportedAccountRow,
            account_id=account.id,
            run_id=self._run.id,
            digest=digest,
            version=1,
            balance_date=placement.balance_date,
        )

    def change(self, placement: Placement, known: KnownAccount, digest: str) -> None:
        """An account on file that a row tells something new of.

        A balance that differs is booked as an adjustment on its day; entries stay.
        """
        tx = self._tx
        accounts.lock_account(tx, known.id)
        values = self._told(imports.account_columns(placement.account))
        imports.change_account(tx, known.id, values)
        self._change_person(known.debtor_id, placement)
        imports.replace_statements(tx, known.id, placement.statements)
        self._adjust(placement, known, digest)
        imports.remember_row(tx, known, self._run.id, digest, placement.balance_date)

    def write(self) -> None:
        """Insert everything that is new."""
        imports.add_creditors(self._tx, self._creditors.values())
        for debtor, customer in self._newcomers.values():
            self._batch.add_debtor(debtor, customer)
        self._batch.write(self._tx)

    def _person(self, placement: Placement) -> Debtor:
        """The debtor of a new account: on file, in this batch already, or new."""
        on_file = self._people.get(placement.customer)
        debtor = replace(
            placement.debtor, id=on_file.id if on_file else next(self._ids)
        )
        if on_file and on_file.id not in self._newcomers:
            self._change_person(on_file.id, placement)
            return debtor
        self._newcomers[debtor.id] = (debtor, placement.customer or None)
        if placement.customer:
            self._people[placement.customer] = debtor
        return debtor

    def _change_person(self, debtor_id: str, placement: Placement) -> None:
        if debtor_id in self._newcomers:
            return
        values = self._told(imports.person_columns(placement.debtor))
        if placement.customer:
            values["customer"] = placement.customer
        imports.change_person(self._tx, debtor_id, values)
        if {"mobile", "email"} & set(self._run.header.names):
            imports.replace_contacts(self._tx, debtor_id, placement.debtor.contacts)

    def _told(self, values: dict[str, Any]) -> dict[str, Any]:
        """Only what the file has a column for: a column left out changes nothing."""
        names = self._run.header.names
        return {
            name: value
            for name, value in values.items()
            if _NAMES.get(name, name) in names
        }

    def _adjust(self, placement: Placement, known: KnownAccount, digest: str) -> None:
        day = placement.balance_date
        owed = imports.owed_at_end_of(self._tx, known.id, day)
        difference = placement.balance.minor - owed
        if difference:
            account, zone = accounts.account_with_zone(self._tx, known.id)
            book = self._keeper.debit if difference > 0 else self._keeper.credit
            key = f"import:{placement.key}:{digest}:{known.version}"
            amount = Money(abs(difference), account.currency)
            booking = Booking(key, _start_of(day, zone), day)
            book(self._tx, account, EntryKind.ADJUSTMENT, amount, booking)
            PlanReviewService(self._keeper.books).follow_payment(self._tx, account)

    def _opening(
        self, placement: Placement, account: Account, digest: str
    ) -> list[Entry]:
        """The entries that make up the balance, one for each part."""
        entries: list[Entry] = []
        for number, part in enumerate(placement.opening):
            key = f"import:{placement.key}:{digest}:opening:{number}"
            moment = _start_of(part.booked_on, placement.debtor.zone)
            booking = Booking(key, moment, part.booked_on)
            new = (next(self._ids), account.id, part.kind)
            if part.amount.minor > 0:
                entry = new_debit(*new, part.amount, booking)
            else:
                owed = owed_by_part(entries, account.currency)
                entry = new_credit(*new, -part.amount, booking, owed)
            entries.append(entry)
        return entries


@lru_cache(maxsize=1000)
def _start_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(timezone.utc)
