"""Offers fit the person: their payday, their budget, and any currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Phase
from debt.errors import PlanNotAllowed, PlanRefusal
from debt.money import Money
from debt.negotiation import (
    Ground,
    Wish,
    above_affordable,
    proposed_terms,
    schedule_of,
    token_terms,
    two_terms,
)
from debt.payday import Payday
from debt.plan import Pace, PlanTerms
from debt.schedule import Frequency
from tests.debt.builders import TODAY, gbp
from tests.debt.test_negotiation import SIX_HUNDRED, ground, phases


def amounts_of(on: Ground, terms: PlanTerms) -> list[Money]:
    return [each.amount for each in schedule_of(terms, on.calendar).instalments]


def test_the_first_instalment_is_at_least_the_down_payment() -> None:
    on = ground(down_payment_percent=30)

    offers = two_terms(on)
    proposal = proposed_terms(on, Wish(amount=gbp("100.00")))

    assert amounts_of(on, offers[Pace.QUICKER]) == [gbp("200.00")] * 3
    gentler = amounts_of(on, offers[Pace.GENTLER])
    assert gentler == [gbp("180.00")] + [gbp("84.00")] * 5
    assert amounts_of(on, proposal)[0] == gbp("180.00")
    assert sum(each.minor for each in amounts_of(on, proposal)) == 60000


def test_a_down_payment_that_leaves_too_little_to_share_allows_no_offer() -> None:
    with pytest.raises(PlanNotAllowed) as refusal:
        two_terms(ground(gbp("20.00"), down_payment_percent=90))

    assert refusal.value.reason is PlanRefusal.BELOW_MINIMUM


def with_budget(affordable: str, total: Money = SIX_HUNDRED, **limits: Any) -> Ground:
    return replace(ground(total, **limits), affordable=gbp(affordable))


def test_offers_take_longer_where_the_budget_needs_it() -> None:
    offers = two_terms(with_budget("120.00"))

    assert [each.count for each in offers.values()] == [5, 6]


def test_an_offer_that_no_budget_could_meet_is_not_made() -> None:
    with pytest.raises(PlanNotAllowed) as refusal:
        two_terms(with_budget("99.99"))

    assert refusal.value.reason is PlanRefusal.UNAFFORDABLE
    assert refusal.value.limit == gbp("99.99")
    assert refusal.value.referable


def test_a_proposal_above_the_budget_says_so_and_suggests_the_cap() -> None:
    on = with_budget("110.00")

    terms = proposed_terms(on, Wish(amount=gbp("150.00")))

    assert terms.amount == gbp("150.00")
    assert above_affordable(on, terms) == gbp("110.00")


def test_a_proposal_within_the_budget_says_nothing() -> None:
    on = with_budget("110.00")

    assert above_affordable(on, proposed_terms(on, Wish(amount=gbp("110")))) is None


def test_a_joined_rest_above_the_budget_suggests_equal_parts() -> None:
    on = with_budget("150.00", gbp("604.00"))

    terms = proposed_terms(on, Wish(amount=gbp("150.00")))

    assert above_affordable(on, terms) == gbp("120.80")


@given(
    minor=st.integers(1000, 10**8),
    cap=st.integers(0, 10**7),
    phase=phases,
    down=st.integers(0, 60),
    frequency=st.sampled_from(Frequency),
)
def test_no_offer_is_ever_above_the_budget(
    minor: int, cap: int, phase: Phase, down: int, frequency: Frequency
) -> None:
    total = Money(minor, "GBP")
    limits = {"down_payment_percent": down, "frequencies": (frequency,)}
    on = replace(ground(total, phase, **limits), affordable=Money(cap, "GBP"))

    try:
        offers, reason = two_terms(on), None
    except PlanNotAllowed as refusal:
        offers, reason = {}, refusal.reason

    assert offers or reason is PlanRefusal.UNAFFORDABLE
    for terms in offers.values():
        amounts = amounts_of(on, terms)
        assert max(amounts).minor * frequency.per_year <= cap * 12
        assert min(amounts) >= on.least
        assert amounts[0] >= on.down_payment
        assert sum(each.minor for each in amounts) == minor


@pytest.mark.parametrize(
    ("payday", "days"),
    [
        (Payday(Frequency.MONTHLY, date(2026, 10, 28)), ["2026-11-30", "2026-12-29"]),
        (Payday(Frequency.MONTH_END, TODAY), ["2026-11-30", "2026-12-31"]),
        (Payday(Frequency.FORTNIGHTLY, date(2026, 11, 13)), ["2026-11-27"]),
        (Payday(Frequency.WEEKLY, date(2027, 6, 4)), ["2026-11-27", "2026-12-04"]),
        (Payday(Frequency.FOUR_WEEKLY, date(2026, 11, 6)), ["2026-12-04"]),
    ],
)
def test_offers_follow_the_payday(payday: Payday, days: list[str]) -> None:
    on = replace(ground(), payday=payday)

    terms = two_terms(on)[Pace.QUICKER]

    due = [each.due.isoformat() for each in schedule_of(terms, on.calendar).instalments]
    assert terms.frequency is payday.frequency
    assert due[: len(days)] == days


def test_a_payday_beyond_the_start_window_is_not_waited_for() -> None:
    payday = Payday(Frequency.MONTHLY, date(2026, 11, 20))
    on = replace(ground(start_days=10), payday=payday)

    assert two_terms(on)[Pace.QUICKER].first_date == on.usual_start


def test_who_is_paid_on_the_31st_begins_after_a_short_month() -> None:
    payday = Payday(Frequency.MONTHLY, date(2026, 12, 31))

    assert payday.on_or_after(date(2027, 1, 5)) == date(2027, 1, 31)
    assert payday.on_or_after(date(2027, 2, 5)) == date(2027, 3, 1)


@given(
    frequency=st.sampled_from([f for f in Frequency if f is not Frequency.MONTH_END]),
    known=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    day=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_the_next_payday_is_never_in_the_past_nor_far(
    frequency: Frequency, known: date, day: date
) -> None:
    following = Payday(frequency, known).on_or_after(day)

    assert day <= following < day + timedelta(days=32)
    if frequency.weeks:
        assert (following - known).days % (7 * frequency.weeks) == 0


@pytest.mark.parametrize(
    ("total", "least", "amount", "expected"),
    [
        (Money(10000, "JPY"), "500", Money(3000, "JPY"), [3000, 3000, 3000, 1000]),
        (Money(9400, "JPY"), "500", Money(3000, "JPY"), [3000, 3000, 3400]),
        (Money(10000, "JPY"), "2.50", Money(3333, "JPY"), [3333, 3333, 3334]),
        (Money(100_000, "KWD"), "5", Money(33_334, "KWD"), [33334, 33334, 33332]),
        (Money(104_999, "KWD"), "5", Money(50_000, "KWD"), [50000, 54999]),
    ],
)
def test_currencies_without_pence_or_with_a_thousand_of_them(
    total: Money, least: str, amount: Money, expected: list[int]
) -> None:
    on = ground(total, min_instalment=Decimal(least))

    terms = proposed_terms(on, Wish(amount=amount))

    assert [each.minor for each in amounts_of(on, terms)] == expected


def test_a_token_plan_is_a_pound_a_month_for_a_year() -> None:
    terms = token_terms(ground())

    assert (terms.amount, terms.count) == (gbp("1.00"), 12)
    assert terms.frequency is Frequency.MONTHLY
