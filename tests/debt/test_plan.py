"""A plan's progress follows from payments alone, and its end is final."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import IllegalTransition
from debt.money import Money, total
from debt.negotiation import schedule_of
from debt.plan import InstalmentState, Plan, PlanState, PlanTerms, move, status_of
from debt.schedule import Frequency, business_days
from tests.debt.builders import NOW, gbp

FIRST = date(2026, 12, 1)
GRACE = 7


def plan(count: int = 4) -> Plan:
    terms = PlanTerms(
        Money(100_00, "GBP"),
        Money(100_00 // count, "GBP"),
        count,
        Frequency.MONTHLY,
        FIRST,
    )
    schedule = schedule_of(terms, business_days("GB"))
    return Plan("p", "card", "o", PlanState.ACTIVE, terms, schedule, NOW, NOW.date())


@given(
    minor=st.integers(0, 150_00), day=st.integers(-30, 200), count=st.integers(1, 12)
)
def test_what_was_paid_and_what_is_left_make_the_whole(
    minor: int, day: int, count: int
) -> None:
    paid = Money(minor, "GBP")

    status = status_of(plan(count), paid, FIRST + timedelta(days=day), GRACE)

    covered = total([each.paid for each in status.instalments], "GBP")
    assert covered == min(paid, gbp("100.00"))
    assert covered + status.left == gbp("100.00")
    assert (status.next_due is None) == (not status.left)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 11, 30), InstalmentState.UPCOMING),
        (date(2026, 12, 1), InstalmentState.DUE),
        (date(2026, 12, 8), InstalmentState.DUE),
        (date(2026, 12, 9), InstalmentState.MISSED),
    ],
)
def test_an_unpaid_instalment_is_missed_only_after_its_grace(
    day: date, state: InstalmentState
) -> None:
    status = status_of(plan(), gbp("0.00"), day, GRACE)

    assert status.instalments[0].state is state


def test_payments_fill_the_oldest_instalment_first() -> None:
    status = status_of(plan(), gbp("30.00"), FIRST, GRACE)

    assert [each.paid for each in status.instalments[:2]] == [
        gbp("25.00"),
        gbp("5.00"),
    ]
    assert status.instalments[0].state is InstalmentState.PAID
    assert status.next_due is not None
    assert status.next_due.amount == gbp("20.00")


def test_two_missed_instalments_put_a_plan_at_risk() -> None:
    one = status_of(plan(), gbp("0.00"), date(2026, 12, 20), GRACE)
    two = status_of(plan(), gbp("0.00"), date(2027, 1, 20), GRACE)

    assert (one.missed, one.at_risk) == (1, False)
    assert (two.missed, two.at_risk) == (2, True)


@pytest.mark.parametrize("end", [s for s in PlanState if s is not PlanState.ACTIVE])
def test_an_active_plan_ends_once(end: PlanState) -> None:
    assert move(PlanState.ACTIVE, end) is end
    for to in PlanState:
        with pytest.raises(IllegalTransition):
            move(end, to)


def test_an_active_plan_does_not_become_active() -> None:
    with pytest.raises(IllegalTransition):
        move(PlanState.ACTIVE, PlanState.ACTIVE)
