"""Schedules add up, fall on business days, and keep the day they began with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.money import Money
from debt.schedule import (
    Frequency,
    add_months,
    build_schedule,
    business_days,
    instalment_amounts,
)
from tests.debt.builders import gbp

countries = st.sampled_from(["GB", "US"])
frequencies = st.sampled_from(Frequency)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(
    minor=st.integers(1, 10**9),
    count=st.integers(1, 260),
    frequency=frequencies,
    first=days,
    country=countries,
)
def test_a_schedule_adds_up_to_the_total_on_rising_business_days(
    minor: int, count: int, frequency: Frequency, first: date, country: str
) -> None:
    calendar = business_days(country)
    amounts = Money(minor, "GBP").split(count)

    schedule = build_schedule(amounts, frequency, first, calendar)

    dates = [each.due for each in schedule.instalments]
    assert schedule.total == Money(minor, "GBP")
    assert len(dates) == count
    assert dates == sorted(set(dates))
    assert dates[0] >= first
    assert all(calendar.includes(day) for day in dates)


@given(minor=st.integers(1, 10**9), regular=st.integers(1, 10**9))
def test_instalments_of_a_chosen_amount_leave_a_smaller_last_one(
    minor: int, regular: int
) -> None:
    regular = max(regular, -(-minor // 500))
    count = -(-minor // regular)
    total, amount = Money(minor, "GBP"), Money(regular, "GBP")

    amounts = instalment_amounts(total, amount, count)

    assert sum(each.minor for each in amounts) == minor
    assert all(each == amount for each in amounts[:-1])
    assert 0 < amounts[-1].minor <= regular


def test_instalments_that_would_overshoot_are_refused() -> None:
    with pytest.raises(ValueError, match="4"):
        instalment_amounts(gbp("100.00"), gbp("50.00"), 4)


def test_month_ends_come_back_to_the_original_day() -> None:
    dates = [Frequency.MONTHLY.date(date(2027, 1, 31), index) for index in range(4)]

    assert dates == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]


@given(first=days, months=st.integers(0, 120))
def test_a_month_later_is_the_same_day_or_the_last_one(
    first: date, months: int
) -> None:
    later = add_months(first, months)

    moved = (later.year - first.year) * 12 + later.month - first.month
    assert moved == months
    is_last_of_month = (later + timedelta(days=1)).day == 1
    assert later.day == first.day or (later.day < first.day and is_last_of_month)


@pytest.mark.parametrize(
    ("country", "asked", "moved"),
    [
        ("GB", date(2026, 12, 25), date(2026, 12, 29)),
        ("US", date(2026, 12, 25), date(2026, 12, 28)),
        ("US", date(2026, 11, 26), date(2026, 11, 27)),
        ("GB", date(2026, 11, 26), date(2026, 11, 26)),
        ("GB", date(2027, 3, 26), date(2027, 3, 30)),
    ],
)
def test_holidays_follow_the_country(country: str, asked: date, moved: date) -> None:
    assert business_days(country).on_or_after(asked) == moved


@given(day=days, country=countries)
def test_the_business_day_before_is_never_later(day: date, country: str) -> None:
    calendar = business_days(country)

    assert calendar.on_or_before(day) <= day <= calendar.on_or_after(day)


@pytest.mark.parametrize(
    ("frequency", "count"),
    [(Frequency.WEEKLY, 26), (Frequency.FORTNIGHTLY, 13), (Frequency.MONTHLY, 6)],
)
def test_half_a_year_holds_so_many_instalments(
    frequency: Frequency, count: int
) -> None:
    assert frequency.count_in(6) == count
