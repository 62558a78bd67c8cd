"""Changes of a plan in force: move an instalment, skip one, pay ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from debt.errors import ChangeNotAllowed, ChangeRefusal
from debt.money import total
from debt.plan import InstalmentState, InstalmentStatus, PlanStatus
from debt.policy import PlanLimits
from debt.schedule import BusinessDays, Instalment, Schedule, add_months

_DAY = timedelta(days=1)


class ChangeKind(str, Enum):
    """How a schedule is changed."""

    MOVE = "move"
    SKIP = "skip"


@dataclass(frozen=True)
class Change:
    """An instalment that falls due on another day, and the schedule that makes.

    Attributes:
        due: the day it was due.
        new_due: the day it is due instead; a skipped one comes last.
        schedule: the whole new schedule, of the same total.
    """

    kind: ChangeKind
    due: date
    new_due: date
    schedule: Schedule

    @property
    def cut_off(self) -> date:
        """The last day on which it can be agreed: collection begins the day after."""
        return min(self.due, self.new_due) - _DAY


@dataclass(frozen=True)
class ChangeProposal:
    """A change that can be accepted until it expires or the plan changes otherwise.

    Attributes:
        number: counts the plan's accepted changes; this would be the next one.
    """

    id: str
    plan_id: str
    number: int
    change: Change
    expires_at: datetime
    accepted_at: datetime | None = None


@dataclass(frozen=True)
class ChangeGround:
    """What a change stands on.

    Attributes:
        accepted: the changes the plan has had, in order.
    """

    status: PlanStatus
    accepted: tuple[Change, ...]
    limits: PlanLimits
    today: date
    calendar: BusinessDays

    @property
    def instalments(self) -> tuple[InstalmentStatus, ...]:
        return self.status.instalments

    @property
    def schedule(self) -> Schedule:
        return self.status.plan.schedule


def moved(ground: ChangeGround, due: date, to: date) -> Change:
    """Move the instalment of a day to the first business day on or after another.

    It stays after the one before it and before the one after it.

    Raises:
        ChangeNotAllowed: with the nearest day that would be allowed, if any is.
    """
    index = _changeable(ground, due)
    if _times_moved(ground.accepted, due) >= ground.limits.moves_per_instalment:
        raise ChangeNotAllowed(ChangeRefusal.MOVED_ENOUGH, referable=True)
    earliest, latest = _room(ground, index)
    day = ground.calendar.on_or_after(to)
    if to < earliest or day > latest:
        reason = ChangeRefusal.TOO_EARLY if to < earliest else ChangeRefusal.TOO_FAR
        nearest = earliest if to < earliest else latest
        raise ChangeNotAllowed(reason, day=nearest, referable=True)
    if day == due:
        raise ChangeNotAllowed(ChangeRefusal.NOTHING_CHANGES, day=due)
    lines = list(ground.schedule.instalments)
    lines[index] = replace(lines[index], due=day)
    return Change(ChangeKind.MOVE, due, day, Schedule(tuple(lines)))


def skipped(ground: ChangeGround, due: date) -> Change:
    """Leave out the instalment of a day; it comes after the last one instead.

    Raises:
        ChangeNotAllowed: with the nearest instalment that could be skipped.
    """
    index = _changeable(ground, due)
    if not ground.limits.skip_every_months:
        raise ChangeNotAllowed(ChangeRefusal.NO_SKIPS, referable=True)
    if not _may_skip(ground, due):
        could = (e.due for e in _open(ground) if _may_skip(ground, e.due))
        nearest = next(could, None)
        raise ChangeNotAllowed(
            ChangeRefusal.SKIPPED_RECENTLY, day=nearest, referable=True
        )
    lines = list(ground.schedule.instalments)
    last = Instalment(_day_at_end(ground), lines.pop(index).amount)
    return Change(ChangeKind.SKIP, due, last.due, Schedule((*lines, last)))


def with_missed_at_end(ground: ChangeGround) -> tuple[Instalment, ...]:
    """What is still to come if what was missed is not caught up: it comes last."""
    missed = [e for e in ground.instalments if e.state is InstalmentState.MISSED]
    settled = (InstalmentState.PAID, InstalmentState.MISSED)
    coming = tuple(e.left for e in ground.instalments if e.state not in settled)
    if not missed:
        return coming
    currency = missed[0].amount.currency
    amount = total([each.left.amount for each in missed], currency)
    return (*coming, Instalment(_day_at_end(ground), amount))


def _changeable(ground: ChangeGround, due: date) -> int:
    """The place of an instalment that is not paid and not yet being collected."""
    dues = [each.due for each in ground.instalments]
    reason = None
    if due not in dues:
        reason = ChangeRefusal.NO_SUCH_INSTALMENT
    elif ground.instalments[dues.index(due)].state is InstalmentState.PAID:
        reason = ChangeRefusal.ALREADY_PAID
    elif due <= ground.today:
        reason = ChangeRefusal.CUT_OFF_PASSED
    if reason is not None:
        nearest = next((each.due for each in _open(ground)), None)
        raise ChangeNotAllowed(reason, day=nearest)
    return dues.index(due)


def _open(ground: ChangeGround) -> list[InstalmentStatus]:
    """The instalments that can still be changed."""
    upcoming = InstalmentState.UPCOMING
    return [each for each in ground.instalments if each.state is upcoming]


def _times_moved(accepted: Iterable[Change], due: date) -> int:
    """How often the instalment that is now due on a day was moved to get there."""
    times = 0
    for each in reversed(list(accepted)):
        if each.new_due == due:
            due = each.due
            times += each.kind is ChangeKind.MOVE
    return times


def _room(ground: ChangeGround, index: int) -> tuple[date, date]:
    """The first and the last business day an instalment may be moved to."""
    lines = ground.schedule.instalments
    due = lines[index].due
    earliest = ground.today + _DAY
    if index:
        earliest = max(earliest, lines[index - 1].due + _DAY)
    latest = due + timedelta(days=ground.limits.move_days)
    if index + 1 < len(lines):
        latest = min(latest, lines[index + 1].due - _DAY)
    calendar = ground.calendar
    return calendar.on_or_after(earliest), calendar.on_or_before(latest)


def _may_skip(ground: ChangeGround, due: date) -> bool:
    months = ground.limits.skip_every_months
    return all(
        add_months(min(due, each), months) <= max(due, each)
        and not _are_neighbours(ground.schedule, due, each)
        for each in _skips(ground)
    )


def _are_neighbours(schedule: Schedule, one: date, other: date) -> bool:
    first, last = min(one, other), max(one, other)
    return not any(first < each.due < last for each in schedule.instalments)


def _skips(ground: ChangeGround) -> list[date]:
    """The days on which an instalment was skipped."""
    return [each.due for each in ground.accepted if each.kind is ChangeKind.SKIP]


def _day_at_end(ground: ChangeGround) -> date:
    """When one more instalment would fall due, at the plan's own frequency."""
    terms = ground.status.plan.terms
    nominal = terms.frequency.date(terms.first_date, terms.count + len(_skips(ground)))
    after_last = ground.schedule.last.due + _DAY
    return ground.calendar.on_or_after(max(nominal, after_last))
