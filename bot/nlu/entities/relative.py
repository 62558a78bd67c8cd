"""Days named from where we stand: tomorrow, Friday week, the 28th, month end."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.nlu.entities import numbers
from bot.nlu.entities.dates import WEEKDAY, month_number, nearest
from bot.nlu.entities.days import (
    clipped,
    coming,
    feast_day,
    gone,
    in_week,
    months_on,
    shifted,
    weekday_number,
)
from bot.nlu.entities.entity import TAKEN, Entity, Utterance
from bot.nlu.entities.tense import looks_back

_Resolve = Callable[[re.Match[str], date, bool], "date | None"]

_MONTH = (
    r"january|february|march|april|may|june|july|august|september|october|november"
    r"|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_NUMBER = rf"\d{{1,3}}|an?|a\s+couple(?:\s+of)?|couple(?:\s+of)?|{numbers.WORDS}"
_UNIT = r"days?|weeks?|wks?|fortnights?|months?|mths?"
_TOMORROW = r"(?:to?|2)m+o?r+(?:o+w?|w)|tomoz|tomo|tmr|tmw|2moz|2mo"
_GOES_ON = (
    # "The 1st I've heard of it", "the 2nd and 3rd letters" are no days.
    r"(?!\s+(?:and\s+foremost|of\s+all)\b)"
    r"(?!\s+i(?:'?ve|\s+have)\s+(?:heard|seen|known)\b)"
    r"(?!\s*(?:,|and|or)\s*(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\s+(?:letters?|notices?|payments?"
    r"|calls?|e-?mails?|texts?|times?|reminders?|instal?lments?|bills?|floors?)\b)"
    r"(?=\s*(?:$|[,.!?;:)'\ue000-]|(?:of|please|pls|plz|and|or|then|if|instead|every|each"
    r"|for|because|cos|when|i|i'll|ill|to|from|not|at|ok|okay|is|would|works?|but|so|it"
    r"|you|with|will|by|in|next|this|last|was|were|has|have|as|until|onwards?|rather"
    r"|sorry|could|should|which|who|where|got|came|put|we|my|me|can|if|do|that|take|after|before|thanks|thx|ta|pay|on|mate|"
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
            if there and not _is_rate(said, match):
                found.append(said.entity("date", there.isoformat(), match.span()))
    return found


def _is_rate(said: Utterance, match: re.Match[str]) -> bool:
    """ "Ten calls in a week" is no week from now."""
    return match[0].startswith("in ") and bool(_RATE.search(said.before(match.start())))


def _plain_weekday(match: re.Match[str], today: date, back: bool) -> date:
    weekday = weekday_number(match["weekday"])
    which = (match["which"] or "").lower()
    if which in ("last", "this past", "past"):
        return gone(weekday, today)
    if which == "this" and weekday == today.weekday():
        return today
    ahead = which in ("next", "this", "coming", "this coming")
    return gone(weekday, today) if back and not ahead else coming(weekday, today)


def _weekday_later(match: re.Match[str], today: date, back: bool) -> date:
    """Friday week, a week on Friday, the Friday after next: one week further on."""
    weeks = 2 if "fortnight" in match[0].lower() else 1
    return coming(weekday_number(match["weekday"]), today) + timedelta(weeks=weeks)


def _weeks_on_weekday(match: re.Match[str], today: date, back: bool) -> date | None:
    start = coming(weekday_number(match["weekday"]), today)
    return shifted(start, match["number"], match["unit"], 1)


def _weekday_of_month(match: re.Match[str], today: date, back: bool) -> date:
    """The next such day: the first Monday of this month or of the one after it."""
    which = {"f": 0, "1": 0, "s": 7, "2": 7, "t": 14, "3": 14}
    weekday, skipped = (
        weekday_number(match["weekday"]),
        which.get(match["which"][0].lower()),
    )
    for months in (0, 1):
        first = months_on(today.replace(day=1), months)
        if skipped is None:
            there = gone(weekday, months_on(first, 1))
        else:
            there = coming(weekday, first + timedelta(days=skipped - 1))
        if there >= today:
            break
    return there


def _weekday_of_week(match: re.Match[str], today: date, back: bool) -> date:
    weeks = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    return in_week(weekday_number(match["weekday"]), today, weeks)


def _day_of_month(match: re.Match[str], today: date, back: bool) -> date | None:
    text = match["day"]
    figures = re.match(r"\d+", text)
    day = int(figures[0]) if figures else numbers.parse_day(text)
    which = (match["which"] or "").lower()
    if which:
        first = months_on(today.replace(day=1), {"last": -1, "next": 1}.get(which, 0))
        return clipped(first, day) if 1 <= day <= 31 else None
    months = range(0, -12, -1) if back else range(12)
    for step in months:
        first = months_on(today.replace(day=1), step)
        if 1 <= day <= monthrange(first.year, first.month)[1]:
            there = first.replace(day=day)
            if there <= today if back else there >= today:
                return there
    return None


def _month_end(match: re.Match[str], today: date, back: bool) -> date | None:
    name = match["month"]
    if name:
        first = nearest(1, month_number(name), today.replace(day=1), back)
        return clipped(first, 31) if first else None
    months = {"next": 1, "last": -1}.get((match["which"] or "").lower(), 0)
    return clipped(months_on(today.replace(day=1), months), 31)


def _month_start(match: re.Match[str], today: date, back: bool) -> date | None:
    if match["month"]:
        return nearest(1, month_number(match["month"]), today, back)
    return months_on(today.replace(day=1), 0 if back else 1)


def _week_end(match: re.Match[str], today: date, back: bool) -> date:
    return in_week(6, today, 1 if (match["which"] or "").lower() == "next" else 0)


def _weekend(match: re.Match[str], today: date, back: bool) -> date:
    which = (match["which"] or "").lower()
    if which == "next":
        return in_week(5, today, 1)
    if which == "last" or back:
        return gone(5, today)
    return today if today.weekday() == 5 else coming(5, today)


def _after(match: re.Match[str], today: date, back: bool) -> date | None:
    return shifted(today, match["number"], match["unit"], 1)


def _ago(match: re.Match[str], today: date, back: bool) -> date | None:
    return shifted(today, match["number"], match["unit"], -1)


def _step(match: re.Match[str], today: date, back: bool) -> date | None:
    """Next week is a week from today, next month a month from today; last likewise."""
    sign = -1 if match["which"].lower() == "last" else 1
    return shifted(today, "1", match["unit"], sign)


_RATE = re.compile(r"\b(?:calls|times|texts|e?mails|letters|messages)\s+$", re.I)


def _feast(match: re.Match[str], today: date, back: bool) -> date | None:
    name = match["feast"] or match["season"]
    return nearest(*feast_day(name), today, back)


def _days(count: int) -> _Resolve:
    return lambda match, today, back: today + timedelta(days=count)


def _rule(pattern: str, resolve: _Resolve) -> tuple[re.Pattern[str], _Resolve]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.I), resolve


_DAY = rf"(?P<weekday>{WEEKDAY})"
_WHOLE_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# "Sat" and "sun" are words of their own, and so is "wed" after some.
_SHORT_DAY = (
    r"tues?|weds|thurs?|(?<!got )(?<!were )(?<!newly )wed(?!\s+(?:love|like|be|have"
    r"|rather|need|want|got|appreciate|in|to)\b)|fri|(?<!not )mon"
    r"|(?<!just )(?<!was )(?<!i )(?<!been )(?<!have )sat(?=\W*\Z)"
    r"|(?<!the )(?<!in )sun(?=\W*\Z)"
)
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
    _rule(r"today\s+fortnight", _days(14)),
    _rule(
        rf"(?P<number>{_NUMBER})\s+(?P<unit>weeks?|wks?|fortnights?|months?)\s+(?:from\s+)?today",
        _after,
    ),
    _rule(rf"{_TOMORROW}", _days(1)),
    _rule(r"yesterday|yesterda|ystrday|last\s+night", _days(-1)),
    _rule(r"today|2day|tonight|tonite|this\s+(?:morning|afternoon|evening)", _days(0)),
    _rule(rf"(?:the\s+)?{_DAY}\s+after\s+next", _weekday_later),
    _rule(rf"{_DAY}\s+(?:week|fortnight)", _weekday_later),
    _rule(
        rf"(?P<number>a|two|2|three|3)\s+(?P<unit>weeks?|fortnights?)\s+(?:(?:on|from)\s+)?{_DAY}",
        _weeks_on_weekday,
    ),
    _rule(
        rf"(?:the\s+)?(?P<which>first|1st|second|2nd|third|3rd|last)\s+{_DAY}\s+"
        rf"(?:of\s+(?:the|this|next)\s+month|{TAKEN}+)",
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
        r"(?:the\s+)?(?:start|beginning|first\s+day)\s+of\s+"
        rf"(?:(?P<which>next|the)\s+month|(?P<month>{_MONTH}))",
        _month_start,
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
        r"(?:\A\W*|(?<=sorry )|(?<=sorry, )|(?<=no )|(?<=no, )|(?<=mean )|(?<=meant )"
        r"|(?<=make it ))"
        rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)){_GOES_ON}(?P<which>)?",
        _day_of_month,
    ),
    _rule(
        rf"(?:(?:on|by|until|till?|before|to)\s+)+the\s+(?P<day>{numbers.ORDINAL})"
        rf"{_GOES_ON}(?P<which>)?",
        _day_of_month,
    ),
    _rule(
        rf"(?:{WEEKDAY})\s+(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?P<which>)?", _day_of_month
    ),
    _rule(rf"(?P<which>{_WHICH})\s+{_DAY}", _plain_weekday),
    # "On a Sunday" and "Good Friday" are no day of this week.
    _rule(
        r"(?P<which>)(?<!\ba )(?<!good )(?<!easter )"
        rf"(?P<weekday>{_WHOLE_DAY}|{_SHORT_DAY})",
        _plain_weekday,
    ),
    _rule(rf"(?P<which>)(?:on|by|til|till|until)\s+{_DAY}", _plain_weekday),
    _rule(rf"(?P<which>)\A\W*{_DAY}(?=\W*\Z)", _plain_weekday),
    _rule(r"(?P<which>next|last)\s+(?P<unit>week|fortnight|month)", _step),
    _rule(
        r"(?:(?:by|on|before|until|till?|after)\s+)?(?P<feast>(?:christmas|xmas)\s+(?:eve|day)"
        r"|boxing\s+day|new\s+year'?s?\s+(?:eve|day)|hallowe'?en|valentine'?s\s+day)"
        r"|(?:by|on|at|before|until|till?|after)\s+(?P<season>christmas|xmas|(?:the\s+)?new\s+year(?:'?s)?)",
        _feast,
    ),
)
