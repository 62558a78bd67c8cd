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

# Direct debits and cards settle by England's bank holidays all over the United Kingdom.
_SUBDIVISIONS = {"GB": "ENG"}


class Frequency(str, Enum):
    """How often an instalment falls due; month end is the last business day."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    MONTH_END = "month_end"

    @property
    def weeks(self) -> int:
        """The weeks from one instalment to the next; 0 where months are counted."""
        return {"weekly": 1, "fortnightly": 2, "four_weekly": 4}.get(self.value, 0)

    @property
    def per_year(self) -> int:
        """The instalments in 52 weeks, which are 12 months."""
        return 52 // self.weeks if self.weeks else 12

    def date(self, first: date, index: int) -> date:
        """The nominal date of an instalment, counted from 0; month ends are clipped.

        A plan that starts on 31 January continues on 28 February and 31 March: every
        month is counted from the first date, so the original day comes back.
        """
        if self.weeks:
            return first + timedelta(weeks=self.weeks * index)
        day = add_months(first, index)
        return month_end(day) if self is Frequency.MONTH_END else day

    def count_in(self, months: int) -> int:
        """The instalments that fit in so many months (52 weeks are 12 months)."""
        return months * self.per_year // 12


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
    """The days on which banks of a country, or a part of it, move money.

    The weekend is the country's: Friday and Saturday in Kuwait.
    """

    def __init__(self, region: str) -> None:
        """Take an ISO 3166 code: ``GB`` and ``US``, or ``GB-SCT`` and ``US-TX``.

        A country without its part has the holidays of the whole country; the United
        Kingdom has England's.

        Raises:
            NotImplementedError: no list of holidays exists for the region.
        """
        country, _, part = region.partition("-")
        subdivision = part or _SUBDIVISIONS.get(country)
        self._holidays = holidays.country_holidays(country, subdiv=subdivision)

    def includes(self, day: date) -> bool:
        return day.weekday() not in self._holidays.weekend and day not in self._holidays

    def on_or_after(self, day: date) -> date:
        while not self.includes(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        while not self.includes(day):
            day -= timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The day so many business days later."""
        for _ in range(count):
            day = self.on_or_after(day + timedelta(days=1))
        return day


@cache
def business_days(region: str) -> BusinessDays:
    """The shared calendar of a region (its holidays are worked out year by year)."""
    return BusinessDays(region)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def due_dates(
    first: date, frequency: Frequency, count: int, calendar: BusinessDays
) -> Iterator[date]:
    """Business days on or after each nominal date, each later than the one before.

    At month end they are the last business days, none of them before the first date.
    """
    if frequency is Frequency.MONTH_END:
        yield from _month_ends(first, count, calendar)
        return
    previous = date.min
    for index in range(count):
        nominal = frequency.date(first, index)
        previous = calendar.on_or_after(max(nominal, previous + timedelta(days=1)))
        yield previous


def _month_ends(first: date, count: int, calendar: BusinessDays) -> Iterator[date]:
    too_early = calendar.on_or_before(month_end(first)) < first
    for index in range(too_early, count + too_early):
        yield calendar.on_or_before(Frequency.MONTH_END.date(first, index))


def instalment_amounts(
    total: Money, regular: Money, count: int, first: Money | None = None
) -> tuple[Money, ...]:
    """``count`` amounts adding up to the total: the last one takes what is left.

    Args:
        first: the first of several, where it is not the regular one.

    Raises:
        ValueError: what is left for the last instalment would not be above zero.
    """
    before = (regular,) * (count - 1)
    if first is not None and before:
        before = (first, *before[1:])
    last = total - sum(before, Money.zero(total.currency))
    if count < 1 or last.minor <= 0:
        raise ValueError(count)
    return (*before, last)


def build_schedule(
    amounts: tuple[Money, ...],
    frequency: Frequency,
    first: date,
    calendar: BusinessDays,
) -> Schedule:
    """Put amounts on business days, beginning on or after the first date."""
    dates = due_dates(first, frequency, len(amounts), calendar)
    return Schedule(tuple(map(Instalment, dates, amounts)))
