"""Booking is all or nothing at every statement, and exact under races."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from debt.allocation import Owed
from debt.clock import FixedClock
from debt.interest import InterestTerms
from debt.ledger import EntryKind
from debt.policy import DEFAULT_POLICY
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.services.interest import InterestService
from debt.store.balances import verify_balances, verify_entries
from debt.store.database import Database
from tests.debt.builders import (
    NOW,
    OPERATOR,
    TODAY,
    account,
    booking,
    charge,
    entry,
    fee,
    gbp,
)
from tests.debt.floor import Floor, race

DAY = timedelta(days=1)
CARD = account(interest=InterestTerms(Decimal("36.5"), TODAY - DAY))
OWED = Owed(gbp("12.00"), gbp("9.40"), gbp("600.00"))
BOOKS = Books(FixedClock(NOW), DEFAULT_POLICY, OPERATOR)
Work = Callable[[Session], Any]


class Crash(Exception):
    """The machine stops here."""


@pytest.fixture
def owing(floor: Floor) -> Floor:
    """£12.00 of fees, £9.40 of interest and £600.00 of principal."""
    interest = entry(EntryKind.INTEREST, "9.40", TODAY - 9 * DAY)
    lent = charge("600.00", TODAY - 9 * DAY)
    floor.has(lent, interest, fee("12.00", TODAY - 8 * DAY), account=CARD)
    return floor


def pay(tx: Session) -> None:
    bookkeeper = Bookkeeper(BOOKS)
    paid = booking(TODAY, key="paid")
    bookkeeper.credit(tx, CARD, EntryKind.PAYMENT, gbp("20.00"), paid)


def accrue(tx: Session) -> None:
    InterestService(BOOKS).accrue_due(tx)


@contextmanager
def crash_at(database: Database, number: int) -> Iterator[None]:
    """Stop before the statement with this number; the one after the last is COMMIT."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Crash

    for name in ("before_cursor_execute", "commit"):
        event.listen(database.engine, name, count)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(database.engine, name, count)


def everything(database: Database) -> list[Any]:
    queries = (
        "SELECT * FROM ledger_entry ORDER BY id",
        "SELECT * FROM posting ORDER BY entry_id, ledger_account",
        "SELECT * FROM ledger_balance ORDER BY account_id, ledger_account",
        "SELECT id, interest_due_on FROM account ORDER BY id",
    )
    with database.read() as tx:
        return [tx.execute(text(each)).all() for each in queries]


@pytest.mark.parametrize("work", [pay, accrue])
def test_a_crash_at_any_statement_leaves_all_or_nothing(
    owing: Floor, work: Work
) -> None:
    before = everything(owing.database)

    crashes = 0
    while _crashes(owing.database, crashes + 1, work):
        crashes += 1
        assert everything(owing.database) == before

    entries_before, entries = before[0], everything(owing.database)[0]
    assert crashes >= 6
    assert len(entries) == len(entries_before) + 1


def _crashes(database: Database, number: int, work: Work) -> bool:
    try:
        with crash_at(database, number), database.begin() as tx:
            work(tx)
    except Crash:
        return True
    return False


def test_racing_payments_are_divided_one_after_the_other(owing: Floor) -> None:
    def book(number: int) -> None:
        with owing.database.begin() as tx:
            paid = booking(TODAY, key=f"paid-{number}")
            Bookkeeper(BOOKS).credit(tx, CARD, EntryKind.PAYMENT, gbp("5.00"), paid)

    assert race(6, book) == [None] * 6

    owed = [each.owed for each in owing.entries(CARD)]
    left = sum(owed, Owed.of_parts({}, "GBP"))
    assert left == Owed(gbp("0.00"), gbp("0.00"), gbp("591.40"))
    assert_sound(owing.database)


def test_processes_racing_on_one_account_book_each_entry_once(owing: Floor) -> None:
    url = owing.database.engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        booked = pool.starmap(book_in_a_process, [(url, 0), (url, 1)])

    kinds = [each.kind for each in owing.entries(CARD)]
    assert kinds.count(EntryKind.PAYMENT) == 10 + 2 * 5
    assert kinds.count(EntryKind.INTEREST) == 2
    # Ten keys of both, each booked by one of them; and five of each one's own.
    assert sum(booked) == 10 + 2 * 5
    assert owing.balance(CARD) == gbp("621.40") + gbp("0.60") - gbp("20.00")
    assert_sound(owing.database)


def book_in_a_process(url: str, number: int) -> int:
    """Book what the other books too, and something of its own; count what was new."""
    database = Database(url)
    keys = [f"both-{n}" for n in range(10)] + [f"{number}-{n}" for n in range(5)]
    new = 0
    for key in keys:
        with database.begin() as tx:
            accrue(tx)
            paid = booking(TODAY, key=key)
            new += Bookkeeper(BOOKS).credit(
                tx, CARD, EntryKind.PAYMENT, gbp("1.00"), paid
            )
    database.close()
    return new


def assert_sound(database: Database) -> None:
    with database.read() as tx:
        assert verify_balances(tx) == []
        assert verify_entries(tx) == []
