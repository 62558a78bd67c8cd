"""Interest by the day is exact, and the same in however many steps it is booked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.interest import (
    DayCount,
    Freeze,
    InterestPeriod,
    InterestTerms,
    accrued,
    still_to_book,
)
from debt.money import Money
from tests.debt.builders import gbp

START = date(2024, 1, 15)
DAY = timedelta(days=1)
offsets = st.integers(-30, 400)
days = offsets.map(lambda each: START + each * DAY)
changes = st.lists(
    st.tuples(days, st.integers(-80_000, 100_000).map(lambda each: Money(each, "GBP"))),
    max_size=8,
)
freezes = st.lists(
    st.builds(
        lambda first, length: Freeze(first, first + length * DAY),
        days,
        st.integers(0, 90),
    ),
    max_size=3,
)
terms = st.builds(
    InterestTerms,
    st.decimals(0, 60, places=3),
    st.just(START),
    st.sampled_from(DayCount),
)


def at(percent: str, day_count: DayCount = DayCount.ACTUAL_365) -> InterestTerms:
    return InterestTerms(Decimal(percent), START, day_count)


def day_by_day(
    contract: InterestTerms,
    principal: list[tuple[date, Money]],
    frozen: list[Freeze],
    until: date,
) -> Fraction:
    """The definition, word by word: each day on its own."""
    exact, day = Fraction(0), contract.runs_from
    while day < until:
        owed = sum(amount.minor for on, amount in principal if on <= day)
        is_frozen = any(
            each.first <= day and (each.last is None or day <= each.last)
            for each in frozen
        )
        if owed > 0 and not is_frozen:
            yearly = owed * Fraction(contract.annual_percent) / 100
            length = contract.day_count.days(day, day + DAY)
            exact += yearly * length / contract.day_count.year
        day += DAY
    return exact


@given(contract=terms, principal=changes, frozen=freezes, until=days)
def test_interest_is_the_sum_of_its_days(
    contract: InterestTerms,
    principal: list[tuple[date, Money]],
    frozen: list[Freeze],
    until: date,
) -> None:
    exact = accrued(contract, principal, frozen, until)

    assert exact == day_by_day(contract, principal, frozen, until)


@given(contract=terms, principal=changes, frozen=freezes, stops=st.lists(days))
def test_booking_in_steps_comes_to_the_same_as_at_once(
    contract: InterestTerms,
    principal: list[tuple[date, Money]],
    frozen: list[Freeze],
    stops: list[date],
) -> None:
    last = START + 401 * DAY
    booked = Money.zero("GBP")
    for stop in [*sorted(stops), last]:
        booked += still_to_book(accrued(contract, principal, frozen, stop), booked)

    at_once = still_to_book(
        accrued(contract, principal, frozen, last), Money.zero("GBP")
    )
    assert booked == at_once


@pytest.mark.parametrize(
    ("percent", "day_count", "until", "amount"),
    [
        # 1,000.00 x 12% x 30/365 = 9.8630...
        ("12", DayCount.ACTUAL_365, date(2024, 2, 14), "9.86"),
        # 1,000.00 x 12% x 30/360 = 10
        ("12", DayCount.ACTUAL_360, date(2024, 2, 14), "10.00"),
        # 15 January to 15 March, over a leap day: 60 days of the calendar
        ("21.9", DayCount.ACTUAL_365, date(2024, 3, 15), "36.00"),
        # ... and two months of 30 days
        ("21.9", DayCount.THIRTY_360, date(2024, 3, 15), "36.50"),
        # a leap year has 366 days of a 365th
        ("10", DayCount.ACTUAL_365, date(2025, 1, 15), "100.27"),
        ("10", DayCount.ACTUAL_360, date(2025, 1, 15), "101.67"),
        ("10", DayCount.THIRTY_360, date(2025, 1, 15), "100.00"),
        # the county court rate: 8% a year is 21.9178p a day for 1,000.00
        ("8", DayCount.ACTUAL_365, date(2024, 1, 16), "0.22"),
        ("0", DayCount.ACTUAL_365, date(2025, 1, 15), "0.00"),
    ],
)
def test_a_thousand_pounds_bear_what_the_contract_says(
    percent: str, day_count: DayCount, until: date, amount: str
) -> None:
    principal = [(START, gbp("1000.00"))]

    exact = accrued(at(percent, day_count), principal, [], until)

    assert still_to_book(exact, gbp("0.00")) == gbp(amount)


@pytest.mark.parametrize(
    ("first", "until", "length"),
    [
        # The 30E/360 column of ISDA's own table of examples.
        (date(2007, 1, 15), date(2007, 1, 30), 15),
        (date(2007, 1, 15), date(2007, 2, 15), 30),
        (date(2007, 9, 30), date(2008, 3, 31), 180),
        (date(2007, 9, 30), date(2007, 10, 31), 30),
        (date(2007, 9, 30), date(2008, 9, 30), 360),
        (date(2007, 1, 15), date(2007, 1, 31), 15),
        (date(2007, 1, 31), date(2007, 2, 28), 28),
        (date(2007, 2, 28), date(2007, 3, 31), 32),
        (date(2008, 2, 29), date(2009, 2, 28), 359),
    ],
)
def test_thirty_360_counts_as_isda_does(first: date, until: date, length: int) -> None:
    assert DayCount.THIRTY_360.days(first, until) == length


def test_a_payment_lowers_interest_from_its_own_day_on() -> None:
    principal = [(START, gbp("1000.00")), (START + 10 * DAY, gbp("-500.00"))]

    exact = accrued(at("36.5"), principal, [], START + 20 * DAY)

    assert exact == 10 * 100 + 10 * 50


def test_a_frozen_day_bears_nothing_and_is_not_made_up_for() -> None:
    principal = [(START, gbp("1000.00"))]
    hold = Freeze(START + 5 * DAY, START + 14 * DAY)

    exact = accrued(at("36.5"), principal, [hold], START + 20 * DAY)

    assert exact == 10 * 100


def test_nothing_runs_while_a_freeze_lasts() -> None:
    principal = [(START, gbp("1000.00"))]
    hold = Freeze(START + 5 * DAY)

    exact = accrued(at("36.5"), principal, [hold], START + 400 * DAY)

    assert exact == 5 * 100


def test_an_overpaid_principal_bears_nothing() -> None:
    principal = [(START, gbp("100.00")), (START + DAY, gbp("-150.00"))]

    exact = accrued(at("36.5"), principal, [], START + 20 * DAY)

    assert exact == 10


@pytest.mark.parametrize(
    ("exact", "minor"),
    [
        (Fraction(1, 2), 0),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 2),
        (Fraction(8, 3), 3),
    ],
)
def test_half_a_penny_goes_to_the_even_one(exact: Fraction, minor: int) -> None:
    assert still_to_book(exact, gbp("0.00")) == Money(minor, "GBP")


def test_what_was_booked_too_much_is_given_back() -> None:
    assert still_to_book(Fraction(100), gbp("1.40")) == gbp("-0.40")


@pytest.mark.parametrize("percent", ["-0.1", "1000.1", "NaN", "Infinity"])
def test_a_rate_that_cannot_be_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="annual_percent"):
        at(percent)


@pytest.mark.parametrize(
    ("period", "until", "following"),
    [
        (InterestPeriod.DAY, date(2024, 2, 29), date(2024, 3, 1)),
        (InterestPeriod.MONTH, date(2024, 2, 1), date(2024, 3, 1)),
    ],
)
def test_only_periods_that_are_over_are_booked(
    period: InterestPeriod, until: date, following: date
) -> None:
    contract = InterestTerms(Decimal(10), START, period=period)

    assert contract.bookable_until(date(2024, 2, 29)) == until
    assert contract.next_booking(until) == following
