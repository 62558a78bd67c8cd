"""Days named from where we stand: tomorrow, Friday week, the 28th, month end."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.nlu.entities import numbers
from bot.nlu.entities.dates import WEEKDAY, month_number, nearest
from bot.nlu.entities.entity import Entity, Utterance
from bot.nlu.entities.tense import looks_back

_Resolve = Callable[[re.Match[str], date, bool], "date | None"]

_MONTH = (
    r"january|february|march|april|may|june|july|august|september|october|november"
    r"|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_NUMBER = rf"\d{{1,3}}|an?|a\s+couple(?:\s+of)?|couple(?:\s+of)?|{numbers.WORDS}"
_UNIT = r"days?|weeks?|wks?|fortnights?|months?|mths?"
_TOMORROW = r"tomorrow|tomorow|tommorow|tommorrow|tomoz|tomo|tmrw|tmr|2mo?ro+w?"
_GOES_ON = (
    r"(?=\s*(?:$|[,.!?;:)'\ue000-]|(?:of|please|pls|plz|and|or|then|if|instead|every|each"
    r"|for|because|cos|when|i|i'll|ill|to|from|not|at|ok|okay|is|would|works?|but|so|it"
    r"|you|with|will|by|in|next|this|last|was|were|has|have|as|until|onwards?|rather"
    r"|put|we|my|me|can|if|do|that|take|after|before|thanks|thx|ta|pay|on|mate|"
    r"now|just|im|i'm|a|the|paid|out|£|\$)\b|\s[£$€\d]))"
)


def relative_dates(said: Utterance) -> list[Entity]:
    """Every ``date`` that is told from today."""
    found: list[Entity] = []
    for pattern, resolve in _RULES:
        free = said.without(found)
        for match in pattern.finditer(free.open):
            back = looks_back(said.text, *match.span())
            there = resolve(match, said.today, back)
            if there:
                found.append(said.entity("date", there.isoformat(), match.span()))
    return found


def _weekday(name: str) -> int:
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(name[:3].lower())


def _coming(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _gone(weekday: int, today: date) -> date:
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _in_week(weekday: int, today: date, weeks: int) -> date:
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=weeks, days=weekday)


def _plain_weekday(match: re.Match[str], today: date, back: bool) -> date:
    weekday = _weekday(match["weekday"])
    which = (match["which"] or "").lower()
    if which in ("last", "this past", "past"):
        return _gone(weekday, today)
    if which == "this" and weekday == today.weekday():
        return today
    ahead = which in ("next", "this", "coming", "this coming")
    return _gone(weekday, today) if back and not ahead else _coming(weekday, today)


def _weekday_later(match: re.Match[str], today: date, back: bool) -> date:
    """Friday week, a week on Friday, the Friday after next: one week further on."""
    weeks = 2 if "fortnight" in match[0].lower() else 1
    return _coming(_weekday(match["weekday"]), today) + timedelta(weeks=weeks)


def _weeks_on_weekday(match: re.Match[str], today: date, back: bool) -> date | None:
    start = _coming(_weekday(match["weekday"]), today)
    return _shifted(start, match["number"], match["unit"], 1)


def _weekday_of_month(match: re.Match[str], today: date, back: bool) -> date:
    """The next such day: the first Monday of this month or of the one after it."""
    which = {"f": 0, "1": 0, "s": 7, "2": 7, "t": 14, "3": 14}
    weekday, skipped = _weekday(match["weekday"]), which.get(match["which"][0].lower())
    for months in (0, 1):
        first = _months_on(today.replace(day=1), months)
        if skipped is None:
            there = _gone(weekday, _months_on(first, 1))
        else:
            there = _coming(weekday, first + timedelta(days=skipped - 1))
        if there >= today:
            break
    return there


def _weekday_of_week(match: re.Match[str], today: date, back: bool) -> date:
    weeks = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    return _in_week(_weekday(match["weekday"]), today, weeks)


def _day_of_month(match: re.Match[str], today: date, back: bool) -> date | None:
    text = match["day"]
    figures = re.match(r"\d+", text)
    day = int(figures[0]) if figures else numbers.parse_day(text)
    which = (match["which"] or "").lower()
    if which:
        first = _months_on(today.replace(day=1), {"last": -1, "next": 1}.get(which, 0))
        return _clipped(first, day) if 1 <= day <= 31 else None
    months = range(0, -12, -1) if back else range(12)
    for step in months:
        first = _months_on(today.replace(day=1), step)
        if 1 <= day <= monthrange(first.year, first.month)[1]:
            there = first.replace(day=day)
            if there <= today if back else there >= today:
                return there
    return None


def _months_on(start: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a shorter month."""
    index = start.year * 12 + start.month - 1 + months
    return _clipped(date(index // 12, index % 12 + 1, 1), start.day)


def _clipped(first: date, day: int) -> date:
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def _month_end(match: re.Match[str], today: date, back: bool) -> date | None:
    name = match["month"]
    if name:
        first = nearest(1, month_number(name), today.replace(day=1), back)
        return _clipped(first, 31) if first else None
    months = {"next": 1, "last": -1}.get((match["which"] or "").lower(), 0)
    return _clipped(_months_on(today.replace(day=1), months), 31)


def _week_end(match: re.Match[str], today: date, back: bool) -> date:
    return _in_week(6, today, 1 if (match["which"] or "").lower() == "next" else 0)


def _weekend(match: re.Match[str], today: date, back: bool) -> date:
    which = (match["which"] or "").lower()
    if which == "next":
        return _in_week(5, today, 1)
    if which == "last" or back:
        return _gone(5, today)
    return today if today.weekday() == 5 else _coming(5, today)


def _after(match: re.Match[str], today: date, back: bool) -> date | None:
    return _shifted(today, match["number"], match["unit"], 1)


def _ago(match: re.Match[str], today: date, back: bool) -> date | None:
    return _shifted(today, match["number"], match["unit"], -1)


def _shifted(today: date, number: str, unit: str, sign: int) -> date | None:
    count = _count(number)
    if count is None:
        return None
    if unit.lower().startswith("m"):
        return _months_on(today, sign * count)
    days = {"d": 1, "w": 7, "f": 14}[unit[0].lower()]
    return today + timedelta(days=sign * count * days)


def _count(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    if "couple" in number.lower():
        return 2
    return 1 if number.lower() in ("a", "an") else numbers.parse_number(number)


def _step(match: re.Match[str], today: date, back: bool) -> date | None:
    """Next week is a week from today, next month a month from today; last likewise."""
    sign = -1 if match["which"].lower() == "last" else 1
    return _shifted(today, "1", match["unit"], sign)


def _feast(match: re.Match[str], today: date, back: bool) -> date | None:
    name = re.sub(r"[^a-z]", "", match["feast"].lower())
    days = {"christmaseve": (24, 12), "boxingday": (26, 12), "newyearseve": (31, 12)}
    fallback = (1, 1) if name.startswith("newyear") else (25, 12)
    day, month = days.get(name, fallback)
    return nearest(day, month, today, back)


def _days(count: int) -> _Resolve:
    return lambda match, today, back: today + timedelta(days=count)


def _rule(pattern: str, resolve: _Resolve) -> tuple[re.Pattern[str], _Resolve]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.I), resolve


_DAY = rf"(?P<weekday>{WEEKDAY})"
_WHOLE_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WHICH = r"this\s+coming|this\s+past|coming|past|last|next|this"
_RULES = (
    _rule(
        rf"(?P<number>{_NUMBER})\s+(?P<unit>{_UNIT})(?:'s)?\s+(?:from\s+(?:now|today)|time)",
        _after,
    ),
    _rule(r"(?:the\s+)?day\s+before\s+yesterday", _days(-2)),
    _rule(rf"(?:the\s+)?day\s+after\s+(?:{_TOMORROW})", _days(2)),
    _rule(
        rf"(?:a\s+week\s+(?:from\s+)?)(?:{_TOMORROW})|(?:{_TOMORROW})\s+week", _days(8)
    ),
    _rule(r"today\s+week|a\s+week\s+(?:from\s+)?today", _days(7)),
    _rule(rf"{_TOMORROW}", _days(1)),
    _rule(r"yesterday|yesterda|ystrday|last\s+night", _days(-1)),
    _rule(r"today|2day|tonight|tonite|this\s+(?:morning|afternoon|evening)", _days(0)),
    _rule(rf"(?:the\s+)?{_DAY}\s+after\s+next", _weekday_later),
    _rule(rf"{_DAY}\s+(?:week|fortnight)", _weekday_later),
    _rule(
        rf"(?P<number>a|two|2|three|3)\s+(?P<unit>weeks?|fortnights?)\s+(?:on|from)\s+{_DAY}",
        _weeks_on_weekday,
    ),
    _rule(
        rf"(?:the\s+)?(?P<which>first|1st|second|2nd|third|3rd|last)\s+{_DAY}\s+of\s+"
        r"(?:the|this|next|each|every)\s+month",
        _weekday_of_month,
    ),
    _rule(rf"{_DAY}\s+(?:of\s+)?(?P<which>last|this|next)\s+week", _weekday_of_week),
    _rule(rf"(?P<which>last|this|next)\s+week\s+(?:on\s+)?{_DAY}", _weekday_of_week),
    _rule(
        rf"(?:(?:{WEEKDAY})\s+)?(?:the\s+)?(?P<day>\d{{1,2}}(?:st|nd|rd|th)|first)\s+(?:day\s+)?"
        r"of\s+(?:(?P<which>next|this|last|the)\s+)month",
        _day_of_month,
    ),
    _rule(
        r"(?:the\s+)?(?:month[\s-]end|(?:end|last\s+day)\s+of\s+(?:the\s+|this\s+)?"
        rf"(?:(?P<which>next|last)\s+)?(?:month|(?P<month>{_MONTH})))",
        _month_end,
    ),
    _rule(
        r"(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?(?:(?P<which>next)\s+)?week",
        _week_end,
    ),
    _rule(r"(?:(?P<which>next|last|this)\s+|the\s+)weekend", _weekend),
    _rule(rf"(?P<number>{_NUMBER})\s+(?P<unit>{_UNIT})\s+(?:ago|back)", _ago),
    _rule(
        rf"(?:in|within|give\s+me)\s+(?:about\s+|another\s+)?(?P<number>{_NUMBER})"
        rf"[\s-]*(?P<unit>{_UNIT})(?:'?s?\s+time)?(?!\s+(?:off|break|old))",
        _after,
    ),
    _rule(
        rf"(?:(?:{WEEKDAY}),?\s+)?(?:on\s+|by\s+|before\s+|after\s+|"
        rf"until\s+|till\s+|til\s+|to\s+|from\s+|the\s+)+"
        rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)){_GOES_ON}(?P<which>)?",
        _day_of_month,
    ),
    _rule(
        rf"\A\W*(?P<day>\d{{1,2}}(?:st|nd|rd|th)){_GOES_ON}(?P<which>)?", _day_of_month
    ),
    _rule(
        r"(?:on|by|until|till|before)\s+the\s+(?P<day>first|fifteenth)"
        rf"{_GOES_ON}(?P<which>)?",
        _day_of_month,
    ),
    _rule(
        rf"(?:{WEEKDAY})\s+(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?P<which>)?", _day_of_month
    ),
    _rule(rf"(?P<which>{_WHICH})\s+{_DAY}", _plain_weekday),
    # Bare "sat" and "sun" are words of their own: only whole names, or after "on".
    _rule(rf"(?P<which>)(?P<weekday>{_WHOLE_DAY})", _plain_weekday),
    _rule(rf"(?P<which>)(?:on|by|til|till|until)\s+{_DAY}", _plain_weekday),
    _rule(rf"(?P<which>)\A\W*{_DAY}(?=\W*\Z)", _plain_weekday),
    _rule(r"(?P<which>next|last)\s+(?P<unit>week|fortnight|month)", _step),
    _rule(
        r"(?:by|on|before|until|till|after)\s+(?P<feast>christmas\s+eve|christmas(?:\s+day)?"
        r"|xmas|boxing\s+day|new\s+year'?s?\s+eve|new\s+year(?:'?s)?(?:\s+day)?)",
        _feast,
    ),
)
