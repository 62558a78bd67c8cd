"""Turns a course into statements and ledger entries, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import partial
from random import Random

from bot.demo.portfolio.course import Agreement, Course, Turn
from bot.demo.portfolio.creditors import Nature
from debt.allocation import Owed
from debt.arrears import Statement
from debt.ledger import (
    Booking,
    Entry,
    EntryKind,
    ReturnReason,
    new_credit,
    new_debit,
    reverse,
)
from debt.money import Money

_RETURNED_AFTER = timedelta(days=2)
_FEE_AFTER = timedelta(days=5)


def noon(day: date) -> datetime:
    """Noon in London, and still the same day anywhere in the United States."""
    return datetime.combine(day, time(12), timezone.utc)


class Books:
    """The entries of one account, and the balance they come to."""

    def __init__(self, agreement: Agreement) -> None:
        self.entries: list[Entry] = []
        self._owed = Owed.of_parts({}, agreement.product.currency)
        self._account_id = agreement.id
        self._card = agreement.card

    @property
    def balance(self) -> Money:
        """What is owed."""
        return self._owed.total

    def book(
        self, kind: EntryKind, day: date, amount: Money, missed_on: date | None = None
    ) -> None:
        """Book an amount that raises the balance, unless it is zero."""
        if amount:
            name = self._next_id()
            booking = replace(self._booking(day), missed_on=missed_on)
            self._add(new_debit(name, self._account_id, kind, amount, booking))

    def pay(self, day: date, amount: Money) -> Entry | None:
        """Take a payment, never more than is owed."""
        amount = min(amount, self.balance)
        if not amount:
            return None
        entry = new_credit(
            self._next_id(),
            self._account_id,
            EntryKind.PAYMENT,
            amount,
            self._booking(day, self._card),
            self._owed,
        )
        return self._add(entry)

    def take_back(self, payment: Entry, day: date, reason: ReturnReason) -> None:
        """Let a payment come back."""
        booking = self._booking(day, self._card, reason)
        self._add(reverse(payment, self._next_id(), booking))

    def _next_id(self) -> str:
        """Neighbours of one account, so that an index takes them in one go."""
        return f"{self._account_id[:-4]}{len(self.entries):04x}"

    def _booking(
        self, day: date, method: str | None = None, reason: ReturnReason | None = None
    ) -> Booking:
        number = len(self.entries)
        # A second apart, so that entries of one day keep the order they were made in.
        moment = noon(day) + timedelta(seconds=number)
        key = f"demo:{self._account_id}:{number}"
        return Booking(key, moment, day, method, reason)

    def _add(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        self._owed += entry.owed
        return entry


@dataclass(frozen=True)
class _Event:
    day: date
    order: int
    happen: Callable[[], None]


class _Life:
    """An agreement while it runs: statements go out, payments come in."""

    def __init__(self, agreement: Agreement, course: Course, rng: Random) -> None:
        self.books = Books(agreement)
        self.statements: list[Statement] = []
        self._agreement = agreement
        self._product = agreement.product
        self._course = course
        self._rng = rng
        self._asked = self._paid = Money.zero(agreement.product.currency)
        self._asked_by: dict[int, Money] = {}
        self._amounts: dict[int, Money] = {}

    def run(self) -> None:
        if self._product.nature is not Nature.BILL:
            opened_on, size = self._course.opened_on, self._agreement.size
            self.books.book(EntryKind.CHARGE, opened_on, size)
        events = [e for e in self._events() if e.day < self._course.ends_on]
        for event in sorted(events, key=lambda each: (each.day, each.order)):
            event.happen()

    def _events(self) -> Iterator[_Event]:
        for index, turn in self._course.turns():
            due = self._course.due_on(index)
            yield _Event(self._course.issued_on(index), 0, partial(self._issue, index))
            if turn in (Turn.MISSED, Turn.RETURNED):
                fee_on = due + _FEE_AFTER
                yield _Event(fee_on, 2, partial(self._charge_fee, index, fee_on))
            if turn is not Turn.MISSED:
                yield self._payment_event(index, turn, due)

    def _payment_event(self, index: int, turn: Turn, due: date) -> _Event:
        day = due - timedelta(days=self._rng.randint(0, 4))
        if turn is Turn.LATE:
            day = due + timedelta(days=self._rng.randint(2, 9))
        if turn is Turn.RETURNED:
            back_on = day + _RETURNED_AFTER
            return _Event(back_on, 1, partial(self._pay_in_vain, index, day, back_on))
        return _Event(day, 1, partial(self._pay, index, turn, day))

    def _issue(self, index: int) -> None:
        day = self._course.issued_on(index)
        interest = self.books.balance.percent(self._product.interest_percent)
        self.books.book(EntryKind.INTEREST, day, interest)
        charge = self._new_charge()
        self.books.book(EntryKind.CHARGE, day, charge)
        is_bill = self._product.nature is Nature.BILL
        instalment = min(self._agreement.instalment, self.books.balance)
        amount = charge if is_bill else instalment
        self._amounts[index] = amount
        self._asked += amount
        self._asked_by[index] = self._asked
        if amount:
            due = self._course.due_on(index)
            self.statements.append(Statement(due, amount))

    def _new_charge(self) -> Money:
        """A bill, or what was bought on a card; a card behind buys nothing."""
        if self._product.nature is Nature.BILL:
            swing = self._product.swing
            return self._agreement.size.percent(100 + self._rng.randint(-swing, swing))
        is_usable = self._product.nature is Nature.CARD and self._paid >= self._asked
        percent = self._rng.randint(30, 110) if is_usable else 0
        return self._agreement.instalment.percent(percent)

    def _pay(self, index: int, turn: Turn, day: date) -> None:
        payment = self.books.pay(day, self._payment_amount(index, turn))
        if payment:
            self._paid -= payment.amount

    def _pay_in_vain(self, index: int, day: date, back_on: date) -> None:
        payment = self.books.pay(day, self._amounts[index])
        if payment:
            self.books.take_back(payment, back_on, self._course.return_reason)

    def _payment_amount(self, index: int, turn: Turn) -> Money:
        if turn is Turn.CAUGHT_UP:
            return self._asked_by[index] - self._paid
        amount = self._amounts[index]
        return (
            amount.percent(self._rng.randint(35, 75)) if turn is Turn.SHORT else amount
        )

    def _charge_fee(self, index: int, day: date) -> None:
        """Once for each spell behind: not if something older is unpaid already."""
        if self._paid >= self._asked_by[index] - self._amounts[index]:
            fee = Money.of(Decimal(self._product.late_fee), self.books.balance.currency)
            self.books.book(EntryKind.FEE, day, fee, self._course.due_on(index))


def keep_books(
    agreement: Agreement, course: Course, rng: Random
) -> tuple[list[Statement], Books]:
    """Follow a course to where the agreement ends, or to today."""
    life = _Life(agreement, course, rng)
    life.run()
    return life.statements, life.books
