"""How accounts go, and how often: drawn courses of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from bot.demo.portfolio.course import Course, PastPlan, Pause, Turn
from bot.demo.portfolio.creditors import Nature
from bot.demo.portfolio.names import DISPUTES, HOLDS
from debt.ledger import ReturnReason
from debt.rights import BlockKind
from debt.schedule import Frequency

_MOST_MONTHS = 30
_LEAST_MONTHS = 6
_CHARGED_OFF_AFTER = 181
_PLAN_MONTHS = 6
_FREQUENCIES = (Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY)
_GOOD_MONTHS = 0.93
_FIRST_TROUBLE = {Turn.MISSED: 50, Turn.RETURNED: 25, Turn.SHORT: 25}
_MORE_TROUBLE = {Turn.MISSED: 72, Turn.RETURNED: 12, Turn.SHORT: 10, Turn.ON_TIME: 6}
_REASONS = (ReturnReason.INSUFFICIENT_FUNDS, ReturnReason.CARD_EXPIRED)

Fate = Callable[[date, Random], Course]


def draw_course(nature: Nature, today: date, rng: Random) -> Course:
    """A course for an account of this nature."""
    fates = _FATES_OF_BILLS if nature is Nature.BILL else _FATES
    fate = rng.choices(list(fates), weights=list(fates.values()))[0]
    return fate(today, rng)


def _current(today: date, rng: Random) -> Course:
    next_due = today + timedelta(days=rng.randint(1, 20))
    return Course(today, next_due, _before(rng, 0))


def _days_late(least: int, most: int) -> Fate:
    def fate(today: date, rng: Random) -> Course:
        return _late(today, rng, rng.randint(least, most))

    return fate


def _late(today: date, rng: Random, days: int, pause: Pause | None = None) -> Course:
    since = [_pick(rng, _FIRST_TROUBLE)]
    since += [_pick(rng, _MORE_TROUBLE) for _ in range(days // 30)]
    return Course(
        today,
        today - timedelta(days=days),
        _before(rng, len(since)),
        tuple(since),
        return_reason=rng.choice(_REASONS),
        pause=pause,
    )


def _on_plan(today: date, rng: Random) -> Course:
    agreed_on = today - timedelta(days=rng.randint(10, 150))
    days_late = rng.randint(8, 55)
    frequency = rng.choice(_FREQUENCIES)
    plan = PastPlan(
        agreed_on,
        count=frequency.count_in(_PLAN_MONTHS),
        frequency=frequency,
        missed=rng.choices((0, 1, 2), weights=(70, 22, 8))[0],
    )
    behind_on = agreed_on - timedelta(days=days_late)
    return Course(today, behind_on, _before(rng, 6), plan=plan)


def _charged_off(today: date, rng: Random) -> Course:
    days_ago = rng.randint(30, 420)
    charged_off_on = today - timedelta(days=days_ago)
    behind_on = charged_off_on - timedelta(days=_CHARGED_OFF_AFTER)
    months = (days_ago + _CHARGED_OFF_AFTER) // 30
    return Course(today, behind_on, _before(rng, months), charged_off_on=charged_off_on)


def _in_litigation(today: date, rng: Random) -> Course:
    days_late = rng.randint(240, 420)
    behind_on = today - timedelta(days=days_late)
    litigation_on = behind_on + timedelta(days=rng.randint(150, 210))
    before = _before(rng, days_late // 30)
    return Course(today, behind_on, before, litigation_on=litigation_on)


def _disputed(today: date, rng: Random) -> Course:
    set_on = today - timedelta(days=rng.randint(2, 25))
    pause = Pause(BlockKind.DISPUTE, set_on, rng.choice(DISPUTES))
    return _late(today, rng, rng.randint(30, 120), pause)


def _on_hold(today: date, rng: Random) -> Course:
    set_on = today - timedelta(days=rng.randint(2, 25))
    pause = Pause(BlockKind.HOLD, set_on, rng.choice(HOLDS))
    return _late(today, rng, rng.randint(30, 120), pause)


def _before(rng: Random, months_since: int) -> tuple[Turn, ...]:
    """A past that was mostly good and ends with every statement paid."""
    least = max(_LEAST_MONTHS - months_since, 2)
    most = max(_MOST_MONTHS - months_since, least)
    wanted = int(rng.triangular(least, most, least))
    turns: list[Turn] = []
    while len(turns) < wanted:
        turns += _good_or_mended(rng)
    return tuple(turns)


def _good_or_mended(rng: Random) -> list[Turn]:
    if rng.random() < _GOOD_MONTHS:
        return [rng.choices((Turn.ON_TIME, Turn.LATE), weights=(9, 1))[0]]
    return [_pick(rng, _FIRST_TROUBLE), Turn.CAUGHT_UP]


def _pick(rng: Random, turns: dict[Turn, int]) -> Turn:
    return rng.choices(list(turns), weights=list(turns.values()))[0]


_FATES: dict[Fate, int] = {
    _current: 8,
    _days_late(3, 30): 26,
    _days_late(31, 60): 15,
    _days_late(61, 180): 18,
    _on_plan: 12,
    _charged_off: 10,
    _in_litigation: 5,
    _disputed: 4,
    _on_hold: 2,
}
_FATES_OF_BILLS: dict[Fate, int] = {
    _days_late(3, 30): 35,
    _days_late(31, 60): 30,
    _days_late(61, 180): 25,
    _charged_off: 6,
    _disputed: 4,
}
