"""Payment plans: what may be agreed, what is on the table, and how it is going."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from debt.errors import IllegalTransition
from debt.money import Money
from debt.schedule import Frequency, Instalment, Schedule


class Pace(str, Enum):
    """Which of the offers this is: one of our two, or the person's own proposal."""

    QUICKER = "quicker"
    GENTLER = "gentler"
    PROPOSED = "proposed"


@dataclass(frozen=True)
class PlanTerms:
    """A plan in one line; plans carry no interest and no fees.

    Attributes:
        amount: the regular instalment; only the last one may differ, and the first.
        first_date: the day the dates are counted from; the first instalment is due on
            it or on the next business day.
        first_amount: the down payment, where the first of several is more.
    """

    total: Money
    amount: Money
    count: int
    frequency: Frequency
    first_date: date
    first_amount: Money | None = None


@dataclass(frozen=True)
class PlanOffer:
    """A plan that can be accepted until it expires or the balance changes.

    Attributes:
        above_affordable: set when an instalment is more than the person's budget
            leaves: say so, and suggest this amount.
    """

    id: str
    account_id: str
    pace: Pace
    terms: PlanTerms
    schedule: Schedule
    expires_at: datetime
    above_affordable: Money | None = None


class PlanState(str, Enum):
    """Where a plan stands."""

    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    BROKEN = "broken"


def move(state: PlanState, to: PlanState) -> PlanState:
    """The new state: an active plan ends once, and an ended plan stays ended.

    Raises:
        IllegalTransition: the plan is not active, or would not change.
    """
    if state is not PlanState.ACTIVE or to is PlanState.ACTIVE:
        raise IllegalTransition(state.value, to.value)
    return to


@dataclass(frozen=True)
class Plan:
    """An agreed schedule of one account."""

    id: str
    account_id: str
    offer_id: str
    state: PlanState
    terms: PlanTerms
    schedule: Schedule
    accepted_at: datetime
    accepted_on: date


class InstalmentState(str, Enum):
    """Where an instalment stands; it is due from its day until the grace is over."""

    PAID = "paid"
    DUE = "due"
    MISSED = "missed"
    UPCOMING = "upcoming"


@dataclass(frozen=True)
class InstalmentStatus:
    """One instalment, and how much of it has been paid."""

    due: date
    amount: Money
    paid: Money
    state: InstalmentState


@dataclass(frozen=True)
class PlanStatus:
    """How a plan is going.

    Attributes:
        next_due: the first instalment not fully paid, with what is left of it.
        missed: how many instalments are past their grace and not fully paid.
    """

    plan: Plan
    instalments: tuple[InstalmentStatus, ...]
    paid: Money
    left: Money
    next_due: Instalment | None
    missed: int

    @property
    def at_risk(self) -> bool:
        """Two missed in a row: offer to plan again before anything is broken."""
        return self.missed > 1


def status_of(plan: Plan, paid: Money, today: date, grace_days: int) -> PlanStatus:
    """Spread what was paid since the start over the instalments, oldest first."""
    instalments = _spread(
        plan.schedule, paid, today - timedelta(days=grace_days), today
    )
    left = max(plan.terms.total - paid, Money.zero(paid.currency))
    unpaid = [each for each in instalments if each.state is not InstalmentState.PAID]
    return PlanStatus(
        plan=plan,
        instalments=instalments,
        paid=paid,
        left=left,
        next_due=_remainder(unpaid[0]) if unpaid else None,
        missed=sum(each.state is InstalmentState.MISSED for each in unpaid),
    )


def _spread(
    schedule: Schedule, paid: Money, missed_before: date, today: date
) -> tuple[InstalmentStatus, ...]:
    lines = []
    for each in schedule.instalments:
        covered = min(max(paid, Money.zero(paid.currency)), each.amount)
        paid -= covered
        state = _state_of(each, covered, missed_before, today)
        lines.append(InstalmentStatus(each.due, each.amount, covered, state))
    return tuple(lines)


def _state_of(
    instalment: Instalment, covered: Money, missed_before: date, today: date
) -> InstalmentState:
    if covered == instalment.amount:
        return InstalmentState.PAID
    if instalment.due > today:
        return InstalmentState.UPCOMING
    missed = instalment.due < missed_before
    return InstalmentState.MISSED if missed else InstalmentState.DUE


def _remainder(instalment: InstalmentStatus) -> Instalment:
    return Instalment(instalment.due, instalment.amount - instalment.paid)
