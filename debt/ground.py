"""What a negotiation stands on, and what a person wishes for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from debt.money import Money
from debt.payday import Payday
from debt.policy import PlanLimits
from debt.schedule import BusinessDays, Frequency, due_dates


@dataclass(frozen=True)
class Ground:
    """What a negotiation stands on.

    Attributes:
        total: what the plan pays off, the whole balance.
        usual_start: when a plan begins unless the person says.
        affordable: the most the person can pay in a month, where a budget says so.
        payday: when the person is paid, where that is known.
    """

    total: Money
    limits: PlanLimits
    today: date
    usual_start: date
    calendar: BusinessDays
    affordable: Money | None = None
    payday: Payday | None = None

    @property
    def least(self) -> Money:
        return Money.at_least(self.limits.min_instalment, self.total.currency)

    @property
    def down_payment(self) -> Money:
        """The least first instalment, rounded up to a minor unit."""
        hundredths = self.total.minor * self.limits.down_payment_percent
        return Money(-(-hundredths // 100), self.total.currency)

    @property
    def latest_start(self) -> date:
        last = self.today + timedelta(days=self.limits.start_days)
        return max(
            self.calendar.on_or_before(last), self.calendar.on_or_after(self.today)
        )

    def most(self, frequency: Frequency) -> Money | None:
        """The most affordable each time, rounded down: of a month, 12 / 52 a week."""
        if self.affordable is None:
            return None
        minor = self.affordable.minor * 12 // frequency.per_year
        return Money(minor, self.affordable.currency)


@dataclass(frozen=True)
class Wish:
    """What a person proposes; whatever is left open is chosen for them."""

    amount: Money | None = None
    count: int | None = None
    frequency: Frequency | None = None
    first_date: date | None = None


@dataclass(frozen=True)
class Rhythm:
    """How often, from when."""

    frequency: Frequency
    first: date

    def first_due(self, calendar: BusinessDays) -> date:
        return next(due_dates(self.first, self.frequency, 1, calendar))
