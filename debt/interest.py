"""Simple interest on the principal: exact by the day, rounded as one sum.

A day bears interest on the principal owed at its end. There is no compounding: unpaid
interest and fees bear none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import accumulate, pairwise

from debt.ledger import Booking, Entry, EntryKind, LedgerAccount, Posting
from debt.money import Money
from debt.rights import BlockKind

_DAY = timedelta(days=1)

# A hold is given to let a person breathe; breathing space stops interest by law (Debt
# Respite Regulations 2020, reg. 7), and so does a bankruptcy (11 USC 502(b)(2)).
FREEZING = (BlockKind.HOLD, BlockKind.BREATHING_SPACE, BlockKind.BANKRUPTCY)


class DayCount(str, Enum):
    """How days become a part of a year."""

    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"
    THIRTY_360 = "30/360"

    @property
    def year(self) -> int:
        """The days of a year."""
        return 365 if self is DayCount.ACTUAL_365 else 360

    def days(self, first: date, until: date) -> int:
        """The days from ``first`` up to the day before ``until``.

        30/360 is 30E/360 (ISDA 2006, 4.16(g)): the 31st counts as the 30th. Either
        way the days of two parts add up to the days of the whole.
        """
        return self._number(until) - self._number(first)

    def _number(self, day: date) -> int:
        if self is DayCount.THIRTY_360:
            return 360 * day.year + 30 * day.month + min(day.day, 30)
        return day.toordinal()


class InterestPeriod(str, Enum):
    """How often interest is booked; it comes to the same total."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class InterestTerms:
    """What the contract says about interest.

    Attributes:
        annual_percent: such as ``Decimal("21.9")``, 0 to 1000.
        runs_from: the first day that bears interest here; whatever ran before is in
            the opening balance.
        period: by the day, the balance is never behind; by the month, there are fewer
            entries, but a balance paid off within a month is followed by what ran in
            that month.

    Raises:
        ValueError: the rate is out of range.
    """

    annual_percent: Decimal
    runs_from: date
    day_count: DayCount = DayCount.ACTUAL_365
    period: InterestPeriod = InterestPeriod.DAY

    def __post_init__(self) -> None:
        if not (self.annual_percent.is_finite() and 0 <= self.annual_percent <= 1000):
            raise ValueError(f"annual_percent must be 0 to 1000: {self.annual_percent}")

    def bookable_until(self, today: date) -> date:
        """The day before which all periods are over."""
        return today if self.period is InterestPeriod.DAY else today.replace(day=1)

    def next_booking(self, until: date) -> date:
        """The day on which there is more to book, once all before ``until`` is."""
        if self.period is InterestPeriod.DAY:
            return until + _DAY
        return (until.replace(day=1) + 31 * _DAY).replace(day=1)


class InterestState(str, Enum):
    """Whether interest is being added."""

    NONE = "none"
    RUNNING = "running"
    FROZEN = "frozen"


@dataclass(frozen=True)
class InterestStanding:
    """Whether interest is being added, and at which rate; zero when there is none."""

    state: InterestState
    annual_percent: Decimal


def interest_standing(
    terms: InterestTerms | None, blocked: set[BlockKind], today: date
) -> InterestStanding:
    """By the contract, unless something stops it."""
    if terms is None or not terms.annual_percent or today < terms.runs_from:
        return InterestStanding(InterestState.NONE, Decimal(0))
    frozen = bool(blocked.intersection(FREEZING))
    state = InterestState.FROZEN if frozen else InterestState.RUNNING
    return InterestStanding(state, terms.annual_percent)


@dataclass(frozen=True)
class Freeze:
    """Days that bear no interest, both ends included; no ``last`` while it lasts."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def accrued(
    terms: InterestTerms,
    principal: Iterable[tuple[date, Money]],
    freezes: Iterable[Freeze],
    until: date,
) -> Fraction:
    """The exact interest of all days before ``until``, in minor units.

    principal x annual percent / 100 x days / days of a year, for each stretch of days
    on which the principal was the same; a principal below zero bears none.

    Args:
        principal: by how much it changed on which day.
        freezes: days that bear no interest.
    """
    changes = sorted((day, amount.minor) for day, amount in principal)
    days = [day for day, _ in changes]
    totals = [0, *accumulate(minor for _, minor in changes)]
    freezes = list(freezes)
    product = 0
    for first, end in _stretches(terms.runs_from, days, freezes, until):
        owed = totals[bisect_right(days, first)]
        if owed > 0 and not any(each.covers(first) for each in freezes):
            product += owed * terms.day_count.days(first, end)
    return product * Fraction(terms.annual_percent) / (100 * terms.day_count.year)


def still_to_book(exact: Fraction, booked: Money) -> Money:
    """What is missing of the exact sum, rounded half to even once for all of it.

    So it does not matter in how many steps a sum is booked. It is below zero when a
    payment was booked for a day whose interest had been booked already.
    """
    return Money(round(exact), booked.currency) - booked


def interest_key(account_id: str, until: date | None = None) -> str:
    """The key of the entry for the days before a day; without it, how all begin."""
    return f"{account_id}:interest:{until or ''}"


def new_interest(
    entry_id: str, account_id: str, amount: Money, booking: Booking
) -> Entry:
    """An entry of interest; below zero it corrects what was booked too much."""
    postings = (
        Posting(LedgerAccount.INTEREST_INCOME, -amount),
        Posting(LedgerAccount.INTEREST_RECEIVABLE, amount),
    )
    return Entry(entry_id, account_id, EntryKind.INTEREST, booking, postings)


def _stretches(
    start: date, changed_on: Iterable[date], freezes: Iterable[Freeze], until: date
) -> Iterable[tuple[date, date]]:
    """The days from start to until, cut wherever something changes."""
    cuts = {*changed_on, *(each.first for each in freezes)}
    cuts |= {each.last + _DAY for each in freezes if each.last}
    days = [start, *sorted(day for day in cuts if start < day < until), until]
    return pairwise(days) if start < until else ()
