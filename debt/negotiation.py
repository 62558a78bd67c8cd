"""Which plans may be agreed: two to choose from, and answers to a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from debt.errors import AmountTooLarge, PlanNotAllowed, PlanRefusal
from debt.money import Money
from debt.plan import Pace, PlanTerms
from debt.policy import PlanLimits
from debt.schedule import (
    BusinessDays,
    Frequency,
    Schedule,
    add_months,
    build_schedule,
    instalment_amounts,
)


@dataclass(frozen=True)
class Ground:
    """What a negotiation stands on.

    Attributes:
        total: what the plan pays off, the whole balance.
        usual_start: when a plan begins unless the person says.
    """

    total: Money
    limits: PlanLimits
    today: date
    usual_start: date
    calendar: BusinessDays

    @property
    def least(self) -> Money:
        return Money.of(self.limits.min_instalment, self.total.currency)

    @property
    def latest_start(self) -> date:
        last = self.today + timedelta(days=self.limits.start_days)
        return self.calendar.on_or_before(last)


@dataclass(frozen=True)
class Wish:
    """What a person proposes; whatever is left open is chosen for them."""

    amount: Money | None = None
    count: int | None = None
    frequency: Frequency | None = None
    first_date: date | None = None


def schedule_of(terms: PlanTerms, calendar: BusinessDays) -> Schedule:
    """The schedule a line of terms stands for; it adds up to the total."""
    amounts = instalment_amounts(terms.total, terms.amount, terms.count)
    return build_schedule(amounts, terms.frequency, terms.first_date, calendar)


def two_terms(ground: Ground) -> dict[Pace, PlanTerms]:
    """A quicker and a gentler plan; only one where the balance allows no second.

    Raises:
        PlanNotAllowed: no plan may be closed here without a person, nothing is owed, or
            the whole balance is below two least instalments.
    """
    _refuse_what_only_a_person_may_do(ground)
    most = ground.total.minor // ground.least.minor
    if most < 2:
        raise PlanNotAllowed(PlanRefusal.BELOW_MINIMUM, limit=ground.total)
    terms = {
        pace: _terms(ground, Wish(count=min(_count(ground, months), most)))
        for pace, months in zip(Pace, ground.limits.offer_months, strict=False)
    }
    if terms[Pace.QUICKER] == terms[Pace.GENTLER]:
        del terms[Pace.GENTLER]
    return terms


def proposed_terms(ground: Ground, wish: Wish) -> PlanTerms:
    """The terms a proposal comes to, if the assistant may agree them.

    Raises:
        AmountTooLarge: the instalment is more than is owed.
        PlanNotAllowed: with the rule, and the nearest thing that would be allowed. A
            small or long plan is referable: it is passed on, never refused outright
            (FCA CONC 7.5.4).
    """
    _refuse_what_only_a_person_may_do(ground)
    if wish.amount is not None and wish.amount > ground.total:
        raise AmountTooLarge(ground.total)
    frequency = wish.frequency or _usual_frequency(ground.limits)
    if frequency not in ground.limits.frequencies:
        raise PlanNotAllowed(PlanRefusal.FREQUENCY, referable=True)
    _check_start(ground, wish.first_date)
    terms = _terms(ground, wish)
    _check_size(ground, terms)
    return terms


def longest_count(first: date, frequency: Frequency, months: int) -> int:
    """The most instalments that fall before so many months after the first."""
    end = add_months(first, months)
    if frequency is Frequency.MONTHLY:
        return months
    step = frequency.date(first, 1) - first
    return -((first - end) // step)


def _refuse_what_only_a_person_may_do(ground: Ground) -> None:
    if ground.total.minor <= 0:
        raise PlanNotAllowed(PlanRefusal.NOTHING_OWED)
    if ground.limits.bot_months == 0:
        raise PlanNotAllowed(PlanRefusal.PERSON_ONLY, referable=True)


def _usual_frequency(limits: PlanLimits) -> Frequency:
    monthly = Frequency.MONTHLY in limits.frequencies
    return Frequency.MONTHLY if monthly else limits.frequencies[0]


def _count(ground: Ground, months: int) -> int:
    return _usual_frequency(ground.limits).count_in(months)


def _terms(ground: Ground, wish: Wish) -> PlanTerms:
    frequency = wish.frequency or _usual_frequency(ground.limits)
    count = _wished_count(ground, wish, frequency)
    amount = wish.amount or Money(ground.total.minor // count, ground.total.currency)
    first = ground.calendar.on_or_after(wish.first_date or ground.usual_start)
    return PlanTerms(ground.total, amount, count, frequency, first)


def _wished_count(ground: Ground, wish: Wish, frequency: Frequency) -> int:
    """How many instalments: as asked, as the amount makes it, or the gentler offer's.

    Raises:
        PlanNotAllowed: count and amount contradict each other, or are not above zero.
    """
    needed = None
    if wish.amount is not None:
        _check_minimum(ground, wish.amount)
        needed = -(-ground.total.minor // wish.amount.minor)
    if wish.count is None and needed is None:
        most = max(ground.total.minor // ground.least.minor, 1)
        return min(frequency.count_in(ground.limits.offer_months[1]), most)
    count = needed if wish.count is None else wish.count
    if count is None or count < 1 or (needed is not None and needed != count):
        raise PlanNotAllowed(PlanRefusal.DOES_NOT_ADD_UP)
    return count


def _check_start(ground: Ground, first: date | None) -> None:
    if first is None:
        return
    if first < ground.today:
        earliest = ground.calendar.on_or_after(ground.today)
        raise PlanNotAllowed(PlanRefusal.STARTS_TOO_EARLY, day=earliest)
    if ground.calendar.on_or_after(first) > ground.latest_start:
        raise PlanNotAllowed(
            PlanRefusal.STARTS_TOO_LATE, day=ground.latest_start, referable=True
        )


def _check_minimum(ground: Ground, amount: Money) -> None:
    least = min(ground.least, ground.total)
    if amount < least:
        raise PlanNotAllowed(PlanRefusal.BELOW_MINIMUM, limit=least, referable=True)


def _check_size(ground: Ground, terms: PlanTerms) -> None:
    _check_minimum(ground, terms.amount)
    most = longest_count(terms.first_date, terms.frequency, ground.limits.bot_months)
    if terms.count > most:
        limit = Money(-(-ground.total.minor // most), ground.total.currency)
        raise PlanNotAllowed(PlanRefusal.TOO_LONG, limit=limit, referable=True)
