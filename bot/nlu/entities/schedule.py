"""How often, how many, how long, what share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.entity import Entity, Utterance
from bot.nlu.entities.numbers import WORDS, parse_number

_NUMBER = rf"\d{{1,3}}|{WORDS}"
_EACH = r"(?:every|each|once\s+(?:a|every)|per)"
# "50 a week" tells how often; "in a week" and "a week ago" do not.
_AFTER_SUM = (
    r"(?<=[\w\d£$€])(?<!\bin)(?<!\bfor)(?<!\bskip)(?<!\btimes)(?<!\btwice)(?<!\bme)"
    r"(?<!\bwithin)(?<!\bhalf)(?<!\bby)(?<!\bquarter)(?<!\bwait)(?<!\bback)(?<!\bneed)"
    r"(?<!\btake)(?<!\bover)(?<!\bafter)(?<!\bhave)(?<!\babout)(?<!\bit)(?<!\bgot)"
    r"(?<!\bfrom)(?<!\bits)(?<!\bwas)(?<!\bmiss)\s+an?\s+"
)
_TAIL = r"(?!\w)(?!\s+(?:off|break|ago|on\s+(?:mon|tue|wed|thu|fri|sat|sun)))"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_FREQUENCIES = (
    (
        "fortnightly",
        r"fortnightly|bi-?weekly|(?:every|each|per)\s+fortnight"
        r"|(?:every|each)\s+(?:2|two|second|other|2nd)\s+(?:weeks?|wks?)"
        rf"|alternate\s+(?:weeks|{_WEEKDAY}s)"
        r"|every\s+(?:14|fourteen)\s+days",
    ),
    (
        "weekly",
        rf"weekly|{_EACH}\s+(?:week|wk)|pw|(?<=\d)\s?/\s?(?:week|wk)"
        r"|every\s+(?:7|seven)\s+days",
    ),
    (
        "monthly",
        rf"monthly|{_EACH}\s+(?:calendar\s+)?(?:month|mnth|mth)|(?<=\d)\s?/\s?(?:month|mth|mo)"
        r"|pcm|p/m|p\.m\.(?=\s+instalment)|of\s+the\s+month,?\s+every\s+month",
    ),
    (
        "payday",
        r"(?:on|every|each|at)\s+(?:my\s+)?pay\s?days?|paydays"
        r"|(?:when|whenever|every\s+time|each\s+time)\s+i(?:'?m|\s+am|\s+get)\s+paid",
    ),
)
_ARTICLE = (("fortnightly", "fortnight"), ("weekly", "week|wk"), ("monthly", "month"))
_EVERY_WEEKDAY = re.compile(
    rf"\b(?:every|each)\s+(?P<second>(?:other|second)\s+)?{_WEEKDAY}\b", re.I
)
_PER_MONTH = re.compile(r"(?<=\d)\s?pm(?!\w)", re.I)
_PARTS = r"pa?yments?|instal?l?ments?|parts|chunks|goes|bits|equal\s+parts"
_COUNTED = re.compile(
    rf"(?<![\w£$€.,])(?P<number>{_NUMBER})\s+(?:(?:equal|monthly|weekly|fortnightly|small"
    rf"|smaller|separate|even|more|easy)\s+)*(?:{_PARTS})(?!\w)",
    re.I,
)
_PAST_PARTS = re.compile(
    r"\b(?:missed|last|previous|past|made|skipped|late|first|behind|behind\s+by|miss|my"
    r"|those|these|after)\s+$",
    re.I,
)
_DIVIDED = re.compile(
    r"\b(?:split|splitting|divide|divided|spread|break|cut|chop|pay)\w*\b[^.!?;\d]{0,30}?"
    rf"\b(?:in|into|by|over|across)\s+(?P<number>{_NUMBER})"
    r"(?!\s*(?:\w*\s+)?(?:days?|weeks?|wks?|fortnights?|months?|mths?|years?|hours?|%|pm"
    r"|am)\b)(?![\w.,:]*\d)(?=\s*(?:$|[^\w\s]|\w))",
    re.I,
)
_LENGTH = (
    rf"(?P<number>{_NUMBER}|an?|half\s+an?)[\s-]+(?P<unit>months?|mths?|years?|yrs?)"
)
_LASTING = re.compile(
    rf"(?<!\w)(?:(?:over|across|spread\s+over|for|during)\s+(?:the\s+next\s+|about\s+|around"
    rf"\s+|a\s+period\s+of\s+|up\s+to\s+)?{_LENGTH})(?!\w)(?!\s+(?:ago|old|now|and\s+now))",
    re.I,
)
_PAID_WITHIN = re.compile(
    r"\b(?:pay\s+(?:it|this|that|you)?\s*(?:all\s+)?(?:off|back)|clear(?:ed)?\s+(?:it|this)?"
    r"|finish(?:ed)?|spread|split|repay|done)\b[^.!?;]{0,20}?\b(?:in|within)\s+"
    rf"(?P<span>{_LENGTH})(?!\w)",
    re.I,
)
_LONG = re.compile(
    rf"(?<!\w)(?P<number>{_NUMBER})[\s-]+(?P<unit>months?|years?)\s+(?=(?:payment\s+|repayment"
    r"\s+)?(?:plan|deal|arrangement|option|term|one|off|hold|pause|break|extension)\b)",
    re.I,
)
_PAUSE = re.compile(
    rf"(?<!\w)(?:need|want|give\s+me|take|have)\s+(?P<span>{_LENGTH})(?!\w)", re.I
)
_ALONE = re.compile(rf"\A\W*(?P<span>{_LENGTH})\W*\Z", re.I)
_WAS = re.compile(
    r"\b(?:been|was|were|had|haven't|worked|ill|sick|off|paid|paying|unemployed|after|least"
    r"|lived|here|number|customer)\s+$",
    re.I,
)
_SHARE = re.compile(
    rf"(?<![\w.])(?P<number>\d{{1,3}}(?:\.\d+)?|{WORDS})\s?(?:%|per\s?cent(?!\w)"
    r"|(?:cents|pence|p)\s+(?:on|in)\s+the\s+(?:dollar|pound)(?!\w))",
    re.I,
)


def frequencies(said: Utterance) -> list[Entity]:
    """Every ``frequency``: weekly, fortnightly, monthly, payday."""
    found: list[Entity] = []
    for name, pattern in _FREQUENCIES:
        spans = _spans(
            rf"(?:(?<!\w)|(?=\s?/))(?:{pattern}){_TAIL}", said.without(found)
        )
        found += [said.entity("frequency", name, span) for span in spans]
    for name, unit in _ARTICLE:
        spans = _spans(rf"{_AFTER_SUM}(?:{unit}){_TAIL}", said.without(found))
        found += [said.entity("frequency", name, span) for span in spans]
    # The day itself is also a date: when it begins. So the whole text is searched.
    for match in _EVERY_WEEKDAY.finditer(said.text):
        name = "fortnightly" if match["second"] else "weekly"
        found.append(said.entity("frequency", name, match.span()))
    for match in _PER_MONTH.finditer(said.without(found).open):
        if re.search(r"[£$€]\s?[\d.,]+$", said.before(match.start())):
            found.append(said.entity("frequency", "monthly", _trimmed(match)))
    return found


def counts(said: Utterance) -> list[Entity]:
    """The ``count`` of instalments wished for."""
    found: list[Entity] = []
    for match in _COUNTED.finditer(said.open):
        if not _PAST_PARTS.search(said.before(match.start())):
            found += _whole(said, match)
    for match in _DIVIDED.finditer(said.without(found).open):
        found += _whole(said, match)
    return found


def durations(said: Utterance) -> list[Entity]:
    """Every ``duration_months``; a year is twelve."""
    found: list[Entity] = []
    for pattern in (_PAID_WITHIN, _LASTING, _LONG, _PAUSE, _ALONE):
        for match in pattern.finditer(said.without(found).open):
            months = _months(match["number"], match["unit"])
            if months and not _WAS.search(said.before(match.start())):
                named = "span" in pattern.groupindex
                span = match.span("span") if named else _trimmed(match)
                found.append(said.entity("duration_months", months, span))
    return found


def percentages(said: Utterance) -> list[Entity]:
    """Every ``percentage``, 0 to 100."""
    found: list[Entity] = []
    for match in _SHARE.finditer(said.open):
        share = _share(match["number"])
        if share is not None and share <= 100:
            found.append(said.entity("percentage", share, match.span()))
    return found


def _spans(pattern: str, said: Utterance) -> Iterator[tuple[int, int]]:
    for match in re.finditer(pattern, said.open, re.I):
        yield _trimmed(match)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    text = match[0]
    lead = len(text) - len(text.lstrip())
    return match.start() + lead, match.end() - (len(text) - len(text.rstrip()))


def _whole(said: Utterance, match: re.Match[str]) -> list[Entity]:
    number = match["number"]
    value = int(number) if number.isdigit() else parse_number(number)
    if not value or value < 2:
        return []
    # Only the number is taken: "12 monthly payments" also tells how often.
    return [said.entity("count", value, match.span("number"))]


def _months(number: str, unit: str) -> int | None:
    word = number.lower()
    if word.startswith("half"):
        return 6 if unit.lower().startswith("y") else None
    whole = 1 if word in ("a", "an") else None
    if whole is None:
        whole = int(word) if word.isdigit() else parse_number(word)
    if whole is None:
        return None
    return whole * 12 if unit.lower().startswith("y") else whole


def _share(number: str) -> int | float | None:
    if not number[0].isdigit():
        return parse_number(number)
    value = float(number)
    return int(value) if value.is_integer() else value
