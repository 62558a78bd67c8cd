"""The limits for one account. Amounts are in major units of the account's currency.

Each has its default here and its explanation in ``policy.toml``. The range of a number
in that file follows from its name: see ``values.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from debt.allocation import DEFAULT_ALLOCATION, OwedPart
from debt.schedule import Frequency


class Contradiction(ValueError):
    """Limits of one group that cannot hold together.

    Attributes:
        rules: every rule that is broken; each names the limits it is about.
    """

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__("; ".join(rules))
        self.rules = rules


def must_hold(rules: Mapping[str, bool]) -> None:
    """Refuse limits for which any of the rules does not hold.

    Raises:
        Contradiction: naming every rule that is broken.
    """
    broken = tuple(rule for rule, holds in rules.items() if not holds)
    if broken:
        raise Contradiction(broken)


class CardPolicy(str, Enum):
    """Which cards may pay (Visa bars credit cards for debt in collection)."""

    DEBIT = "debit"
    DEBIT_AND_CREDIT = "debit_and_credit"


class Tone(str, Enum):
    """How the assistant speaks of the debt."""

    FRIENDLY = "friendly"
    SUPPORTIVE = "supportive"
    NEUTRAL = "neutral"


class RestOfDebt(str, Enum):
    """What becomes of the rest when a settlement has been paid (FCA CONC 7.4.2)."""

    WRITTEN_OFF = "written_off"
    SURVIVES = "survives"


@dataclass(frozen=True)
class PlanLimits:
    """Payment plans.

    Attributes:
        min_instalment: the least regular instalment.
        bot_months: the longest plan the assistant may close; 0 closes none.
        person_months: the longest plan a person may close.
        offer_months: how long the quicker and the gentler offer take.
        frequencies: how often an instalment may fall due.
        down_payment_percent: how much of the total the first instalment must be.
        start_days: the first instalment is due at most so many days from today.
        usual_start_days: when an offered plan begins unless the person says.
        offer_hours: how long an offer can be accepted.
        grace_days: how late an instalment may come before it counts as missed.
        misses_at_risk: so many missed in a row put a plan at risk.
        break_notice_days: how long after the notice a plan at risk is broken.
        moves_per_instalment: how often one instalment may be moved.
        move_days: how far an instalment may be moved.
        skip_every_months: one instalment may be skipped in so many months; 0 never.
        replans: how often the assistant may change a plan within 12 months.
        token_amount: the instalment of a token plan.
        token_months: how long a token plan lasts.

    Raises:
        Contradiction: an offer is longer or starts later than a plan may.
    """

    min_instalment: Decimal = Decimal(5)
    bot_months: int = 6
    person_months: int = 12
    offer_months: tuple[int, int] = (3, 6)
    frequencies: tuple[Frequency, ...] = tuple(Frequency)
    down_payment_percent: int = 0
    start_days: int = 30
    usual_start_days: int = 7
    offer_hours: int = 24
    grace_days: int = 7
    misses_at_risk: int = 2
    break_notice_days: int = 14
    moves_per_instalment: int = 1
    move_days: int = 14
    skip_every_months: int = 3
    replans: int = 2
    token_amount: Decimal = Decimal(1)
    token_months: int = 12

    def __post_init__(self) -> None:
        quicker, gentler = self.offer_months
        must_hold(
            {
                "offer_months must not exceed bot_months": gentler <= self.bot_months,
                "offer_months must name the quicker offer first": quicker <= gentler,
                "offer_months must be 1 or more unless bot_months is 0": quicker > 0
                or self.bot_months == 0,
                "bot_months must not exceed person_months": self.bot_months
                <= self.person_months,
                "usual_start_days must not exceed start_days": self.usual_start_days
                <= self.start_days,
            }
        )


@dataclass(frozen=True)
class SettlementLimits:
    """Closing an account for less.

    Attributes:
        lump_percent: percent of the balance taken off in the standing offer for one
            payment; 0 offers none.
        parts_percent: the same for payment in parts.
        max_parts: the most parts a settlement may be paid in.
        floor_percent: the most that may be taken off when a person bargains; it is
            never told.
        counters: how often the assistant may answer a bid with another figure, up to
            3: with more, the floor could be worked out before the last.
        days: how long an offer stands; longer than the validation period of 30 days
            and 5 business days' receipt (Reg F 1006.34(b)(5)).
        rest: what becomes of the rest once a settlement has been paid.

    Raises:
        Contradiction: more is offered than the floor allows, or too many counters.
    """

    lump_percent: int = 0
    parts_percent: int = 0
    max_parts: int = 3
    floor_percent: int = 0
    counters: int = 3
    days: int = 45
    rest: RestOfDebt = RestOfDebt.WRITTEN_OFF

    def __post_init__(self) -> None:
        must_hold(
            {
                "parts_percent must not exceed lump_percent": self.parts_percent
                <= self.lump_percent,
                "lump_percent must not exceed floor_percent": self.lump_percent
                <= self.floor_percent,
                "floor_percent must not exceed 100": self.floor_percent <= 100,
                "counters must not exceed 3": self.counters <= 3,
            }
        )


@dataclass(frozen=True)
class PromiseLimits:
    """Promises to pay.

    Attributes:
        days: how far ahead a promise may be.
    """

    days: int = 14


@dataclass(frozen=True)
class HoldLimits:
    """Pauses for people in trouble (FCA CONC 7.3.11).

    Attributes:
        days: how long a hold lasts; 0 gives none.
        extensions: how often it may be extended without a person.
    """

    days: int = 30
    extensions: int = 1


@dataclass(frozen=True)
class PaymentLimits:
    """Card payments.

    Attributes:
        least: the least card payment; the whole balance is always enough.
        cards: which cards may pay.
        allocation: what a payment pays off first.

    Raises:
        Contradiction: a part of the balance would never be paid off, or twice.
    """

    least: Decimal = Decimal(1)
    cards: CardPolicy = CardPolicy.DEBIT_AND_CREDIT
    allocation: tuple[OwedPart, ...] = DEFAULT_ALLOCATION

    def __post_init__(self) -> None:
        complete = sorted(self.allocation) == sorted(OwedPart)
        must_hold({"allocation must name every part of the balance once": complete})


@dataclass(frozen=True)
class FeeLimits:
    """What the creditor charges when something goes wrong: nothing, unless it says.

    Attributes:
        missed: for a missed instalment of a plan; the review of plans books it.
        returned: for a payment that came back; never booked here, it comes in with the
            operator's movements.
    """

    missed: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)


@dataclass(frozen=True)
class AffordabilityLimits:
    """What a person may be asked to pay from what is left of their income.

    Attributes:
        cap_percent: how much of what is left may go to debts.
        savings_percent: how much of what is left may be put aside first.
        savings_most: the most that may be put aside in a month.
        most_monthly: an income or a spending above this in a month is a slip.
        review_months: how long a budget counts.
        food_triggers: what one adult, each further adult and each child may spend in a
            month on food and housekeeping without being asked; zero asks nobody. The
            figures of the Standard Financial Statement are licensed, so none are built
            in.
        communications_triggers: the same for communications and leisure.
        personal_triggers: the same for personal costs.
    """

    cap_percent: int = 50
    savings_percent: int = 10
    savings_most: Decimal = Decimal(20)
    most_monthly: Decimal = Decimal(1_000_000)
    review_months: int = 6
    food_triggers: tuple[Decimal, Decimal, Decimal] = (Decimal(0),) * 3
    communications_triggers: tuple[Decimal, Decimal, Decimal] = (Decimal(0),) * 3
    personal_triggers: tuple[Decimal, Decimal, Decimal] = (Decimal(0),) * 3


@dataclass(frozen=True)
class Limits:
    """Everything that is decided for one account at one moment."""

    tone: Tone = Tone.FRIENDLY
    plan: PlanLimits = field(default_factory=PlanLimits)
    settlement: SettlementLimits = field(default_factory=SettlementLimits)
    promise: PromiseLimits = field(default_factory=PromiseLimits)
    hold: HoldLimits = field(default_factory=HoldLimits)
    payment: PaymentLimits = field(default_factory=PaymentLimits)
    fees: FeeLimits = field(default_factory=FeeLimits)
    affordability: AffordabilityLimits = field(default_factory=AffordabilityLimits)
