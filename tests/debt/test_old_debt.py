"""From which day a debt is too old, by what is known of its history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.old_debt import Age
from debt.schedule import business_days
from debt.settlement import validation_end
from debt.validation import Validation, period_end
from tests.debt.builders import NOW, TODAY

OPENED = date(2010, 3, 1)


@pytest.mark.parametrize(
    ("renewed", "years", "barred"),
    [
        # Nothing is known: it counts from the day it was opened.
        ((), 6, date(2016, 3, 1)),
        # Each payment in time begins it again.
        ((date(2014, 5, 1), date(2019, 7, 1)), 6, date(2025, 7, 1)),
        # What comes too late does not make it young again.
        ((date(2017, 1, 1),), 6, date(2016, 3, 1)),
        ((date(2014, 5, 1), date(2024, 7, 1)), 6, date(2020, 5, 1)),
        # The order does not matter.
        ((date(2019, 7, 1), date(2014, 5, 1)), 6, date(2025, 7, 1)),
        ((date(2012, 2, 29),), 3, date(2015, 2, 28)),
    ],
)
def test_the_time_is_counted_from_what_is_known(
    renewed: tuple[date, ...], years: int, barred: date
) -> None:
    assert Age(OPENED, renewed).barred_on(years) == barred


def test_what_the_creditor_says_counts_before_all_else() -> None:
    said = date(2030, 1, 1)

    assert Age(OPENED, (date(2012, 1, 1),), said).barred_on(3) == said


def test_the_validation_period_is_thirty_days_after_receipt() -> None:
    # Monday 23 November 2026: five business days later it is Tuesday, for Thanksgiving.
    sent = date(2026, 11, 23)

    assert period_end(sent, business_days("US")) == date(2026, 12, 31)


def test_a_notice_at_the_last_moment_ends_it_as_late_as_any_offer_has_to_wait() -> None:
    calendar = business_days("US")

    assert validation_end(TODAY, calendar) == period_end(
        TODAY + timedelta(days=5), calendar
    )


def test_without_a_notice_the_period_does_not_end() -> None:
    begun = Validation("card", NOW)

    assert begun.runs_on(TODAY + timedelta(days=1000))
    ended = Validation("card", NOW, NOW, TODAY)
    assert ended.runs_on(TODAY)
    assert not ended.runs_on(TODAY + timedelta(days=1))
