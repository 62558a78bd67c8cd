"""A person's income and spending, in the groups that debt advisers use.

The groups follow the Standard Financial Statement of the United Kingdom. Nothing asks
for a reason, so no health data is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from debt.errors import BudgetFault, BudgetRefused
from debt.money import Money
from debt.payday import Payday


class Interval(str, Enum):
    """How often money comes in or goes out."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    TWICE_MONTHLY = "twice_monthly"
    MONTHLY = "monthly"
    YEARLY = "yearly"

    @property
    def per_month(self) -> Fraction:
        """How often in a month; 52 weeks are 12 months."""
        return _PER_MONTH[self]


_PER_MONTH = {
    Interval.WEEKLY: Fraction(52, 12),
    Interval.FORTNIGHTLY: Fraction(26, 12),
    Interval.FOUR_WEEKLY: Fraction(13, 12),
    Interval.TWICE_MONTHLY: Fraction(2),
    Interval.MONTHLY: Fraction(1),
    Interval.YEARLY: Fraction(1, 12),
}


class Source(str, Enum):
    """Where income comes from."""

    WAGES = "wages"
    BENEFITS = "benefits"
    PENSION = "pension"
    OTHER = "other"


class Group(str, Enum):
    """What money is spent on."""

    HOUSING = "housing"
    UTILITIES = "utilities"
    FOOD = "food"
    TRAVEL = "travel"
    COMMUNICATIONS = "communications"
    PERSONAL = "personal"
    CHILDREN = "children"
    PRIORITY_ARREARS = "priority_arrears"
    OTHER_PLANS = "other_plans"
    SAVINGS = "savings"


ESSENTIALS = (
    Group.HOUSING,
    Group.UTILITIES,
    Group.FOOD,
    Group.TRAVEL,
    Group.COMMUNICATIONS,
    Group.PERSONAL,
    Group.CHILDREN,
)


@dataclass(frozen=True)
class Figure:
    """An amount each time, or a range where the person is not sure.

    Attributes:
        most: the same as ``least`` where the amount is known.
    """

    least: Money
    most: Money
    every: Interval = Interval.MONTHLY

    @classmethod
    def of(cls, amount: Money, every: Interval = Interval.MONTHLY) -> Figure:
        return cls(amount, amount, every)


@dataclass(frozen=True)
class Income:
    """One income."""

    source: Source
    figure: Figure


@dataclass(frozen=True)
class Spending:
    """One line of spending; other plans are those with other companies."""

    group: Group
    figure: Figure


@dataclass(frozen=True)
class Budget:
    """What a person told about their money.

    A group without a line was skipped; a line of zero says that nothing is spent.

    Attributes:
        other_balances: owed in all to other companies, without priority debts such as
            rent, energy and council tax.
        payday: when the main income comes.
    """

    currency: str
    income: tuple[Income, ...]
    spending: tuple[Spending, ...] = ()
    other_balances: Money | None = None
    adults: int = 1
    children: int = 0
    payday: Payday | None = None

    @property
    def skipped(self) -> tuple[Group, ...]:
        """The essentials that nothing was said about."""
        told = {each.group for each in self.spending}
        return tuple(each for each in ESSENTIALS if each not in told)

    def monthly_income(self, *sources: Source) -> Money:
        """From these sources: of a range the lower end, so nothing rests on hope."""
        return self._rounded(
            each.figure.least.minor * each.figure.every.per_month
            for each in self.income
            if each.source in sources
        )

    def monthly_spending(self, *groups: Group) -> Money:
        """On these groups: of a range the upper end."""
        return self._rounded(
            each.figure.most.minor * each.figure.every.per_month
            for each in self.spending
            if each.group in groups
        )

    def _rounded(self, exact: Iterator[Fraction]) -> Money:
        """An exact sum, rounded once, half to even."""
        return Money(round(sum(exact, Fraction(0))), self.currency)


def check_budget(budget: Budget, most_monthly: Decimal) -> None:
    """Refuse what cannot be counted with; lines may still be missing.

    Args:
        most_monthly: more than this a month, in major units, is a slip.

    Raises:
        BudgetRefused: with the fault, and the line it is in.
    """
    if budget.adults < 1 or budget.children < 0:
        raise BudgetRefused(BudgetFault.HOUSEHOLD)
    most = Money.at_least(most_monthly, budget.currency)
    for each in budget.income:
        _check_figure(each.source.value, each.figure, most)
    for line in budget.spending:
        _check_figure(line.group.value, line.figure, most)
    if budget.other_balances is not None:
        owed = budget.other_balances
        _check_amount("other_balances", owed, budget.currency)


def _check_figure(line: str, figure: Figure, most: Money) -> None:
    _check_amount(line, figure.least, most.currency)
    _check_amount(line, figure.most, most.currency)
    if figure.least > figure.most:
        raise BudgetRefused(BudgetFault.RANGE_REVERSED, line)
    if figure.most.minor * figure.every.per_month > most.minor:
        raise BudgetRefused(BudgetFault.TOO_LARGE, line)


def _check_amount(line: str, amount: Money, currency: str) -> None:
    if amount.currency != currency:
        raise BudgetRefused(BudgetFault.OTHER_CURRENCY, line)
    if amount.minor < 0:
        raise BudgetRefused(BudgetFault.NEGATIVE, line)
