"""Which plans may be agreed: two to choose from, and answers to a proposal.

The last instalment takes what is left over. A rest below the least instalment is joined
to the instalment before it, so nothing is below the minimum except a single payment of
a smaller balance.
"""

from __future__ import annotations

from datetime import date, timedelta

from debt.errors import AmountTooLarge, PlanNotAllowed, PlanRefusal
from debt.ground import Ground, Rhythm, Wish
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

__all__ = [
    "Ground",
    "Wish",
    "above_affordable",
    "longest_count",
    "proposed_terms",
    "schedule_of",
    "token_terms",
    "two_terms",
]


def schedule_of(terms: PlanTerms, calendar: BusinessDays) -> Schedule:
    """The schedule a line of terms stands for; it adds up to the total."""
    return build_schedule(_amounts(terms), terms.frequency, terms.first_date, calendar)


def two_terms(ground: Ground) -> dict[Pace, PlanTerms]:
    """A quicker and a gentler plan; only one where the balance allows no second.

    They begin on a payday where one is known and near enough, and take longer where
    the person's budget needs it.

    Raises:
        PlanNotAllowed: no plan may be closed here without a person, nothing is owed,
            the whole balance is below two least instalments, or no plan would be
            affordable.
    """
    _refuse_what_only_a_person_may_do(ground)
    if ground.total.minor < ground.least.minor * 2:
        raise PlanNotAllowed(PlanRefusal.BELOW_MINIMUM, limit=ground.total)
    rhythm = _usual_rhythm(ground)
    terms = {
        pace: _offered(ground, rhythm, months)
        for pace, months in zip(Pace, ground.limits.offer_months, strict=False)
    }
    if terms[Pace.QUICKER] == terms[Pace.GENTLER]:
        del terms[Pace.GENTLER]
    return terms


def proposed_terms(ground: Ground, wish: Wish) -> PlanTerms:
    """The terms a proposal comes to, if the assistant may agree them.

    What is chosen for the person is affordable; what they ask for themselves may be
    more, see `above_affordable`, but not when nothing is left to them.

    Raises:
        AmountTooLarge: the instalment is more than is owed.
        PlanNotAllowed: with the rule, and the nearest thing that would be allowed. A
            small or long plan is referable: it is passed on, never refused outright
            (FCA CONC 7.5.4).
    """
    _refuse_what_only_a_person_may_do(ground)
    if wish.amount is not None and wish.amount > ground.total:
        raise AmountTooLarge(ground.total)
    rhythm = _wished_rhythm(ground, wish)
    if rhythm.frequency not in ground.limits.frequencies:
        raise PlanNotAllowed(PlanRefusal.FREQUENCY, referable=True)
    _check_start(ground, rhythm)
    terms = _wished(ground, wish, rhythm)
    _check_size(ground, terms)
    if ground.affordable is not None and ground.affordable.minor <= 0:
        raise _unaffordable(ground)
    return terms


def above_affordable(ground: Ground, terms: PlanTerms) -> Money | None:
    """The amount to suggest instead, if an instalment is more than the budget leaves.

    A larger sum is never taken silently (FCA CONC 7.3.10R).
    """
    most = ground.most(terms.frequency)
    if most is None or max(_amounts(terms)) <= most:
        return None
    if terms.amount > most:
        return most
    rhythm = Rhythm(terms.frequency, terms.first_date)
    smaller = _affordable(ground, rhythm, terms.count + 1)
    return smaller.amount if smaller else most


def token_terms(ground: Ground) -> PlanTerms:
    """A token plan: it keeps in touch and does not pay off the balance."""
    limits = ground.limits
    amount = Money.at_least(limits.token_amount, ground.total.currency)
    amount = min(amount, ground.total)
    count = min(limits.token_months, ground.total.minor // amount.minor)
    first = min(ground.usual_start, ground.latest_start)
    return PlanTerms(amount * count, amount, count, Frequency.MONTHLY, first)


def longest_count(first: date, frequency: Frequency, months: int) -> int:
    """The most instalments that fall before so many months after the first."""
    if not frequency.weeks:
        return months
    step = timedelta(weeks=frequency.weeks)
    return -((first - add_months(first, months)) // step)


def _refuse_what_only_a_person_may_do(ground: Ground) -> None:
    if ground.total.minor <= 0:
        raise PlanNotAllowed(PlanRefusal.NOTHING_OWED)
    if ground.limits.bot_months == 0:
        raise PlanNotAllowed(PlanRefusal.PERSON_ONLY, referable=True)


def _usual_rhythm(ground: Ground) -> Rhythm:
    """With the person's pay, if the next one falls into the start window."""
    if ground.payday and ground.payday.frequency in ground.limits.frequencies:
        first = ground.payday.on_or_after(ground.today)
        rhythm = Rhythm(ground.payday.frequency, first)
        if rhythm.first_due(ground.calendar) <= ground.latest_start:
            return rhythm
    first = min(ground.usual_start, ground.latest_start)
    return Rhythm(_usual_frequency(ground.limits), first)


def _usual_frequency(limits: PlanLimits) -> Frequency:
    monthly = Frequency.MONTHLY in limits.frequencies
    return Frequency.MONTHLY if monthly else limits.frequencies[0]


def _wished_rhythm(ground: Ground, wish: Wish) -> Rhythm:
    usual = _usual_rhythm(ground)
    if wish.first_date is not None:
        frequency = wish.frequency or _usual_frequency(ground.limits)
        return Rhythm(frequency, wish.first_date)
    if wish.frequency in (None, usual.frequency):
        return usual
    return Rhythm(wish.frequency, min(ground.usual_start, ground.latest_start))


def _offered(ground: Ground, rhythm: Rhythm, months: int) -> PlanTerms:
    """Equal parts over so many months, or over as many more as the budget needs.

    Raises:
        PlanNotAllowed: no plan the assistant may close is affordable, or the down
            payment leaves too little to share.
    """
    terms = _affordable(ground, rhythm, rhythm.frequency.count_in(months))
    if terms is None and ground.affordable is None:
        reason = PlanRefusal.BELOW_MINIMUM
        raise PlanNotAllowed(reason, limit=ground.least, referable=True)
    if terms is None:
        raise _unaffordable(ground)
    return terms


def _unaffordable(ground: Ground) -> PlanNotAllowed:
    limit = ground.affordable
    return PlanNotAllowed(PlanRefusal.UNAFFORDABLE, limit=limit, referable=True)


def _affordable(ground: Ground, rhythm: Rhythm, wanted: int) -> PlanTerms | None:
    """Equal parts, so many or the next number of them that is affordable."""
    most = max(ground.total.minor // ground.least.minor, 1)
    longest = longest_count(rhythm.first, rhythm.frequency, ground.limits.bot_months)
    most_each = ground.most(rhythm.frequency)
    affordable = ground.total if most_each is None else most_each
    for count in range(max(min(wanted, most), 1), min(longest, most) + 1):
        terms = _in_equal_parts(ground, rhythm, count)
        enough = terms.amount >= min(ground.least, ground.total)
        if enough and max(_amounts(terms)) <= affordable:
            return terms
    return None


def _wished(ground: Ground, wish: Wish, rhythm: Rhythm) -> PlanTerms:
    """How many of how much: as asked, or the gentler offer's.

    Raises:
        PlanNotAllowed: count and amount contradict each other, or are not above zero;
            or what is left open cannot be chosen so that it is affordable.
    """
    if wish.amount is None and wish.count is None:
        return _offered(ground, rhythm, ground.limits.offer_months[1])
    if wish.count is not None and wish.count < 1:
        raise PlanNotAllowed(PlanRefusal.DOES_NOT_ADD_UP)
    if wish.amount is None:
        return _in_equal_parts(ground, rhythm, wish.count or 1)
    _check_minimum(ground, wish.amount)
    terms = _of_amount(ground, rhythm, wish.amount)
    needed = -(-ground.total.minor // wish.amount.minor)
    if wish.count not in (None, needed, terms.count):
        raise PlanNotAllowed(PlanRefusal.DOES_NOT_ADD_UP)
    return terms


def _in_equal_parts(ground: Ground, rhythm: Rhythm, count: int) -> PlanTerms:
    regular, first = _share(ground.total, count), None
    if count > 1 and ground.down_payment > regular:
        first = ground.down_payment
        regular = _share(ground.total - first, count - 1)
    return PlanTerms(
        ground.total, regular, count, rhythm.frequency, rhythm.first, first
    )


def _share(total: Money, count: int) -> Money:
    return Money(total.minor // count, total.currency)


def _of_amount(ground: Ground, rhythm: Rhythm, amount: Money) -> PlanTerms:
    first = max(amount, ground.down_payment)
    more, rest = divmod((ground.total - first).minor, amount.minor)
    count = 1 + more + (rest >= ground.least.minor)
    down = first if count > 1 and first > amount else None
    return PlanTerms(ground.total, amount, count, rhythm.frequency, rhythm.first, down)


def _amounts(terms: PlanTerms) -> tuple[Money, ...]:
    return instalment_amounts(
        terms.total, terms.amount, terms.count, terms.first_amount
    )


def _check_start(ground: Ground, rhythm: Rhythm) -> None:
    if rhythm.first < ground.today:
        earliest = ground.calendar.on_or_after(ground.today)
        raise PlanNotAllowed(PlanRefusal.STARTS_TOO_EARLY, day=earliest)
    if rhythm.first_due(ground.calendar) > ground.latest_start:
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
    if terms.count <= most:
        return
    limit = Money(-(-ground.total.minor // most), ground.total.currency)
    months = ground.limits.person_months
    by_person = longest_count(terms.first_date, terms.frequency, months)
    raise PlanNotAllowed(
        PlanRefusal.TOO_LONG,
        limit=limit,
        referable=True,
        beyond_person=terms.count > by_person,
    )
