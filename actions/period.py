"""Spans of days in a person's words: "this year", "since June", "in March"."""

from __future__ import annotations

import re
from datetime import date

from actions.figures import date_of
from actions.turn import Turn
from debt.period import MONTHS, Period

_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SINCE = re.compile(r"\b(?:since|from|after)\b", re.IGNORECASE)
_IN_MONTH = re.compile(rf"\b(since|from|in|during|for)\s+(?:last\s+)?{_MONTH}\b", re.I)
_IN_YEAR = re.compile(r"\b(since|from|in|during|for)\s+(20\d\d)\b", re.IGNORECASE)
_MONTHS_BACK = re.compile(
    r"\b(?:last|past)\s+(\d{1,2}|two|three|six|nine|twelve)\s+months\b", re.IGNORECASE
)
_NUMBERS = {"two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12}


def period_of(turn: Turn, today: date) -> Period | None:
    """The span that a message names, if it names one.

    A month without a year is the latest that has begun.
    """
    text = turn.text.casefold()
    named = _year(text, today) or _months(text, today)
    if named is not None:
        return named
    since = date_of(turn) if _SINCE.search(text) else None
    return Period(since, today) if since and since <= today else None


def _year(text: str, today: date) -> Period | None:
    if "this year" in text:
        return Period.of_year(today.year)
    if "last year" in text:
        return Period.of_year(today.year - 1)
    found = _IN_YEAR.search(text)
    return _from_or_in(found[1], Period.of_year(int(found[2]))) if found else None


def _months(text: str, today: date) -> Period | None:
    if "this month" in text:
        return Period.of_month(today.month, today)
    if "last month" in text:
        return Period.of_month((today.month - 2) % 12 + 1, today)
    back = _MONTHS_BACK.search(text)
    if back:
        count = _NUMBERS.get(back[1]) or int(back[1])
        return Period.last_months(count, today)
    found = _IN_MONTH.search(text)
    if not found:
        return None
    month = MONTHS.index(found[2][:3]) + 1
    return _from_or_in(found[1], Period.of_month(month, today))


def _from_or_in(word: str, named: Period) -> Period:
    is_open = word in ("since", "from")
    return Period(named.first) if is_open else named
