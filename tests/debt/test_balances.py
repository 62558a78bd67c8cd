"""Kept balances agree with the postings, and what differs is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from debt.allocation import Owed
from debt.errors import UnknownAccount
from debt.ledger import EntryKind, LedgerAccount, new_debit
from debt.money import Money
from debt.store import accounts, ledger
from debt.store.balances import BalanceDifference, verify_balances, verify_entries
from debt.store.tables import PostingRow
from tests.debt.builders import (
    CARD,
    TODAY,
    account,
    booking,
    charge,
    debtor,
    fee,
    gbp,
    payment,
    returned,
)
from tests.debt.conftest import Renew
from tests.debt.floor import Floor, build_floor

DAY = timedelta(days=1)
FEES, PRINCIPAL = LedgerAccount.FEES_RECEIVABLE, LedgerAccount.PRINCIPAL_RECEIVABLE


def differences(floor: Floor) -> list[BalanceDifference]:
    with floor.database.read() as tx:
        return verify_balances(tx)


def test_nothing_differs_after_ordinary_work(floor: Floor) -> None:
    paid = payment("50.00", TODAY)
    floor.has(charge("600.00", TODAY), paid, returned(paid, TODAY))

    assert differences(floor) == []
    with floor.database.read() as tx:
        assert verify_entries(tx) == []


def test_a_kept_balance_that_is_wrong_is_found(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY), fee("12.00", TODAY))
    floor.also(debtor(id="john"), account(id="loan", reference="L-1"))
    with floor.database.begin() as tx:
        for statement in (
            "UPDATE ledger_balance SET minor = 599 WHERE minor = 60000",
            "DELETE FROM ledger_balance WHERE minor = 1200",
            "INSERT INTO ledger_balance VALUES ('loan', 'fees_receivable', 7)",
        ):
            tx.execute(text(statement))

    assert differences(floor) == [
        BalanceDifference("card", FEES, gbp("0.00"), gbp("12.00")),
        BalanceDifference("card", PRINCIPAL, gbp("5.99"), gbp("600.00")),
        BalanceDifference("loan", FEES, gbp("0.07"), gbp("0.00")),
    ]


def test_what_another_program_added_to_an_entry_is_found(
    sqlite: Renew, request: pytest.FixtureRequest
) -> None:
    """PostgreSQL refuses it at commit."""
    server, client = (request.getfixturevalue(n) for n in ("card_server", "client"))
    floor = build_floor(sqlite(), server, client)
    made = charge("600.00", TODAY)
    floor.has(made, fee("12.00", TODAY))
    with floor.database.begin() as tx:
        tx.add(
            PostingRow(
                entry_id=made.id,
                ledger_account=LedgerAccount.CASH,
                account_id=CARD.id,
                currency="GBP",
                minor=1,
            )
        )

    with floor.database.read() as tx:
        assert verify_entries(tx) == [made.id]


def test_the_balance_of_any_day_is_known_by_its_parts(floor: Floor) -> None:
    zero = gbp("0.00")
    paid = payment("50.00", TODAY, owed=Owed(gbp("12.00"), zero, gbp("600.00")))
    floor.has(
        charge("600.00", TODAY - 3 * DAY),
        fee("12.00", TODAY - DAY),
        paid,
        returned(paid, TODAY + 2 * DAY),
    )
    maria = floor.verified()

    def owed(days: int) -> Owed:
        with floor.database.read() as tx:
            return floor.debt.accounts.owed(tx, maria, CARD.id, TODAY + days * DAY)

    assert owed(-4) == Owed(zero, zero, zero)
    assert owed(-3) == owed(-2) == Owed(zero, zero, gbp("600.00"))
    assert owed(-1) == Owed(gbp("12.00"), zero, gbp("600.00"))
    assert owed(0) == owed(1) == Owed(zero, zero, gbp("562.00"))
    assert owed(2) == owed(-1)


def test_the_itemisation_of_an_earlier_day_adds_up_to_the_balance_of_that_day(
    floor: Floor,
) -> None:
    floor.has(charge("600.00", TODAY - 3 * DAY), payment("50.00", TODAY))
    maria = floor.verified()

    with floor.database.read() as tx:
        lines = floor.debt.accounts.breakdown(tx, maria, CARD.id, TODAY - DAY)

    assert (lines.charges, lines.total) == (gbp("600.00"), gbp("600.00"))


def test_the_whole_history_is_for_its_owner_only(floor: Floor) -> None:
    lent = charge("600.00", TODAY - DAY)
    floor.has(lent, fee("12.00", TODAY), payment("50.00", TODAY))
    floor.also(debtor(id="john"), account(id="loan", reference="L-1", debtor_id="john"))
    maria = floor.verified()

    with floor.database.read() as tx:
        lines = floor.debt.accounts.entries(tx, maria, CARD.id, since=TODAY)
        with pytest.raises(UnknownAccount):
            floor.debt.accounts.entries(tx, maria, "loan")

    assert [(each.kind, each.balance) for each in lines] == [
        (EntryKind.PAYMENT, gbp("562.00")),
        (EntryKind.FEE, gbp("612.00")),
    ]


def test_debts_in_two_currencies_are_kept_apart(floor: Floor) -> None:
    dollars = account(
        id="loan", reference="L-1", currency="USD", instalment=Money(1000, "USD")
    )
    floor.has(charge("600.00", TODAY))
    lent = Money(5000, "USD")
    with floor.database.begin() as tx:
        accounts.add_account(tx, dollars)
        made = new_debit("e", "loan", EntryKind.CHARGE, lent, booking(TODAY))
        ledger.record(tx, made, floor.clock.now())
    maria = floor.verified()

    with floor.database.read() as tx:
        summaries = floor.debt.accounts.of(tx, maria)

    assert [each.balance for each in summaries] == [gbp("600.00"), lent]
    assert [each.past_due.currency for each in summaries] == ["GBP", "USD"]
