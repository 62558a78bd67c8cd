"""Taking in the rows of a movements file: each is booked once, under its own number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account
from debt.arrears import Statement
from debt.interchange.movements import Movement, read_movement
from debt.interchange.problems import Problem
from debt.interchange.records import Record
from debt.interchange.row import read_row
from debt.ledger import Booking, Entry, EntryKind
from debt.money import Money
from debt.services.bookkeeping import Bookkeeper
from debt.services.import_outcome import Repeats, Run, Taken
from debt.services.plan_reviews import PlanReviewService
from debt.store import accounts, imports, ledger

_LOWERS_BALANCE = (EntryKind.PAYMENT, EntryKind.WRITE_OFF)


@dataclass(frozen=True)
class Told:
    """What a row tells, and about which account."""

    record: Record
    movement: Movement
    account: Account
    zone: str

    @property
    def change(self) -> Money:
        """What it adds to the balance."""
        amount = self.movement.amount
        return -amount if self.movement.kind in _LOWERS_BALANCE else amount


class Movements:
    """Takes movements in; one that was booked before changes nothing."""

    def __init__(self, keeper: Bookkeeper, run: Run) -> None:
        self._keeper = keeper
        self._run = run
        self._repeats = Repeats(run.findings)
        # Payments that only a dry run needs to know of: it does not book them.
        self._passed: set[str] = set()

    def take(self, tx: Session, records: Sequence[Record]) -> Taken:
        if not self._run.is_dry:
            imports.one_at_a_time(tx)
        taken = Taken()
        read = [each for record in records if (each := self._read(record, taken))]
        known = imports.known_accounts(tx, {each.account_key for _, each in read})
        ours = imports.our_payments(tx, {each.number for _, each in read})
        booked = ledger.entries_with_keys(tx, {_key(each.key) for _, each in read})
        for record, movement in read:
            here = known.get(movement.account_key)
            if movement.number in ours:
                taken.unchanged += 1
            elif here is None:
                taken.reject(record, Problem("reference", "is no account on file"))
            else:
                told = Told(record, movement, *accounts.account_with_zone(tx, here.id))
                self._take_one(tx, told, booked.get(_key(movement.key)), taken)
        return taken

    def _read(self, record: Record, taken: Taken) -> tuple[Record, Movement] | None:
        run = self._run
        row = read_row(record, run.header, run.findings.formats, run.today)
        movement = read_movement(row)
        if movement is None:
            taken.reject(record, *row.problems)
            return None
        repeated = self._repeats.problem("movement", movement.key, record.line)
        if repeated:
            taken.reject(record, repeated)
            return None
        return record, movement

    def _take_one(
        self, tx: Session, told: Told, booked: Entry | None, taken: Taken
    ) -> None:
        problem = self._conflict(tx, told, booked)
        if problem:
            taken.reject(told.record, problem)
        elif booked:
            taken.unchanged += 1
        elif told.movement.kind is None:
            self._take_statement(tx, told, taken)
        else:
            taken.added += 1
            self._passed.add(told.movement.key)
            if not self._run.is_dry:
                self._book(tx, told)

    def _conflict(
        self, tx: Session, told: Told, booked: Entry | None
    ) -> Problem | None:
        movement = told.movement
        if movement.amount.currency != told.account.currency:
            return Problem("currency", "is not the account's")
        if booked and not _is_same(booked, told):
            return Problem("movement", "was imported before with other content")
        is_return = movement.kind is EntryKind.RETURNED_PAYMENT
        return self._conflict_of_return(tx, told) if is_return and not booked else None

    def _conflict_of_return(self, tx: Session, told: Told) -> Problem | None:
        payment = self._payment(tx, told.movement)
        if payment is None:
            if self._run.is_dry and told.movement.returns in self._passed:
                return None
            return Problem("returns", "is no payment that was imported")
        if payment.account_id != told.account.id or -payment.amount != told.change:
            return Problem("returns", "is a payment of another account or amount")
        if ledger.is_reversed(tx, payment.id):
            return Problem("returns", "came back before")
        return None

    def _payment(self, tx: Session, movement: Movement) -> Entry | None:
        key = _key(movement.returns)
        entry = ledger.entries_with_keys(tx, [key]).get(key)
        return entry if entry and entry.kind is EntryKind.PAYMENT else None

    def _take_statement(self, tx: Session, told: Told, taken: Taken) -> None:
        statement = Statement(told.movement.day, told.movement.amount)
        before = {
            each.due_on: each for each in accounts.statements_of(tx, told.account)
        }
        if before.get(statement.due_on) == statement:
            taken.unchanged += 1
            return
        taken.changed += statement.due_on in before
        taken.added += statement.due_on not in before
        if not self._run.is_dry:
            imports.replace_statements(tx, told.account.id, [statement])

    def _book(self, tx: Session, told: Told) -> None:
        movement, account = told.movement, told.account
        kind, amount = movement.kind, movement.amount
        if kind is EntryKind.RETURNED_PAYMENT:
            payment = self._payment(tx, movement)
            if payment:
                self._keeper.take_back(tx, payment, _booking(told))
        elif kind is not None and told.change.minor > 0:
            self._keeper.debit(tx, account, kind, amount, _booking(told))
        elif kind is not None:
            owed = Money(abs(amount.minor), amount.currency)
            self._keeper.credit(tx, account, kind, owed, _booking(told))
        PlanReviewService(self._keeper.books).follow_payment(tx, account)


def _key(number: str) -> str:
    return f"movement:{number}"


def _booking(told: Told) -> Booking:
    movement = told.movement
    moment = datetime.combine(movement.day, time(), ZoneInfo(told.zone))
    return Booking(
        _key(movement.key), moment, movement.day, movement.method, movement.reason
    )


def _is_same(booked: Entry, told: Told) -> bool:
    movement = told.movement
    return (
        booked.account_id,
        booked.kind,
        booked.amount,
        booked.booking.booked_on,
    ) == (told.account.id, movement.kind, told.change, movement.day)
