"""Dates and amounts of instalments: they always add up to the total."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache

import holidays

from debt.money import Money, total

_SATURDAY = 5
# Bank holidays differ inside the United Kingdom; England's list is the fullest.
_SUBDIVISIONS = {"GB": "ENG"}


class Frequency(str, Enum):
    """How often an instalment falls due."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"

    def date(self, first: date, index: int) -> date:
        """The nominal date of an instalment, counted from 0; month ends are clipped.

        A plan that starts on 31 January continues on 28 February and 31 March: every
        month is counted from the first date, so the original day comes back.
        """
        if self is Frequency.MONTHLY:
            return add_months(first, index)
        days = 7 if self is Frequency.WEEKLY else 14
        return first + timedelta(days=days * index)

    def count_in(self, months: int) -> int:
        """The instalments that fit in so many months (52 weeks are 12 months)."""
        per_year = {Frequency.WEEKLY: 52, Frequency.FORTNIGHTLY: 26}.get(self, 12)
        return months * per_year // 12


@dataclass(frozen=True)
class Instalment:
    """One amount and the day it is due."""

    due: date
    amount: Money


@dataclass(frozen=True)
class Schedule:
    """Instalments in order: dates strictly increasing, amounts above zero."""

    instalments: tuple[Instalment, ...]

    @property
    def total(self) -> Money:
        return total(
            [each.amount for each in self.instalments],
            self.instalments[0].amount.currency,
        )

    @property
    def first(self) -> Instalment:
        return self.instalments[0]

    @property
    def last(self) -> Instalment:
        return self.instalments[-1]


class BusinessDays:
    """The days on which banks of a country move money."""

    def __init__(self, country: str) -> None:
        """Take an ISO 3166 country code.

        Raises:
            NotImplementedError: no list of holidays exists for the country.
        """
        subdivision = _SUBDIVISIONS.get(country)
        self._holidays = holidays.country_holidays(country, subdiv=subdivision)

    def includes(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self._holidays

    def on_or_after(self, day: date) -> date:
        while not self.includes(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        while not self.includes(day):
            day -= timedelta(days=1)
        return day


@cache
def business_days(country: str) -> BusinessDays:
    """The shared calendar of a country (its holidays are worked out year by year)."""
    return BusinessDays(country)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_dates(
    first: date, frequency: Frequency, count: int, calendar: BusinessDays
) -> Iterator[date]:
    """Business days on or after each nominal date, each later than the one before."""
    previous = date.min
    for index in range(count):
        nominal = frequency.date(first, index)
        previous = calendar.on_or_after(max(nominal, previous + timedelta(days=1)))
        yield previous


def instalment_amounts(total: Money, regular: Money, count: int) -> tuple[Money, ...]:
    """``count`` amounts adding up to the total: the last one takes what is left.

    Raises:
        ValueError: what is left for the last instalment would not be above zero.
    """
    last = total - regular * (count - 1)
    if count < 1 or last.minor <= 0:
        raise ValueError(count)
    return (regular,) * (count - 1) + (last,)


def build_schedule(
    amounts: tuple[Money, ...],
    frequency: Frequency,
    first: date,
    calendar: BusinessDays,
) -> Schedule:
    """Put amounts on business days, beginning on or after the first date."""
    dates = due_dates(first, frequency, len(amounts), calendar)
    return Schedule(tuple(map(Instalment, dates, amounts)))
