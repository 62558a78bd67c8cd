"""Spans of days that a person names: this year, since June, in March."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)

# The first three letters tell the months apart.
MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; an open end has no bound."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first or date.min) <= day <= (self.last or date.max)

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def of_month(cls, month: int, today: date) -> Period:
        """The latest such month that has begun: in January, March is last year's."""
        year = today.year if month <= today.month else today.year - 1
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following - _DAY)

    @classmethod
    def last_months(cls, months: int, today: date) -> Period:
        """From the same day so many months ago, or the month's last before it."""
        count = today.year * 12 + today.month - 1 - months
        year, month = divmod(count, 12)
        following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        day = min(today.day, (following - _DAY).day)
        return cls(date(year, month + 1, day), today)
