"""Holds: time to breathe, with a day on which to speak again (FCA CONC 7.3.11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from debt.errors import HoldNotAllowed, HoldRefusal
from debt.money import Money
from debt.policy import HoldLimits


@dataclass(frozen=True)
class HoldOffer:
    """A pause that can be had.

    Attributes:
        review_on: the day it is over and what comes next is talked about.
    """

    account_id: str
    days: int
    review_on: date


@dataclass(frozen=True)
class Hold:
    """A pause that was agreed.

    Attributes:
        block_reference: the block that stops collecting meanwhile.
        review_at: the moment at which the review day begins where the person lives.
        extensions: how often it was made longer.
        followed_up_at: when somebody spoke with the person about what comes next.
    """

    id: str
    account_id: str
    block_reference: str
    started_on: date
    review_on: date
    review_at: datetime
    extensions: int = 0
    followed_up_at: datetime | None = None


def offered_hold(
    account_id: str,
    balance: Money,
    limits: HoldLimits,
    today: date,
    latest: Hold | None,
) -> HoldOffer:
    """The hold an account can have now.

    Args:
        latest: the account's last hold, over or not.

    Raises:
        HoldNotAllowed: none is given, nothing is owed, one is running, or the last one
            ended less than the length of a hold ago.
    """
    if balance.minor <= 0:
        raise HoldNotAllowed(HoldRefusal.NOTHING_OWED)
    if not limits.days:
        raise HoldNotAllowed(HoldRefusal.NOT_OFFERED, referable=True)
    if latest and today < latest.review_on:
        raise HoldNotAllowed(HoldRefusal.ON_HOLD, day=latest.review_on)
    if latest and today < latest.review_on + timedelta(days=limits.days):
        again = latest.review_on + timedelta(days=limits.days)
        raise HoldNotAllowed(HoldRefusal.TOO_SOON, day=again, referable=True)
    return HoldOffer(account_id, limits.days, today + timedelta(days=limits.days))


def extended_review(hold: Hold, limits: HoldLimits, today: date) -> date:
    """The review day of a running hold that is made as much longer again.

    Raises:
        HoldNotAllowed: it is over, or only a person may make it longer.
    """
    if today >= hold.review_on:
        raise HoldNotAllowed(HoldRefusal.NOT_ON_HOLD)
    if hold.extensions >= limits.extensions:
        raise HoldNotAllowed(
            HoldRefusal.EXTENSIONS_USED, day=hold.review_on, referable=True
        )
    return hold.review_on + timedelta(days=limits.days)


def beginning_of(day: date, zone: str) -> datetime:
    """The moment, in UTC, at which a day begins somewhere."""
    local = datetime.combine(day, time.min, ZoneInfo(zone))
    return local.astimezone(timezone.utc)
