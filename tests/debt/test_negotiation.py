"""Offers keep to the operator's limits, and refusals name the nearest way through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Phase
from debt.errors import AmountTooLarge, PlanNotAllowed, PlanRefusal
from debt.money import Money
from debt.negotiation import (
    Ground,
    Wish,
    longest_count,
    proposed_terms,
    schedule_of,
    two_terms,
)
from debt.plan import Pace
from debt.policy import DEFAULT_POLICY, Case, PlanLimits
from debt.schedule import Frequency, add_months, business_days
from tests.debt.builders import TODAY, gbp

phases = st.sampled_from([Phase.SOFT, Phase.PRE_LITIGATION, Phase.RECOVERY])


SIX_HUNDRED = gbp("600.00")


def ground(
    total: Money = SIX_HUNDRED, phase: Phase = Phase.SOFT, **limits: Any
) -> Ground:
    case = Case("halden", "Credit card", phase, total)
    allowed = replace(DEFAULT_POLICY.limits(case).plan, **limits)
    usual = TODAY + timedelta(days=7)
    return Ground(total, allowed, TODAY, usual, business_days("GB"))


def refused(on: Ground, **wish: Any) -> PlanNotAllowed:
    with pytest.raises(PlanNotAllowed) as refusal:
        proposed_terms(on, Wish(**wish))
    return refusal.value


@given(minor=st.integers(1000, 10**8), phase=phases)
def test_both_offers_pay_everything_within_the_limits(minor: int, phase: Phase) -> None:
    on = ground(Money(minor, "GBP"), phase)

    for terms in two_terms(on).values():
        schedule = schedule_of(terms, on.calendar)
        assert schedule.total == on.total
        assert terms.amount >= on.least
        assert schedule.first.due <= on.latest_start
        assert schedule.last.due < add_months(
            terms.first_date, on.limits.bot_months
        ) + timedelta(days=7)


@given(
    minor=st.integers(100, 10**7),
    amount=st.none() | st.integers(1, 10**7),
    count=st.none() | st.integers(-1, 200),
    frequency=st.none() | st.sampled_from(Frequency),
    start=st.none() | st.integers(-5, 60),
    phase=phases,
)
def test_an_agreed_proposal_keeps_every_limit(
    minor: int,
    amount: int | None,
    count: int | None,
    frequency: Frequency | None,
    start: int | None,
    phase: Phase,
) -> None:
    on = ground(Money(minor, "GBP"), phase)
    wish = Wish(
        amount=None if amount is None else Money(amount, "GBP"),
        count=count,
        frequency=frequency,
        first_date=None if start is None else TODAY + timedelta(days=start),
    )

    try:
        terms = proposed_terms(on, wish)
    except (PlanNotAllowed, AmountTooLarge):
        return

    schedule = schedule_of(terms, on.calendar)
    assert schedule.total == on.total
    assert TODAY <= schedule.first.due <= on.latest_start
    assert terms.amount >= min(on.least, on.total)
    assert wish.count in (None, terms.count, terms.count + 1)
    amounts = [each.amount for each in schedule.instalments]
    assert min(amounts) >= min(on.least, on.total)
    assert wish.amount in (None, terms.amount)
    assert wish.frequency in (None, terms.frequency)


def test_the_gentler_offer_asks_less_each_time() -> None:
    terms = two_terms(ground())

    assert terms[Pace.QUICKER].count == 3
    assert terms[Pace.GENTLER].count == 6
    assert terms[Pace.GENTLER].amount == gbp("100.00")


def test_a_small_balance_allows_only_one_offer() -> None:
    terms = two_terms(ground(gbp("15.00")))

    assert list(terms) == [Pace.QUICKER]
    assert terms[Pace.QUICKER].count == 3


def test_a_balance_below_two_instalments_is_no_plan() -> None:
    with pytest.raises(PlanNotAllowed) as refusal:
        two_terms(ground(gbp("9.99")))

    assert refusal.value.reason is PlanRefusal.BELOW_MINIMUM
    assert refusal.value.limit == gbp("9.99")


def test_plans_in_litigation_are_for_a_person() -> None:
    with pytest.raises(PlanNotAllowed) as refusal:
        two_terms(ground(phase=Phase.LITIGATION))

    assert refusal.value.reason is PlanRefusal.PERSON_ONLY
    assert refusal.value.referable


def test_nothing_owed_needs_no_plan() -> None:
    with pytest.raises(PlanNotAllowed) as refusal:
        two_terms(ground(gbp("0.00")))

    assert refusal.value.reason is PlanRefusal.NOTHING_OWED


def test_a_chosen_amount_leaves_the_odd_one_for_last() -> None:
    on = ground(gbp("612.40"))

    terms = proposed_terms(on, Wish(amount=gbp("150.00")))
    amounts = [each.amount for each in schedule_of(terms, on.calendar).instalments]

    assert amounts == [gbp("150.00")] * 4 + [gbp("12.40")]


def test_a_rest_below_the_minimum_is_joined_to_the_last_instalment() -> None:
    on = ground(gbp("454.99"))

    terms = proposed_terms(on, Wish(amount=gbp("150.00")))
    amounts = [each.amount for each in schedule_of(terms, on.calendar).instalments]

    assert amounts == [gbp("150.00"), gbp("150.00"), gbp("154.99")]


def test_a_rest_of_exactly_the_minimum_stands_alone() -> None:
    on = ground(gbp("455.00"))

    terms = proposed_terms(on, Wish(amount=gbp("150.00")))

    assert schedule_of(terms, on.calendar).last.amount == gbp("5.00")


def test_a_chosen_count_shares_equally() -> None:
    terms = proposed_terms(ground(gbp("100.00")), Wish(count=3))

    assert (terms.count, terms.amount) == (3, gbp("33.33"))


def test_the_frequency_alone_is_enough() -> None:
    terms = proposed_terms(ground(), Wish(frequency=Frequency.WEEKLY))

    assert (terms.frequency, terms.count) == (Frequency.WEEKLY, 26)


def test_too_long_a_plan_is_referred_with_the_least_that_would_do() -> None:
    refusal = refused(ground(), count=7)

    assert refusal.reason is PlanRefusal.TOO_LONG
    assert refusal.referable
    assert refusal.limit == gbp("100.00")


@pytest.mark.parametrize(("count", "beyond"), [(7, False), (12, False), (13, True)])
def test_longer_than_a_person_may_agree_is_still_referred(
    count: int, beyond: bool
) -> None:
    refusal = refused(ground(), count=count)

    assert refusal.reason is PlanRefusal.TOO_LONG
    assert refusal.referable
    assert refusal.beyond_person is beyond


def test_too_small_an_amount_is_referred_with_the_least_allowed() -> None:
    refusal = refused(ground(), amount=gbp("4.99"))

    assert refusal.reason is PlanRefusal.BELOW_MINIMUM
    assert refusal.referable
    assert refusal.limit == gbp("5.00")


def test_more_than_is_owed_is_too_much() -> None:
    with pytest.raises(AmountTooLarge) as refusal:
        proposed_terms(ground(), Wish(amount=gbp("600.01")))

    assert refusal.value.limit == gbp("600.00")


@pytest.mark.parametrize(
    "wish", [{"amount": gbp("100.00"), "count": 5}, {"count": 0}, {"count": -3}]
)
def test_a_wish_that_contradicts_itself_is_not_guessed_at(wish: dict[str, Any]) -> None:
    assert refused(ground(), **wish).reason is PlanRefusal.DOES_NOT_ADD_UP


def test_a_frequency_the_operator_does_not_offer_is_referred() -> None:
    monthly_only = ground(frequencies=(Frequency.MONTHLY,))

    refusal = refused(monthly_only, frequency=Frequency.WEEKLY)

    assert refusal.reason is PlanRefusal.FREQUENCY
    assert refusal.referable


def test_without_monthly_plans_the_first_frequency_is_usual() -> None:
    weekly_only = ground(frequencies=(Frequency.WEEKLY,))

    assert two_terms(weekly_only)[Pace.QUICKER].frequency is Frequency.WEEKLY


def test_a_start_in_the_past_names_the_next_business_day() -> None:
    refusal = refused(ground(), first_date=TODAY - timedelta(days=1))

    assert refusal.reason is PlanRefusal.STARTS_TOO_EARLY
    assert refusal.day == TODAY


def test_a_start_too_late_names_the_latest_business_day() -> None:
    refusal = refused(ground(), first_date=date(2026, 12, 25))

    assert refusal.reason is PlanRefusal.STARTS_TOO_LATE
    assert refusal.day == date(2026, 12, 23)


def test_a_plan_may_start_today() -> None:
    terms = proposed_terms(ground(), Wish(first_date=TODAY))

    assert terms.first_date == TODAY


@given(
    first=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    frequency=st.sampled_from(Frequency),
    months=st.integers(1, 60),
)
def test_the_longest_plan_ends_just_before_its_limit(
    first: date, frequency: Frequency, months: int
) -> None:
    most = longest_count(first, frequency, months)

    end = add_months(first, months)
    assert frequency.date(first, most - 1) < end <= frequency.date(first, most)


def test_a_policy_cannot_offer_more_than_it_allows() -> None:
    with pytest.raises(ValueError, match="offer_months must not exceed bot_months"):
        PlanLimits(bot_months=6, person_months=12, offer_months=(3, 12))
