"""Autopay: what a person authorised, and when a card may be charged under it.

An authorisation stands beside the plan, not in it: taking it back leaves the plan,
which can be kept by paying each instalment oneself (Reg E 1005.10(b) and (c)).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from debt.money import Money, total
from debt.payment import OPEN, PaymentState
from debt.plan import Plan, PlanStatus
from debt.schedule import Instalment, Schedule

# A person can take the authorisation back on the morning of the day itself, which is
# later than the three business days before that Reg E 1005.10(c) asks for.
CHARGED_FROM = time(9)
LATEST_DAYS = 3
RETRY_DAYS = 3
# Only these may pass by themselves. All others need the person: another card, a call.
_PASSING = {
    "card_declined",
    "card_velocity_exceeded",
    "generic_decline",
    "insufficient_funds",
    "issuer_not_available",
    "processing_error",
    "reenter_transaction",
    "try_again_later",
    "withdrawal_count_limit_exceeded",
}


class AuthorisationState(str, Enum):
    """How far an authorisation got, in the order of declaration; it never goes back."""

    REQUESTED = "requested"
    EXPIRED = "expired"
    ACTIVE = "active"
    REVOKED = "revoked"


_ORDER = tuple(AuthorisationState)


@dataclass(frozen=True)
class AutopayTerms:
    """What would be authorised, to be shown in full before the yes.

    Attributes:
        schedule: every amount and date that may be taken.
        stop_until: the hour of each day, where the person lives, until which taking the
            authorisation back stops that day's charge.
    """

    account_id: str
    plan_id: str
    schedule: Schedule
    stop_until: time = CHARGED_FROM


@dataclass(frozen=True)
class Consent:
    """The yes of a person to the terms, as they were put into words.

    Attributes:
        wording: the whole text that was shown.
        version: of the wording.
        retry: whether one more try after a decline was agreed to.
    """

    terms: AutopayTerms
    wording: str
    version: str
    retry: bool = False

    @property
    def text_hash(self) -> str:
        """SHA-256 of the wording, in hexadecimal."""
        return hashlib.sha256(self.wording.encode()).hexdigest()


@dataclass(frozen=True)
class Authorisation:
    """A consent on record; two years after its end it may go (Nacha WEB).

    Attributes:
        reference: ours; known to the provider.
        card: the provider's name of the saved card.
        method: the card, safe to show: ``Visa ••1881``.
        forgotten_at: when the provider was told to forget the card.
    """

    id: str
    reference: str
    debtor_id: str
    conversation_id: str
    consent: Consent
    state: AuthorisationState
    agreed_at: datetime
    confirmed_at: datetime | None = None
    revoked_at: datetime | None = None
    card: str | None = None
    method: str | None = None
    forgotten_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.state is AuthorisationState.ACTIVE


@dataclass(frozen=True)
class CardNews:
    """How the saving of a card ended: it may be charged now, or it may not."""

    conversation_id: str
    account_id: str
    is_ready: bool


@dataclass(frozen=True)
class Attempt:
    """One charge of an instalment that was made, or is on its way."""

    due: date
    number: int
    intent_id: str
    state: PaymentState
    amount: Money
    made_on: date
    decline: str | None = None


class Hindrance(str, Enum):
    """Why nothing is charged for an instalment now."""

    NOT_AUTHORISED = "not_authorised"
    NOT_YET = "not_yet"
    TOO_LATE = "too_late"
    NOTHING_LEFT = "nothing_left"
    ON_ITS_WAY = "on_its_way"
    DECLINED = "declined"
    NEEDS_CONSENT = "needs_consent"


@dataclass(frozen=True)
class ChargeCase:
    """An instalment that may have to be charged, and all that decides it.

    Attributes:
        instalment: its day, and what is left of it.
        schedule: the plan's schedule as it is now.
        can_be_taken: the balance, less what is being paid on open pages.
        attempts: every charge made under the authorisation.
        now: the moment and the zone of the person.
    """

    authorisation: Authorisation
    instalment: Instalment
    schedule: Schedule
    can_be_taken: Money
    attempts: tuple[Attempt, ...]
    now: datetime
    zone: str

    @property
    def own_attempts(self) -> tuple[Attempt, ...]:
        return tuple(a for a in self.attempts if a.due == self.instalment.due)

    @property
    def amount(self) -> Money:
        """Never more than is left of the instalment or of the debt."""
        return min(self.instalment.amount, self.can_be_taken)


def advance(state: AuthorisationState, new: AuthorisationState) -> AuthorisationState:
    """The further of two states: taking back is final, whatever is heard later."""
    return max(state, new, key=_ORDER.index)


def revoked(authorisation: Authorisation, now: datetime) -> Authorisation:
    """Taken back, or over; the first moment counts."""
    return replace(
        authorisation,
        state=AuthorisationState.REVOKED,
        revoked_at=authorisation.revoked_at or now,
    )


def terms_of(status: PlanStatus, today: date) -> AutopayTerms | None:
    """Every amount and date of a plan from today on, less what is paid already."""
    coming = tuple(
        each.left
        for each in status.instalments
        if each.due >= today and each.paid < each.amount
    )
    plan = status.plan
    return AutopayTerms(plan.account_id, plan.id, Schedule(coming)) if coming else None


def covers(authorisation: Authorisation, plan: Plan, today: date) -> bool:
    """Whether every instalment still to come may be charged as it is now."""
    terms = authorisation.consent.terms
    if not authorisation.is_active or terms.plan_id != plan.id:
        return False
    coming = (each for each in plan.schedule.instalments if each.due > today)
    most = ((_most_on(e.due, terms.schedule, plan.schedule), e.amount) for e in coming)
    return all(agreed is not None and amount <= agreed for agreed, amount in most)


def hindrance(case: ChargeCase) -> Hindrance | None:
    """What stands in the way of charging the instalment now, if anything."""
    if not case.authorisation.is_active:
        return Hindrance.NOT_AUTHORISED
    if any(each.state in OPEN for each in case.attempts):
        return Hindrance.ON_ITS_WAY
    if case.amount.minor <= 0:
        return Hindrance.NOTHING_LEFT
    if not _is_covered(case):
        return Hindrance.NEEDS_CONSENT
    return _wrong_time(case)


def _wrong_time(case: ChargeCase) -> Hindrance | None:
    """The day itself or soon after; a retry so many days after the decline."""
    tried = case.own_attempts
    day = case.instalment.due
    if tried:
        if not _may_retry(case.authorisation.consent, tried):
            return Hindrance.DECLINED
        day = tried[-1].made_on + timedelta(days=RETRY_DAYS)
    local = case.now.astimezone(ZoneInfo(case.zone))
    if local.replace(tzinfo=None) < datetime.combine(day, CHARGED_FROM):
        return Hindrance.NOT_YET
    return Hindrance.TOO_LATE if local.date() > _latest(day) else None


def _latest(day: date) -> date:
    return day + timedelta(days=LATEST_DAYS)


def _may_retry(consent: Consent, tried: tuple[Attempt, ...]) -> bool:
    """Once, if that was agreed to, and if the reason may pass by itself."""
    (last,) = tried[-1:]
    passing = last.state is PaymentState.FAILED and last.decline in _PASSING
    return consent.retry and len(tried) == 1 and passing


def _is_covered(case: ChargeCase) -> bool:
    """Whether day, amount and sum are within what was authorised.

    An instalment moved to a later day keeps its own amount; whatever would take more
    than was agreed to needs a new consent (Reg E 1005.10(d)).
    """
    agreed = case.authorisation.consent.terms.schedule
    taken = [a.amount for a in case.attempts if a.state in _TAKEN]
    zero = Money.zero(case.amount.currency)
    most = _most_on(case.instalment.due, agreed, case.schedule) or zero
    within = total(taken, case.amount.currency) + case.amount <= agreed.total
    return within and case.amount <= most


_TAKEN = (PaymentState.SUCCEEDED, PaymentState.DISPUTE_WON)


def _most_on(day: date, agreed: Schedule, now: Schedule) -> Money | None:
    """The most that may be taken on a day: its amount, or that of one moved here."""
    amounts = {each.due: each.amount for each in agreed.instalments}
    if day in amounts:
        return amounts[day]
    kept = {each.due for each in now.instalments}
    moved = [amounts[each] for each in amounts if each not in kept and each < day]
    return max(moved, default=None)
