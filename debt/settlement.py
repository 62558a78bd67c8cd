"""Closing an account for less than the balance, where the creditor allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

from debt.account import Account
from debt.money import Money, total
from debt.plan_course import Patience, Received
from debt.policy import RestOfDebt, SettlementLimits
from debt.schedule import BusinessDays, Instalment, Schedule
from debt.validation import NOTICE_DAYS, period_end

# What is forgiven is reported to the IRS from this sum on (Form 1099-C).
_REPORTED = Money.of(Decimal(600), "USD")


class OfferKind(str, Enum):
    """How an offer came about: our own in one payment or in parts, our answer to a bid,
    or a bid that was accepted."""

    STANDING = "standing"
    PARTS = "parts"
    COUNTER = "counter"
    BID = "bid"


@dataclass(frozen=True)
class SettlementOffer:
    """Pay ``amount``, and the account is treated as settled (FCA CONC 7.4.2).

    In one payment it has to arrive by ``expires_on``. In parts it has to be agreed by
    then, and each part to arrive within ``grace_days`` of its day: otherwise the
    settlement lapses. What was paid stays credited, no fee is taken, and the rest of
    the whole balance is owed again.

    Attributes:
        percent_off: how much of the balance is taken off; of a bid, rounded down.
        saves: the balance less the amount.
        rest: what becomes of what is saved once the amount has been paid.
        schedule: the parts; ``None`` for one payment.
        above_affordable: set when a part is more than the person's budget leaves in a
            month: say so, and name this amount.
    """

    account_id: str
    amount: Money
    percent_off: int
    saves: Money
    expires_on: date
    rest: RestOfDebt = RestOfDebt.WRITTEN_OFF
    kind: OfferKind = OfferKind.STANDING
    schedule: Schedule | None = None
    grace_days: int = 0
    id: str = ""
    above_affordable: Money | None = None

    @property
    def balance(self) -> Money:
        return self.amount + self.saves

    @property
    def remaining(self) -> Money:
        """What is owed afterwards: nothing, unless the rest survives."""
        survives = self.rest is RestOfDebt.SURVIVES
        return self.saves if survives else Money.zero(self.amount.currency)

    @property
    def may_be_sold(self) -> bool:
        """Whether the rest may be sold on; it has to be said (FCA CONC 7.4.2)."""
        return bool(self.remaining)

    @property
    def may_be_taxed(self) -> bool:
        """Whether to say that a tax adviser should be asked (US Form 1099-C)."""
        in_dollars = self.saves.currency == _REPORTED.currency
        return in_dollars and not self.remaining and self.saves >= _REPORTED


def with_warning(offer: SettlementOffer, affordable: Money | None) -> SettlementOffer:
    """The offer in parts, marked if a part is more than can be paid in a month."""
    parts = offer.schedule.instalments if offer.schedule else ()
    too_much = affordable is not None and any(
        part.amount > affordable for part in parts
    )
    return replace(offer, above_affordable=affordable) if too_much else offer


@dataclass(frozen=True)
class Discounts:
    """Percent of the balance that may be taken off.

    Attributes:
        floor: the most that may be taken off in bargaining; it is never told.
    """

    lump: int
    parts: int
    floor: int


def discounts(account: Account, limits: SettlementLimits) -> Discounts:
    """What the creditor decided for the account, or else the operator's policy.

    The creditor's figure is all that may be taken off: it is offered at once, parts get
    no more than it, and there is nothing left to bargain for.
    """
    decided = account.settlement_percent
    if decided is None:
        lump, parts = limits.lump_percent, limits.parts_percent
        return Discounts(lump, parts, limits.floor_percent)
    return Discounts(decided, min(limits.parts_percent, decided), decided)


def settlement_amount(balance: Money, percent: int) -> Money:
    """What is left to pay: the balance less the discount, never below one unit."""
    return max(balance - balance.percent(percent), Money(1, balance.currency))


def percent_taken_off(balance: Money, amount: Money) -> int:
    """What somebody's own figure comes to, in whole percent rounded down."""
    return (balance - amount).minor * 100 // balance.minor


def expiry(today: date, days: int, calendar: BusinessDays) -> date:
    """The last day of an offer made today: never within the validation period.

    An offer that ended inside it would press people to pay instead of disputing
    (Reg F 1006.38(b)(1)). The period may have begun long ago, but nothing on file says
    so for each account; it cannot have begun later than today, because the offer itself
    tells of the debt. So the strictest end is taken for every account and country.
    """
    return max(
        today + timedelta(days=days),
        validation_end(today, calendar) + timedelta(days=1),
    )


def validation_end(first_told: date, calendar: BusinessDays) -> date:
    """The last day of the validation period, if the notice went out at the last
    moment (Reg F 1006.34(b)(5))."""
    return period_end(first_told + timedelta(days=NOTICE_DAYS), calendar)


class AgreementState(str, Enum):
    """Where a settlement in parts stands."""

    ACTIVE = "active"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Agreement:
    """A settlement in parts that was agreed."""

    id: str
    offer: SettlementOffer
    schedule: Schedule
    state: AgreementState
    accepted_at: datetime


@dataclass(frozen=True)
class AgreementStatus:
    """How a settlement in parts is going.

    Attributes:
        next_due: the first part not fully paid, with what is left of it.
        next_by: the last day on which it counts; later where collecting was paused.
    """

    agreement: Agreement
    paid: Money
    left: Money
    next_due: Instalment | None
    next_by: date | None


def has_lapsed(
    agreement: Agreement, paid: Sequence[Received], patience: Patience, today: date
) -> bool:
    """Whether the patience with a part was over before everything due then was paid."""
    due = Money.zero(agreement.offer.amount.currency)
    for part in agreement.schedule.instalments:
        due += part.amount
        in_time = [each for each in paid if not patience.is_over(part.due, each.on)]
        if patience.is_over(part.due, today) and _sum(in_time, due.currency) < due:
            return True
    return False


def agreement_status(agreement: Agreement, paid: Sequence[Received]) -> AgreementStatus:
    """Spread what was paid over the parts, the oldest first."""
    amount = agreement.offer.amount
    credit = so_far = _sum(paid, amount.currency)
    next_due = None
    for part in agreement.schedule.instalments:
        if credit < part.amount:
            next_due = Instalment(part.due, part.amount - credit)
            break
        credit -= part.amount
    grace = timedelta(days=agreement.offer.grace_days)
    return AgreementStatus(
        agreement=agreement,
        paid=so_far,
        left=max(amount - so_far, Money.zero(amount.currency)),
        next_due=next_due,
        next_by=next_due.due + grace if next_due else None,
    )


def _sum(paid: Sequence[Received], currency: str) -> Money:
    return total([each.amount for each in paid], currency)
