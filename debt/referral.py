"""Proposals beyond the assistant's authority: referred, never refused (CONC 7.5.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

from debt.ground import Wish
from debt.money import exponent
from debt.policy import PlanLimits
from debt.schedule import BusinessDays, Frequency

ANSWER_BUSINESS_DAYS = 5
# A person answers when the debtor is away; the offer has to wait for them.
OFFER_LIFETIME = timedelta(days=14)
_LATEST_START_DAYS = 366


class ReferralState(str, Enum):
    """Where a proposal stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class Referral:
    """A proposal that a person decides.

    Attributes:
        reference: what the debtor can quote: ``R-7K2M``.
        reason: the value of the refusal that led to it, such as ``too_long``.
        due_on: the day by which the debtor is told.
        offer_id: the offer that came of it, if it was accepted.
    """

    reference: str
    account_id: str
    reason: str
    wish: Wish
    made_at: datetime
    due_on: date
    state: ReferralState = ReferralState.WAITING
    offer_id: str | None = None


def answer_due(today: date, calendar: BusinessDays) -> date:
    """The day so many business days ahead."""
    day = today
    for _ in range(ANSWER_BUSINESS_DAYS):
        day = calendar.on_or_after(day + timedelta(days=1))
    return day


def limits_of_a_person(limits: PlanLimits, currency: str) -> PlanLimits:
    """What a person may agree: anything that ends within ``person_months``."""
    return replace(
        limits,
        bot_months=limits.person_months,
        offer_months=(limits.person_months, limits.person_months),
        min_instalment=Decimal(1).scaleb(-exponent(currency)),
        frequencies=tuple(Frequency),
        down_payment_percent=0,
        start_days=_LATEST_START_DAYS,
    )
