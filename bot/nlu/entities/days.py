"""Reckoning with days: weekdays to come and gone, months on, stretches of time."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bot.nlu.entities import numbers

_FURTHEST = 1200
"""No more days, weeks or months than this lie between today and any day that counts."""


_FEASTS = (
    ("mas eve", (24, 12)),
    ("mas", (25, 12)),
    ("boxing", (26, 12)),
    ("s eve", (31, 12)),
    ("r eve", (31, 12)),
    ("new", (1, 1)),
    ("hallow", (31, 10)),
    ("valentine", (14, 2)),
)


def feast_day(name: str) -> tuple[int, int]:
    """Day and month of a feast: (25, 12) for "Christmas" and "Xmas day"."""
    said = " ".join(name.lower().split())
    return next(at for word, at in _FEASTS if word in said)


def weekday_number(name: str) -> int:
    """0 for "Monday", "mon" and so on."""
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name[:3].lower())


def coming(weekday: int, today: date) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def gone(weekday: int, today: date) -> date:
    """The last such weekday before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def in_week(weekday: int, today: date, weeks: int) -> date:
    """That weekday of the week ``weeks`` from this one, Monday first."""
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=weeks, days=weekday)


def months_on(start: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month."""
    index = start.year * 12 + start.month - 1 + months
    return clipped(date(index // 12, index % 12 + 1, 1), start.day)


def clipped(first: date, day: int) -> date:
    """That day of the month of ``first``, or its last."""
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def shifted(today: date, number: str, unit: str, sign: int) -> date | None:
    """So many days, weeks, fortnights or months from ``today``; ``sign`` -1 is back."""
    count = _count(number)
    if count is None or count > _FURTHEST:
        return None
    if unit.lower().startswith("m"):
        return months_on(today, sign * count)
    days = {"d": 1, "w": 7, "f": 14}[unit[0].lower()]
    return today + timedelta(days=sign * count * days)


def _count(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    if "couple" in number.lower():
        return 2
    return 1 if number.lower() in ("a", "an") else numbers.parse_number(number)
