"""The stored ledger can only grow, and each key books one entry."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from debt.allocation import Owed
from debt.errors import IdempotencyConflict
from debt.ledger import EntryKind, LedgerAccount
from debt.money import Money
from debt.store import accounts, ledger
from debt.store.tables import PostingRow
from tests.debt.builders import (
    CARD,
    HALDEN,
    MARIA,
    NOW,
    TODAY,
    account,
    charge,
    debtor,
    entry,
    fee,
    gbp,
    payment,
    returned,
)
from tests.debt.conftest import Renew
from tests.debt.floor import Floor, race


def test_an_entry_comes_back_as_it_was_recorded(floor: Floor) -> None:
    paid = payment("50.00", TODAY, method="Visa ••1881")
    back = returned(paid, TODAY)

    floor.has(paid, back)

    assert {each.id: each for each in floor.entries()} == {paid.id: paid, back.id: back}


def test_the_balance_is_the_sum_of_what_is_owed(floor: Floor) -> None:
    paid = payment("50.00", TODAY)

    floor.has(charge("600.00", TODAY), paid, payment("1.50", TODAY))
    assert floor.balance() == gbp("548.50")

    with floor.database.begin() as tx:
        ledger.record(tx, returned(paid, TODAY), NOW)
    assert floor.balance() == gbp("598.50")


def test_an_account_without_entries_owes_nothing(floor: Floor) -> None:
    floor.has()

    assert floor.balance() == Money.zero("GBP")


def test_what_was_received_counts_from_a_moment_and_says_what_came_back(
    floor: Floor,
) -> None:
    early = payment("5.00", TODAY.replace(day=1))
    kept, bounced = payment("10.00", TODAY), payment("20.00", TODAY)
    floor.has(early, kept, bounced, returned(bounced, TODAY))

    with floor.database.read() as tx:
        received = ledger.received(tx, CARD, NOW.replace(hour=0))

    assert {(each.amount, each.returned_on) for each in received} == {
        (gbp("10.00"), None),
        (gbp("20.00"), TODAY),
    }


def test_the_same_entry_is_recorded_once(floor: Floor) -> None:
    paid = payment("50.00", TODAY, key="same")
    floor.has(charge("600.00", TODAY), paid)

    with floor.database.begin() as tx:
        again = ledger.record(tx, replace(paid, id="other"), NOW)

    assert not again
    assert floor.balance() == gbp("550.00")


def test_a_key_cannot_book_something_else(floor: Floor) -> None:
    floor.has(payment("50.00", TODAY, key="same"))

    with pytest.raises(IdempotencyConflict), floor.database.begin() as tx:
        ledger.record(tx, payment("51.00", TODAY, key="same"), NOW)


def test_a_payment_can_be_taken_back_only_once(floor: Floor) -> None:
    paid = payment("50.00", TODAY)
    floor.has(paid, returned(paid, TODAY))

    with pytest.raises(IdempotencyConflict), floor.database.begin() as tx:
        ledger.record(tx, returned(paid, TODAY), NOW)

    assert floor.balance() == Money.zero("GBP")


def test_ten_threads_with_one_key_book_one_entry(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY))
    paid = payment("50.00", TODAY, key="same")

    def book(number: int) -> bool:
        with floor.database.begin() as tx:
            return ledger.record(tx, replace(paid, id=f"thread-{number}"), NOW)

    results = race(10, book)

    assert sorted(map(bool, results)) == [False] * 9 + [True]
    assert floor.balance() == gbp("550.00")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET kind = 'fee'",
        "DELETE FROM ledger_entry",
        "UPDATE posting SET minor = 1",
        "DELETE FROM posting",
    ],
)
def test_the_database_refuses_to_change_the_past(floor: Floor, statement: str) -> None:
    floor.has(charge("600.00", TODAY))

    with (
        pytest.raises(DatabaseError, match="append-only"),
        floor.database.begin() as tx,
    ):
        tx.execute(text(statement))

    assert floor.balance() == gbp("600.00")


def test_postgresql_refuses_an_entry_that_does_not_add_up(postgresql: Renew) -> None:
    """SQLite has no deferred triggers; there the rule in debt.ledger is the judge."""
    database = postgresql()
    made = charge("600.00", TODAY)
    with database.begin() as tx:
        add_card(tx)
        ledger.record(tx, made, NOW)

    with (
        pytest.raises(DatabaseError, match="does not add up"),
        database.begin() as tx,
    ):
        tx.add(
            PostingRow(
                entry_id=made.id,
                ledger_account=LedgerAccount.CASH,
                account_id=CARD.id,
                currency="GBP",
                minor=1,
            )
        )


def test_a_balance_is_kept_and_never_summed_up_again(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY), fee("12.00", TODAY), payment("50.00", TODAY))
    with floor.database.begin() as tx:
        tx.execute(
            text(
                "UPDATE ledger_balance SET minor = 100"
                " WHERE ledger_account = 'principal_receivable'"
            )
        )

    assert floor.balance() == gbp("13.00")


@pytest.mark.parametrize("changes", [{"currency": "USD"}, {"account_id": "loan"}])
def test_the_database_refuses_a_posting_that_does_not_fit_the_account(
    floor: Floor, changes: dict[str, str]
) -> None:
    made = charge("600.00", TODAY)
    floor.has(made)
    floor.also(debtor(id="john"), account(id="loan", reference="L-1"))
    values = {
        "entry_id": made.id,
        "ledger_account": LedgerAccount.CASH,
        "account_id": CARD.id,
        "currency": "GBP",
        "minor": 1,
    }

    with (
        pytest.raises(DatabaseError, match="does not fit the account"),
        floor.database.begin() as tx,
    ):
        tx.add(PostingRow(**{**values, **changes}))


def test_the_parts_follow_every_entry_and_its_reversal(floor: Floor) -> None:
    owed = Owed(gbp("12.00"), gbp("9.40"), gbp("600.00"))
    paid = payment("20.00", TODAY, owed=owed)
    floor.has(
        charge("600.00", TODAY),
        entry(EntryKind.INTEREST, "9.40", TODAY),
        fee("12.00", TODAY),
        paid,
    )
    assert parts(floor) == Owed(gbp("0.00"), gbp("1.40"), gbp("600.00"))

    with floor.database.begin() as tx:
        ledger.record(tx, returned(paid, TODAY), NOW)
    assert parts(floor) == owed


def parts(floor: Floor) -> Owed:
    with floor.database.read() as tx:
        return ledger.owed_of(tx, CARD)


def add_card(tx: Session) -> None:
    accounts.add_creditor(tx, HALDEN)
    accounts.add_debtor(tx, MARIA)
    accounts.add_account(tx, CARD)
