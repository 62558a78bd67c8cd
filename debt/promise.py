"""Promises to pay: an amount by a day. A promise is no authority to take money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    PromiseNotAllowed,
    PromiseRefusal,
)
from debt.money import Money, total
from debt.plan_course import Received
from debt.policy import PromiseLimits
from debt.rights import Pauses
from debt.schedule import BusinessDays


class PromiseState(str, Enum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    # Withdrawn by the person, or overtaken by a pause of collecting.
    RELEASED = "released"


@dataclass(frozen=True)
class Promise:
    """A person's word.

    Attributes:
        due: the day promised, where the person lives.
        judged_after: the last day on which the money is still in time: one business
            day later, because banks take that long.
    """

    id: str
    account_id: str
    amount: Money
    due: date
    judged_after: date
    made_at: datetime
    state: PromiseState = PromiseState.OPEN


def last_day_in_time(due: date, calendar: BusinessDays) -> date:
    return calendar.on_or_after(due + timedelta(days=1))


def latest_day(today: date, limits: PromiseLimits) -> date:
    """The last day that a promise made today may name."""
    return today + timedelta(days=limits.days)


def check_promise(
    amount: Money,
    due: date,
    today: date,
    *,
    least: Money,
    balance: Money,
    limits: PromiseLimits,
) -> None:
    """Whether a promise can be taken.

    Raises:
        AmountTooSmall: less than the policy's least payment.
        AmountTooLarge: more than is owed.
        PromiseNotAllowed: with the nearest day that would be allowed.
    """
    if amount > balance:
        raise AmountTooLarge(balance)
    if amount < min(least, balance) or amount.minor <= 0:
        raise AmountTooSmall(min(least, balance))
    if due < today:
        raise PromiseNotAllowed(PromiseRefusal.IN_THE_PAST, day=today)
    latest = latest_day(today, limits)
    if due > latest:
        raise PromiseNotAllowed(PromiseRefusal.TOO_FAR, day=latest, referable=True)


def judged(
    promise: Promise,
    received: Sequence[Received],
    made_on: date,
    today: date,
    pauses: Pauses,
) -> PromiseState:
    """What has become of an open promise by a day.

    It is neither kept nor broken when collecting was paused before its time was up.

    Args:
        received: what was paid since it was made.
    """
    in_time = [
        each.amount
        for each in received
        if each.returned_on is None and each.on <= promise.judged_after
    ]
    if total(in_time, promise.amount.currency) >= promise.amount:
        return PromiseState.KEPT
    if today <= promise.judged_after:
        return PromiseState.OPEN
    span = (promise.judged_after - made_on).days + 1
    day_after = promise.judged_after + timedelta(days=1)
    was_free = pauses.open_days(made_on - timedelta(days=1), day_after) == span
    return PromiseState.BROKEN if was_free else PromiseState.RELEASED
