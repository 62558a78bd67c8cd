"""Which change of a plan a message asks for, and to what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum

from actions.plan_wish import named_in
from actions.turn import Turn
from debt.schedule import Instalment


class ChangeWish(str, Enum):
    """The four ways in which somebody wants a plan to be different."""

    MOVE = "move"
    SKIP = "skip"
    EXTRA = "extra"
    TERMS = "terms"


_SKIP = re.compile(
    r"\b(skip\w*|holiday|leave (?:it )?out|miss(?:ing)? (?:out|one|it)"
    r"|(?:month|week) (?:off|break)|break|let me off|pause)\b",
    re.I,
)
_EXTRA = re.compile(r"\b(extra|overpay\w*|on top|additional|chuck in|throw)\b", re.I)
_MOVE = re.compile(
    r"\b(mov\w+|push\w*|delay\w*|postpon\w*|later|earlier|forward|put (?:it )?back"
    r"|defer\w*|shift\w*|switch\w*|bump|reschedul\w*|dates?|day|wait|swap)\b",
    re.I,
)
_TERMS = re.compile(
    r"\b(lower\w*|less|reduc\w*|smaller|drop|cheaper|cut|down|more each|increase|raise"
    r"|higher|bigger|double|half|amounts?|how much|afford"
    r"|weekly|monthly|fortnightly)\b",
    re.I,
)
_SHIFT = re.compile(
    r"\b(?P<number>\d{1,2}|an?|one|two|three|four|five|six|seven|ten|few)\s+"
    r"(?P<unit>days?|weeks?|fortnights?)\b",
    re.I,
)
_NUMBERS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "few": 3, "four": 4},
    **{"five": 5, "six": 6, "seven": 7, "ten": 10},
}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_EARLIER = re.compile(r"\b(earlier|forward|sooner|before)\b", re.I)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)


def wish_in(turn: Turn, known: ChangeWish | None = None) -> ChangeWish | None:
    """The change that a message names: by its words, else by the figures in it.

    Args:
        known: the change that is talked about already; mere figures belong to it.
    """
    if _SKIP.search(turn.words):
        return ChangeWish.SKIP
    if _EXTRA.search(turn.words):
        return ChangeWish.EXTRA
    named = named_in(turn, bare=known is not None)
    if known is ChangeWish.SKIP and named.keys() == {"first_date"}:
        return known
    has_sum = bool(named.keys() & {"amount", "count"})
    if has_sum:
        return known if known is ChangeWish.EXTRA else ChangeWish.TERMS
    if known is ChangeWish.TERMS and named:
        return known
    if not named and _TERMS.search(turn.words):
        return ChangeWish.TERMS
    if "first_date" in named or _MOVE.search(turn.words) or _SHIFT.search(turn.words):
        return ChangeWish.MOVE
    return ChangeWish.TERMS if "frequency" in named else None


def meant_instalment(
    turn: Turn, kind: ChangeWish, coming: tuple[Instalment, ...]
) -> Instalment | None:
    """The instalment to be changed: the one named, by its day or month, or the next."""
    days = [date.fromisoformat(d) for d in _dates(turn)]
    of_month = {(d.year, d.month) for d in days if kind is ChangeWish.SKIP}
    named = [
        each
        for each in coming
        if each.due in days[:-1]
        or (each.due.year, each.due.month) in of_month
        or (not days and _MONTHS[each.due.month - 1] in _words(turn))
    ]
    before = [each for each in coming if days and each.due <= days[-1]]
    found = named[:1] or before[-1:] or list(coming[:1])
    return found[0] if found else None


def new_day(turn: Turn, due: date) -> date | None:
    """The day to move an instalment to: a named one, or so many days from its own."""
    days = _dates(turn)
    if days:
        return date.fromisoformat(days[-1])
    shift = _SHIFT.search(turn.words)
    if shift is None:
        return None
    said, unit = shift["number"].casefold(), shift["unit"].casefold().rstrip("s")
    number = int(said) if said.isdigit() else _NUMBERS[said]
    away = timedelta(days=number * _DAYS[unit])
    return due - away if _EARLIER.search(turn.words) else due + away


def _words(turn: Turn) -> set[str]:
    return set(re.findall(r"[a-z]+", turn.words.casefold())) - {"may"}


def _dates(turn: Turn) -> list[str]:
    """The days of the message; of one said before the identity check, the last."""
    found = [str(e["value"]) for e in turn.entities if e.get("entity") == "date"]
    last = turn.entity("date")
    return found or ([last] if last else [])
