"""A call is promised only when somebody is there to make it."""

from __future__ import annotations

from datetime import date, datetime, time, timezone

import pytest

from debt.callback import next_windows, window
from debt.operator import Desk, Opening

LONDON = "Europe/London"
DESK = Desk(
    LONDON,
    (*[Opening(time(9), time(17))] * 5, None, None),
    frozenset({date(2026, 11, 25)}),
)
MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=timezone.utc)
TUESDAY = date(2026, 11, 24)


def found(
    day: date | None, clock: str | None, zone: str = LONDON, now: datetime = MONDAY
) -> str | None:
    chosen = window(DESK, zone, day, clock, now)
    return chosen and f"{chosen.begins_at:%a %H:%M}-{chosen.ends_at:%H:%M}"


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (TUESDAY, "morning", "Tue 09:00-12:00"),
        (TUESDAY, "10:00-11:30", "Tue 10:00-11:30"),
        (TUESDAY, "after 15:00", "Tue 15:00-17:00"),
        (TUESDAY, "before 10:00", "Tue 09:00-10:00"),
        (TUESDAY, "14:00", "Tue 14:00-15:00"),
        (TUESDAY, None, "Tue 09:00-17:00"),
        (TUESDAY, "evening", None),
        (TUESDAY, "20:00", None),
        (date(2026, 11, 25), "morning", None),  # a holiday
        (date(2026, 11, 28), "morning", None),  # a Saturday
        (date(2026, 11, 20), "morning", None),  # over
        (None, "morning", "Mon 10:30-12:00"),  # what is left of today
        (None, "09:00", "Tue 09:00-10:00"),
        (None, None, "Mon 10:30-17:00"),
    ],
)
def test_a_wish_becomes_hours_of_the_desk(
    day: date | None, clock: str | None, expected: str | None
) -> None:
    assert found(day, clock) == expected


def test_the_hours_are_by_the_persons_own_clock() -> None:
    # The desk is open from 4 in the morning until noon in New York.
    assert found(TUESDAY, None, "America/New_York") == "Tue 08:00-12:00"
    assert found(TUESDAY, "afternoon", "America/New_York") is None


def test_the_next_windows_leave_out_days_off() -> None:
    late = datetime(2026, 11, 24, 18, 0, tzinfo=timezone.utc)

    days = [f"{w.begins_at:%a %H}" for w in next_windows(DESK, LONDON, late, 2)]

    assert days == ["Thu 09", "Thu 12"]
