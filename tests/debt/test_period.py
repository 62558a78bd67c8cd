"""The spans of days that a person names."""

from __future__ import annotations

from datetime import date

import pytest

from debt.period import Period


@pytest.mark.parametrize(
    ("today", "first"),
    [(date(2026, 11, 23), 2026), (date(2026, 3, 1), 2026), (date(2026, 2, 28), 2025)],
)
def test_a_month_is_the_latest_that_has_begun(today: date, first: int) -> None:
    march = Period.of_month(3, today)

    assert march == Period(date(first, 3, 1), date(first, 3, 31))


def test_december_ends_with_the_year() -> None:
    assert Period.of_month(12, date(2026, 12, 5)).last == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("months", "today", "first"),
    [
        (6, date(2026, 11, 23), date(2026, 5, 23)),
        (1, date(2026, 3, 31), date(2026, 2, 28)),
        (12, date(2026, 12, 31), date(2025, 12, 31)),
        (11, date(2026, 11, 30), date(2025, 12, 30)),
    ],
)
def test_months_back_keep_the_day_where_there_is_one(
    months: int, today: date, first: date
) -> None:
    assert Period.last_months(months, today) == Period(first, today)


def test_both_ends_belong_to_it_and_an_open_end_has_no_bound() -> None:
    year = Period.of_year(2026)

    assert date(2026, 1, 1) in year
    assert date(2026, 12, 31) in year
    assert date(2027, 1, 1) not in year
    assert date(1999, 1, 1) in Period(last=date(2026, 1, 1))
