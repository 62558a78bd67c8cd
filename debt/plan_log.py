"""The log of a plan: what happened to it, who did it, and where that leaves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from debt.errors import IllegalTransition
from debt.plan import IN_FORCE, PlanState, move


class Actor(str, Enum):
    """Who did something."""

    DEBTOR = "debtor"
    SYSTEM = "system"
    PERSON = "person"


class PlanEventKind(str, Enum):
    """What happened to a plan."""

    AGREED = "agreed"
    MOVED = "moved"
    SKIPPED = "skipped"
    MISSED = "missed"
    AT_RISK = "at_risk"
    CAUGHT_UP = "caught_up"
    COMPLETED = "completed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    BROKEN = "broken"
    REPLACED = "replaced"


_LEADS_TO = {
    PlanEventKind.AT_RISK: PlanState.AT_RISK,
    PlanEventKind.CAUGHT_UP: PlanState.ACTIVE,
    PlanEventKind.COMPLETED: PlanState.COMPLETED,
    PlanEventKind.REOPENED: PlanState.ACTIVE,
    PlanEventKind.CANCELLED: PlanState.CANCELLED,
    PlanEventKind.BROKEN: PlanState.BROKEN,
    PlanEventKind.REPLACED: PlanState.REPLACED,
}


@dataclass(frozen=True)
class PlanEvent:
    """One line of the log; lines are added, never changed.

    Attributes:
        number: counted from 1 within the plan; the store gives it.
        at: the moment it was written down.
        on: the person's day it counts for; a review made late writes earlier days.
        key: the idempotency key of the request; empty for what the system found.
        about: the due date of the instalment it is about, if it is about one.
    """

    kind: PlanEventKind
    actor: Actor
    at: datetime
    on: date
    key: str = ""
    about: date | None = None
    number: int = 0


def state_after(state: PlanState, kind: PlanEventKind) -> PlanState:
    """Where an event leaves a plan; some leave it where it is.

    Raises:
        IllegalTransition: that cannot happen to a plan in this state.
    """
    to = _LEADS_TO.get(kind)
    if to is not None:
        return move(state, to)
    if kind is PlanEventKind.AGREED or state not in IN_FORCE:
        raise IllegalTransition(state.value, kind.value)
    return state


def replay(events: Iterable[PlanEvent]) -> PlanState:
    """The state that a log leads to.

    Raises:
        IllegalTransition: it does not begin with the agreement, or cannot have been.
    """
    kinds = [each.kind for each in events]
    if kinds[:1] != [PlanEventKind.AGREED]:
        raise IllegalTransition(*kinds[:1])
    state = PlanState.ACTIVE
    for kind in kinds[1:]:
        state = state_after(state, kind)
    return state
