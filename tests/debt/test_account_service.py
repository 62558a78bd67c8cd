"""A person sees their own accounts, to the penny, and nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from debt.account import AccountStatus, Phase
from debt.delinquency import FactKind
from debt.errors import UnknownAccount
from debt.rights import BlockKind
from debt.store import accounts
from tests.debt.builders import (
    CARD,
    account,
    charge,
    debtor,
    fee,
    gbp,
    payment,
    statement,
)
from tests.debt.floor import CHAT, Floor

HISTORY = [
    charge("500.00", date(2026, 7, 1)),
    charge("80.00", date(2026, 8, 5)),
    payment("25.00", date(2026, 8, 30), method="Visa ••1881"),
    fee("12.00", date(2026, 10, 3)),
]


def with_history(floor: Floor) -> None:
    floor.has(*HISTORY)
    due = [statement(date(2026, month, 1)) for month in (9, 10, 11, 12)]
    with floor.database.begin() as tx:
        accounts.add_statements(tx, CARD.id, due)


def test_a_summary_line_says_where_the_account_stands(floor: Floor) -> None:
    with_history(floor)
    maria = floor.verified()

    with floor.database.read() as tx:
        (line,) = floor.debt.accounts.of(tx, maria)
        one = floor.debt.accounts.one(tx, maria, CARD.id)

    assert line == one
    assert line.reference == "••4471"
    assert (line.creditor, line.product) == ("Halden Bank", "Credit card")
    assert (line.balance, line.past_due) == (gbp("567.00"), gbp("50.00"))
    assert (line.days_past_due, line.phase) == (53, Phase.SOFT)
    assert line.status is AccountStatus.OVERDUE
    assert line.next_due is not None
    assert line.next_due.due == date(2026, 12, 1)


def test_the_next_amount_comes_from_the_plan_if_there_is_one(floor: Floor) -> None:
    with_history(floor)
    maria = floor.verified()

    with floor.database.begin() as tx:
        offer = floor.debt.plans.offers(tx, maria, CARD.id)[0]
        floor.debt.plans.accept(tx, maria, offer.id, "yes")
        (line,) = floor.debt.accounts.of(tx, maria)

    assert line.status is AccountStatus.PLAN
    assert line.next_due == offer.schedule.first


def test_a_disputed_account_says_so(floor: Floor) -> None:
    with_history(floor)
    maria = floor.verified()

    with floor.database.begin() as tx:
        floor.debt.rights.set_block(
            tx, maria, BlockKind.DISPUTE, CARD.id, "not mine", "k", CHAT
        )
        (line,) = floor.debt.accounts.of(tx, maria)

    assert line.status is AccountStatus.DISPUTE


def test_the_breakdown_adds_up_to_the_balance(floor: Floor) -> None:
    with_history(floor)
    maria = floor.verified()

    with floor.database.read() as tx:
        lines = floor.debt.accounts.breakdown(tx, maria, CARD.id)

    assert (lines.opening, lines.charges) == (gbp("500.00"), gbp("80.00"))
    assert (lines.fees, lines.payments) == (gbp("12.00"), gbp("25.00"))
    assert lines.total == floor.balance() == gbp("567.00")


def test_the_history_shows_how_it_was_paid(floor: Floor) -> None:
    with_history(floor)
    maria = floor.verified()

    with floor.database.read() as tx:
        (line,) = floor.debt.accounts.history(tx, maria, CARD.id)

    assert (line.on, line.method) == (date(2026, 8, 30), "Visa ••1881")


def test_the_explanation_comes_from_the_books(floor: Floor) -> None:
    with_history(floor)
    maria = floor.verified()

    with floor.database.read() as tx:
        explanation = floor.debt.delinquency.explain(tx, maria, CARD.id)

    kinds = [each.kind for each in explanation.facts]
    assert kinds == [
        FactKind.LAST_PAYMENT,
        FactKind.MISSED,
        FactKind.FEE,
        FactKind.MISSED,
    ]
    assert explanation.cure == gbp("50.00")


def test_somebody_elses_account_does_not_exist(floor: Floor) -> None:
    with_history(floor)
    floor.also(debtor(id="ana"), account(id="loan", reference="HB-2", debtor_id="ana"))
    maria = floor.verified()

    with floor.database.begin() as tx:
        for read in (
            lambda: floor.debt.accounts.one(tx, maria, "loan"),
            lambda: floor.debt.accounts.breakdown(tx, maria, "loan"),
            lambda: floor.debt.accounts.history(tx, maria, "loan"),
            lambda: floor.debt.delinquency.explain(tx, maria, "loan"),
            lambda: floor.debt.plans.offers(tx, maria, "loan"),
            lambda: floor.debt.plans.propose(tx, maria, "loan"),
            lambda: floor.debt.plans.current(tx, maria, "loan"),
            lambda: floor.debt.settlements.standing(tx, maria, "loan"),
        ):
            with pytest.raises(UnknownAccount):
                read()
        assert [each.account_id for each in floor.debt.accounts.of(tx, maria)] == [
            CARD.id
        ]


def test_an_account_without_arrears_is_current_and_a_paid_one_settled(
    floor: Floor,
) -> None:
    floor.has(charge("100.00", date(2026, 11, 1)))
    maria = floor.verified()

    with floor.database.begin() as tx:
        paid = account(id="paid", reference="HB-3")
        accounts.add_account(tx, paid)
        lines = floor.debt.accounts.of(tx, maria)

    assert [each.status for each in lines] == [
        AccountStatus.CURRENT,
        AccountStatus.SETTLED,
    ]
