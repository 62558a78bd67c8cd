"""Arrears are read from statements and payments, and every fact has its source."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Phase
from debt.arrears import cover
from debt.delinquency import Explanation, FactKind, bucket, explain
from debt.ledger import Entry, EntryKind, ReturnReason
from debt.money import Money
from tests.debt.builders import (
    CARD,
    account,
    charge,
    entry,
    fee,
    gbp,
    payment,
    returned,
    statement,
)

SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
STATEMENTS = [statement(SEPTEMBER), statement(OCTOBER), statement(NOVEMBER)]
BOUGHT = charge("600.00", date(2026, 8, 1))
AS_OF = date(2026, 11, 23)


def explained(*entries: Entry, **changes: date) -> Explanation:
    owner = account(**changes)
    history = sorted([BOUGHT, *entries], key=lambda each: each.booking.booked_on)
    return explain(owner, STATEMENTS, history, AS_OF)


def story(explanation: Explanation) -> list[tuple[FactKind, date, Money]]:
    return [(each.kind, each.on, each.amount) for each in explanation.facts]


def test_nothing_is_late_when_everything_was_paid_in_time() -> None:
    paid = [payment("25.00", day - timedelta(days=2)) for day in (SEPTEMBER, OCTOBER)]

    explanation = explained(*paid, payment("30.00", NOVEMBER))

    assert explanation.days_past_due == 0
    assert explanation.cure == explanation.step_down == gbp("0.00")
    assert story(explanation) == [(FactKind.LAST_PAYMENT, NOVEMBER, gbp("30.00"))]
    assert not explanation.cause_recorded


def test_a_missed_instalment_is_late_since_its_due_date() -> None:
    explanation = explained(payment("25.00", date(2026, 8, 30)))

    assert explanation.days_past_due == 53
    assert explanation.cure == gbp("50.00")
    assert (FactKind.MISSED, OCTOBER, gbp("25.00")) in story(explanation)
    assert (FactKind.MISSED, NOVEMBER, gbp("25.00")) in story(explanation)
    assert explanation.cause_recorded


def test_stepping_down_takes_only_the_instalments_of_the_oldest_bucket() -> None:
    explanation = explained(payment("25.00", date(2026, 8, 30)))

    assert bucket(explanation.days_past_due) == 2
    assert explanation.step_down == gbp("25.00")
    assert explanation.full == gbp("575.00")


def test_a_short_payment_leaves_the_rest_open() -> None:
    explanation = explained(payment("10.00", date(2026, 8, 30)))

    assert (FactKind.SHORT, SEPTEMBER, gbp("15.00")) in story(explanation)
    assert explanation.cure == gbp("65.00")


def test_a_payment_pays_the_oldest_instalment_first() -> None:
    late = payment("25.00", date(2026, 10, 5))

    explanation = explained(late)

    assert explanation.days_past_due == (AS_OF - OCTOBER).days
    assert explanation.cure == gbp("50.00")


def test_an_instalment_paid_late_is_told_with_the_payment_that_made_it_good() -> None:
    late = payment("25.00", date(2026, 10, 5))

    explanation = explained(late)

    fact = next(f for f in explanation.facts if f.kind is FactKind.LATE)
    assert (fact.on, fact.amount) == (date(2026, 10, 5), gbp("25.00"))
    assert fact.entry_id == late.id


def test_the_story_begins_after_the_last_instalment_paid_in_time() -> None:
    paid = payment("25.00", date(2026, 8, 30))
    old_fee = fee("12.00", date(2026, 8, 25))

    explanation = explained(paid, old_fee)

    assert FactKind.FEE not in {each.kind for each in explanation.facts}


def test_a_returned_payment_says_why_and_what_it_cost() -> None:
    bounced = payment("25.00", date(2026, 8, 28))
    back = returned(bounced, date(2026, 9, 2), ReturnReason.INSUFFICIENT_FUNDS)
    charged = fee("12.00", date(2026, 9, 3))
    interest = entry(EntryKind.INTEREST, "4.10", date(2026, 9, 30))

    explanation = explained(bounced, back, charged, interest)

    by_kind = {each.kind: each for each in explanation.facts}
    assert by_kind[FactKind.RETURNED].reason is ReturnReason.INSUFFICIENT_FUNDS
    assert by_kind[FactKind.RETURNED].entry_id == back.id
    assert by_kind[FactKind.FEE].entry_id == charged.id
    assert by_kind[FactKind.INTEREST].entry_id == interest.id
    assert FactKind.LAST_PAYMENT not in by_kind
    assert by_kind[FactKind.MISSED].amount == gbp("25.00")


def test_facts_are_told_in_the_order_they_happened_after_the_last_payment() -> None:
    explanation = explained(
        payment("10.00", date(2026, 9, 20)), fee("12.00", date(2026, 9, 3))
    )

    first, *rest = explanation.facts
    assert first.kind is FactKind.LAST_PAYMENT
    assert [each.on for each in rest] == sorted(each.on for each in rest)


def test_what_comes_after_the_day_asked_about_is_not_told() -> None:
    explanation = explained(payment("75.00", AS_OF + timedelta(days=1)))

    assert explanation.cure == gbp("75.00")
    assert explanation.full == gbp("600.00")


def test_no_more_is_late_than_is_owed() -> None:
    explanation = explained(payment("560.00", date(2026, 8, 2)))

    assert explanation.full == explanation.cure == gbp("40.00")


def test_an_empty_balance_is_never_late() -> None:
    explanation = explained(payment("600.00", date(2026, 8, 2)))

    assert explanation.days_past_due == 0
    assert explanation.cure == gbp("0.00")
    assert explanation.next_due is None


def test_after_charge_off_only_the_whole_balance_cures() -> None:
    explanation = explained(charged_off_on=date(2026, 11, 1))

    assert explanation.phase is Phase.RECOVERY
    assert explanation.cure == explanation.step_down == gbp("600.00")


def test_no_cause_on_record_is_admitted() -> None:
    owner = account(charged_off_on=date(2026, 11, 1))

    explanation = explain(owner, [], [BOUGHT], AS_OF)

    assert explanation.facts == ()
    assert not explanation.cause_recorded


def test_what_is_due_next_counts_what_was_paid_towards_it() -> None:
    coming = statement(date(2026, 12, 1))
    paid = payment("10.00", date(2026, 11, 10))

    explanation = explain(CARD, [coming], [BOUGHT, paid], AS_OF)

    assert explanation.next_due is not None
    assert explanation.next_due.amount == gbp("15.00")


@pytest.mark.parametrize(
    ("late", "phase"),
    [(0, Phase.SOFT), (60, Phase.SOFT), (61, Phase.PRE_LITIGATION)],
)
def test_the_phase_follows_the_days_late(late: int, phase: Phase) -> None:
    due = statement(AS_OF - timedelta(days=late))

    assert explain(CARD, [due], [BOUGHT], AS_OF).phase is phase


def test_an_account_placed_with_counsel_is_in_litigation_however_late() -> None:
    assert explained(litigation_on=date(2026, 11, 2)).phase is Phase.LITIGATION


@pytest.mark.parametrize(
    ("late", "expected"), [(0, 0), (1, 1), (30, 1), (31, 2), (90, 3), (91, 4)]
)
def test_a_bucket_is_thirty_days(late: int, expected: int) -> None:
    assert bucket(late) == expected


@given(
    dues=st.lists(st.integers(1, 10_000), max_size=8),
    paid=st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 260)), max_size=8),
)
def test_payments_never_cover_more_than_they_are(
    dues: list[int], paid: list[tuple[int, int]]
) -> None:
    asked = [
        statement(date(2026, 1 + index, 15), f"{minor / 100:.2f}")
        for index, minor in enumerate(dues)
    ]
    payments = [
        payment(f"{minor / 100:.2f}", date(2026, 1, 1) + timedelta(days=offset))
        for minor, offset in sorted(paid, key=lambda each: each[1])
    ]

    covered = cover(date(2025, 12, 1), asked, payments)

    used = sum((s.statement.amount - s.unpaid).minor for s in covered)
    assert used <= sum(minor for minor, _ in paid)
    assert all(0 <= s.unpaid.minor <= s.statement.amount.minor for s in covered)
    assert all(bool(s.covered_on) == (s.unpaid.minor == 0) for s in covered)
