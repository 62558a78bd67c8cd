"""How money and dates are written for a person, by their locale."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from itertools import groupby

from babel.core import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_decimal

from debt.money import Money
from debt.operator import Desk, Opening

# "5 December 2026" and "December 5, 2026": never a bare number for the month.
_LONG = "long"
# The dash of a span, as in "8 am" to "6 pm".
_TO = "\u2013"


def money(amount: Money, locale: str) -> str:
    """Money with its sign, such as £1,204.50."""
    return amount.format(locale)


def day(value: date, locale: str) -> str:
    """A date nobody can misread, such as 5 December 2026."""
    return str(format_date(value, _LONG, locale=Locale.parse(locale, sep="-")))


def percent(value: Decimal, locale: str) -> str:
    """A rate in percent, such as 21.9%."""
    return f"{format_decimal(value, locale=Locale.parse(locale, sep='-'))}%"


def hours(desk: Desk) -> str:
    """Opening hours, Monday to Friday first, and the city of its clock;
    days that follow each other and have the same hours stand together.
    """
    names = get_day_names("wide", locale="en")
    parts = []
    for opening, same in groupby(enumerate(desk.week), key=lambda each: each[1]):
        days = [names[number] for number, _ in same]
        if opening:
            first_and_last = dict.fromkeys((days[0], days[-1]))
            parts.append(f"{_TO.join(first_and_last)} {_hours_of(opening)}")
    city = desk.zone.rpartition("/")[2].replace("_", " ")
    return f"{', '.join(parts)} ({city})"


def _hours_of(opening: Opening) -> str:
    return f"{clock_time(opening.begin)}{_TO}{clock_time(opening.end)}"


def clock_time(value: time) -> str:
    """A time of day as people say it on both sides of the ocean: 8 am, 1:30 pm."""
    pattern = "h:mm a" if value.minute else "h a"
    return str(format_time(value, pattern, locale="en")).lower()
