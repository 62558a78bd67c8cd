"""How a plan is going: what payments pay off, what was missed, what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from debt.money import Money, total
from debt.plan import InstalmentState, InstalmentStatus, Plan, PlanState, PlanStatus
from debt.plan_log import PlanEventKind
from debt.policy import PlanLimits
from debt.rights import Pauses
from debt.schedule import Instalment, Schedule


@dataclass(frozen=True)
class Received:
    """Money that arrived while a plan or a promise ran.

    Attributes:
        on: the day it was booked for.
        returned_on: the day it came back, if it did.
    """

    on: date
    amount: Money
    returned_on: date | None = None

    def counts_before(self, day: date) -> bool:
        """Whether it was there when a day began."""
        stayed = self.returned_on is None or self.returned_on >= day
        return self.on < day and stayed


@dataclass(frozen=True)
class Patience:
    """How late an instalment may come.

    Attributes:
        grace_days: the days after the due day that do not count as missed.
        pauses: days on which collecting was paused; they do not count at all.
    """

    grace_days: int
    pauses: Pauses = field(default_factory=Pauses)

    def is_over(self, due: date, day: date) -> bool:
        return due < day and self.pauses.open_days(due, day) >= self.grace_days


@dataclass(frozen=True)
class Verdict:
    """What a review found.

    Attributes:
        due: the instalment that was missed.
    """

    kind: PlanEventKind
    due: date | None = None


def status_of(
    plan: Plan, payments: Sequence[Received], today: date, patience: Patience
) -> PlanStatus:
    """Spread what was paid, in the order it came, over the instalments.

    A payment pays what was due by its day, oldest first, then the next instalment.
    What it brings beyond that shortens the plan from its end, so that the dates and
    amounts before stay as agreed. Nobody who has paid in total what was due by now has
    missed anything: what would be missed is taken from what was paid ahead.
    """
    paid = _spread(plan.schedule, payments)
    late = [patience.is_over(e.due, today) for e in plan.schedule.instalments]
    _take_from_what_was_paid_ahead(plan.schedule, paid, late)
    instalments = tuple(
        InstalmentStatus(e.due, e.amount, p, _state_of(e, p, is_late, today))
        for e, p, is_late in zip(plan.schedule.instalments, paid, late, strict=True)
    )
    unpaid = [each for each in instalments if each.state is not InstalmentState.PAID]
    zero = Money.zero(plan.terms.total.currency)
    received = total([each.amount for each in payments], zero.currency)
    return PlanStatus(
        plan=plan,
        instalments=instalments,
        paid=received,
        left=max(plan.terms.total - received, zero),
        next_due=unpaid[0].left if unpaid else None,
        missed=sum(each.state is InstalmentState.MISSED for each in unpaid),
    )


def verdicts(
    plan: Plan,
    payments: Sequence[Received],
    day: date,
    limits: PlanLimits,
    pauses: Pauses,
) -> Iterator[Verdict]:
    """What the beginning of one of the person's days changes about a plan in force.

    It looks only at what was there before the day, so that a review made later finds
    the same. Nothing is missed or broken on a day on which collecting was paused.
    """
    if pauses.stand_as_begins(day):
        return
    patience = Patience(limits.grace_days, pauses)
    there = [each for each in payments if each.counts_before(day)]
    status = status_of(plan, there, day, patience)
    if not status.left:
        yield Verdict(PlanEventKind.COMPLETED)
        return
    for each in status.instalments:
        is_new = not patience.is_over(each.due, day - timedelta(days=1))
        if each.state is InstalmentState.MISSED and is_new:
            yield Verdict(PlanEventKind.MISSED, each.due)
    if plan.state is PlanState.ACTIVE and status.missed >= limits.misses_at_risk:
        yield Verdict(PlanEventKind.AT_RISK)
    elif plan.notice_on and plan.state is PlanState.AT_RISK:
        notice = Patience(limits.break_notice_days, pauses)
        if not status.missed:
            yield Verdict(PlanEventKind.CAUGHT_UP)
        elif notice.is_over(plan.notice_on, day):
            yield Verdict(PlanEventKind.BROKEN)


def earliest_end(plan: Plan, limits: PlanLimits) -> date | None:
    """The day before which a plan at risk is not broken; pauses put it off further."""
    if plan.state is not PlanState.AT_RISK or plan.notice_on is None:
        return None
    return plan.notice_on + timedelta(days=limits.break_notice_days)


def _spread(schedule: Schedule, payments: Sequence[Received]) -> list[Money]:
    """How much of each instalment the payments pay."""
    paid = [Money.zero(each.amount.currency) for each in schedule.instalments]
    for payment in sorted(payments, key=lambda each: each.on):
        rest = payment.amount
        for index in _order(schedule, payment.on):
            used = min(rest, schedule.instalments[index].amount - paid[index])
            paid[index] += used
            rest -= used
    return paid


def _order(schedule: Schedule, on: date) -> list[int]:
    """What was due by a day, the next instalment, then the others from the end."""
    due = sum(each.due <= on for each in schedule.instalments)
    later = range(due + 1, len(schedule.instalments))
    return [*range(min(due + 1, len(schedule.instalments))), *reversed(later)]


def _take_from_what_was_paid_ahead(
    schedule: Schedule, paid: list[Money], late: list[bool]
) -> None:
    for index, instalment in enumerate(schedule.instalments):
        if not late[index]:
            return
        for ahead in range(index + 1, len(paid)):
            taken = min(instalment.amount - paid[index], paid[ahead])
            paid[index] += taken
            paid[ahead] -= taken


def _state_of(
    instalment: Instalment, paid: Money, is_late: bool, today: date
) -> InstalmentState:
    if paid == instalment.amount:
        return InstalmentState.PAID
    if is_late:
        return InstalmentState.MISSED
    return InstalmentState.UPCOMING if instalment.due > today else InstalmentState.DUE
