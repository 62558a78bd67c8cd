"""A plan's progress follows from payments alone; its states move along their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import IllegalTransition
from debt.money import Money, total
from debt.negotiation import schedule_of
from debt.plan import (
    InstalmentState,
    Pace,
    Plan,
    PlanOffer,
    PlanState,
    PlanStatus,
    PlanTerms,
    agreement_hash,
    move,
)
from debt.plan_course import Patience, Received, status_of
from debt.plan_log import Actor, PlanEvent, PlanEventKind, replay
from debt.rights import Pauses
from debt.schedule import Frequency, business_days
from tests.debt.builders import NOW, gbp

FIRST = date(2026, 12, 1)
EVE = FIRST - timedelta(days=1)
PATIENCE = Patience(grace_days=7)
LEGAL = {
    ("active", "at_risk"),
    ("active", "completed"),
    ("active", "cancelled"),
    ("active", "replaced"),
    ("at_risk", "active"),
    ("at_risk", "completed"),
    ("at_risk", "cancelled"),
    ("at_risk", "broken"),
    ("at_risk", "replaced"),
    ("completed", "active"),
    ("completed", "replaced"),
}


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


def paid(amount: str, on: date = EVE) -> Received:
    return Received(on, gbp(amount))


def amounts(status: PlanStatus) -> list[Money]:
    return [each.paid for each in status.instalments]


@given(
    payments=st.lists(st.tuples(st.integers(-30, 200), st.integers(1, 80_00))),
    day=st.integers(-30, 200),
    count=st.integers(1, 12),
)
def test_what_was_paid_and_what_is_left_make_the_whole(
    payments: list[tuple[int, int]], day: int, count: int
) -> None:
    received = [
        Received(FIRST + timedelta(days=on), Money(minor, "GBP"))
        for on, minor in payments
    ]

    status = status_of(plan(count), received, FIRST + timedelta(days=day), PATIENCE)

    covered = total(amounts(status), "GBP")
    assert covered == min(status.paid, gbp("100.00"))
    assert covered + status.left == gbp("100.00")
    assert (status.next_due is None) == (not status.left)


@given(
    payments=st.lists(st.tuples(st.integers(-30, 200), st.integers(1, 80_00))),
    day=st.integers(-30, 200),
)
def test_nobody_who_paid_what_was_due_by_now_has_missed_anything(
    payments: list[tuple[int, int]], day: int
) -> None:
    received = [
        Received(FIRST + timedelta(days=on), Money(minor, "GBP"))
        for on, minor in payments
    ]
    today = FIRST + timedelta(days=day)

    status = status_of(plan(), received, today, PATIENCE)

    asked = [e.amount for e in status.instalments if PATIENCE.is_over(e.due, today)]
    assert bool(status.missed) == (status.paid < total(asked, "GBP"))


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
    status = status_of(plan(), [], day, PATIENCE)

    assert status.instalments[0].state is state


def test_paused_days_are_no_part_of_the_grace() -> None:
    pause = Pauses(((date(2026, 12, 5), date(2026, 12, 14)),))
    patience = Patience(7, pause)

    before = status_of(plan(), [], date(2026, 12, 18), patience)
    after = status_of(plan(), [], date(2026, 12, 19), patience)

    assert before.instalments[0].state is InstalmentState.DUE
    assert after.instalments[0].state is InstalmentState.MISSED


def test_payments_fill_what_is_due_and_then_the_next_instalment() -> None:
    status = status_of(plan(), [paid("30.00", FIRST)], FIRST, PATIENCE)

    assert amounts(status)[:2] == [gbp("25.00"), gbp("5.00")]
    assert status.instalments[0].state is InstalmentState.PAID
    assert status.next_due is not None
    assert status.next_due.amount == gbp("20.00")


def test_more_than_the_next_instalment_shortens_the_plan_from_its_end() -> None:
    status = status_of(plan(), [paid("60.00")], EVE, PATIENCE)

    assert amounts(status) == [gbp(each) for each in ("25", "0", "10", "25")]
    assert status.ends_on == plan().schedule.instalments[2].due
    assert status.next_due == plan().schedule.instalments[1]


def test_what_was_paid_ahead_is_taken_before_anything_counts_as_missed() -> None:
    second = plan().schedule.instalments[1].due

    status = status_of(plan(), [paid("60.00")], second + timedelta(days=8), PATIENCE)

    assert amounts(status) == [gbp(each) for each in ("25", "25", "0", "10")]
    assert status.missed == 0


@pytest.mark.parametrize(("state", "to"), list(product(PlanState, PlanState)))
def test_a_plan_takes_only_legal_edges(state: PlanState, to: PlanState) -> None:
    if (state.value, to.value) in LEGAL:
        assert move(state, to) is to
    else:
        with pytest.raises(IllegalTransition):
            move(state, to)


@pytest.mark.parametrize(
    "kinds",
    [
        [],
        [PlanEventKind.COMPLETED],
        [PlanEventKind.AGREED, PlanEventKind.AGREED],
        [PlanEventKind.AGREED, PlanEventKind.BROKEN],
        [PlanEventKind.AGREED, PlanEventKind.CANCELLED, PlanEventKind.MOVED],
    ],
)
def test_a_log_that_cannot_have_been_is_refused(kinds: list[PlanEventKind]) -> None:
    events = [PlanEvent(kind, Actor.SYSTEM, NOW, NOW.date()) for kind in kinds]

    with pytest.raises(IllegalTransition):
        replay(events)


def test_the_hash_of_an_agreement_covers_every_date_and_amount() -> None:
    terms, schedule = plan().terms, plan().schedule
    offer = PlanOffer("o", "card", Pace.PROPOSED, terms, schedule, NOW)
    shorter = replace(schedule, instalments=schedule.instalments[:-1])

    hashes = {
        agreement_hash(offer, "1"),
        agreement_hash(offer, "2"),
        agreement_hash(replace(offer, schedule=shorter), "1"),
        agreement_hash(replace(offer, remains=gbp("1.00")), "1"),
    }

    assert len(hashes) == 4
    assert agreement_hash(replace(offer, id="other"), "1") in hashes
