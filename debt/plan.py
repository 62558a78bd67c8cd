"""Payment plans: what may be agreed, what is on the table, and how it is going."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from debt.errors import IllegalTransition
from debt.money import Money
from debt.schedule import Frequency, Instalment, Schedule


class Pace(str, Enum):
    """Which of the offers this is: one of our two, the person's own proposal, or a
    token plan for somebody who can pay next to nothing."""

    QUICKER = "quicker"
    GENTLER = "gentler"
    PROPOSED = "proposed"
    TOKEN = "token"  # noqa: S105 - no secret


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
        remains: what is still owed when a token plan has been paid; ``None`` when the
            plan pays off everything.
        replaces: the id of the plan it takes the place of, when it plans again.
    """

    id: str
    account_id: str
    pace: Pace
    terms: PlanTerms
    schedule: Schedule
    expires_at: datetime
    above_affordable: Money | None = None
    remains: Money | None = None
    replaces: str | None = None

    @property
    def balance(self) -> Money:
        """What was owed when it was offered."""
        return self.terms.total + self.remains if self.remains else self.terms.total

    @property
    def review_on(self) -> date | None:
        """The day on which to speak about what remains, if anything does."""
        return self.schedule.last.due if self.remains else None


class PlanState(str, Enum):
    """Where a plan stands; the first two are in force."""

    ACTIVE = "active"
    AT_RISK = "at_risk"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    BROKEN = "broken"
    REPLACED = "replaced"


IN_FORCE = (PlanState.ACTIVE, PlanState.AT_RISK)
_EDGES = {
    (PlanState.ACTIVE, PlanState.AT_RISK),
    (PlanState.ACTIVE, PlanState.COMPLETED),
    (PlanState.ACTIVE, PlanState.CANCELLED),
    (PlanState.ACTIVE, PlanState.REPLACED),
    (PlanState.AT_RISK, PlanState.ACTIVE),
    (PlanState.AT_RISK, PlanState.COMPLETED),
    (PlanState.AT_RISK, PlanState.CANCELLED),
    (PlanState.AT_RISK, PlanState.BROKEN),
    (PlanState.AT_RISK, PlanState.REPLACED),
    # A payment came back: the plan goes on, or a newer plan covers what is owed.
    (PlanState.COMPLETED, PlanState.ACTIVE),
    (PlanState.COMPLETED, PlanState.REPLACED),
}


def move(state: PlanState, to: PlanState) -> PlanState:
    """The new state of a plan.

    Raises:
        IllegalTransition: a plan does not go that way.
    """
    if (state, to) not in _EDGES:
        raise IllegalTransition(state.value, to.value)
    return to


@dataclass(frozen=True)
class Plan:
    """An agreed schedule of one account.

    Attributes:
        schedule: as it is now, with every accepted change.
        changes: how many changes were accepted since it was agreed.
        notice_on: the day the person was to be told that the plan is at risk.
        reviewed_on: the last of the person's days whose beginning was reviewed.
        text_version: which wording of the agreement the person said yes to.
        agreement_hash: see ``agreement_hash``; ``None`` for the oldest plans.
    """

    id: str
    account_id: str
    offer_id: str
    state: PlanState
    terms: PlanTerms
    schedule: Schedule
    accepted_at: datetime
    accepted_on: date
    changes: int = 0
    notice_on: date | None = None
    reviewed_on: date | None = None
    ended_at: datetime | None = None
    text_version: str = ""
    agreement_hash: str | None = None

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE


def agreement_hash(offer: PlanOffer, text_version: str) -> str:
    """A hash of everything a person agreed to, to prove a copy made later."""
    parts = (
        offer.account_id,
        text_version,
        offer.terms.total.currency,
        offer.terms.frequency.value,
        offer.remains.minor if offer.remains else 0,
        *((e.due.isoformat(), e.amount.minor) for e in offer.schedule.instalments),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


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

    @property
    def left(self) -> Instalment:
        return Instalment(self.due, self.amount - self.paid)


@dataclass(frozen=True)
class PlanStatus:
    """How a plan is going.

    Attributes:
        next_due: the first instalment not fully paid, with what is left of it.
        missed: how many instalments in a row are past their grace and not fully paid.
    """

    plan: Plan
    instalments: tuple[InstalmentStatus, ...]
    paid: Money
    left: Money
    next_due: Instalment | None
    missed: int

    @property
    def at_risk(self) -> bool:
        """Too many missed in a row: offer to plan again before anything is broken."""
        return self.plan.state is PlanState.AT_RISK

    @property
    def ends_on(self) -> date | None:
        """The day of the last instalment that still asks for anything."""
        unpaid = [e for e in self.instalments if e.state is not InstalmentState.PAID]
        return unpaid[-1].due if unpaid else None
