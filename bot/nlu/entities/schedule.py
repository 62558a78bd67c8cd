"""How often, how many, how long, what share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.dates import WEEKDAY
from bot.nlu.entities.entity import Entity, Utterance
from bot.nlu.entities.numbers import WORDS, parse_number
from bot.nlu.entities.tense import looks_back

_NUMBER = rf"\d{{1,3}}|{WORDS}"
_EACH = r"(?:every|each|once\s+(?:a|every)|per)"
# "50 a week" tells how often; "in a week" and "a week ago" do not.
_AFTER_SUM = (
    r"(?<=[\w\d£$€])(?<!\bin)(?<!\bfor)(?<!\bskip)(?<!\btimes)(?<!\btwice)(?<!\bme)"
    r"(?<!\bwithin)(?<!\bhalf)(?<!\bby)(?<!\bquarter)(?<!\bwait)(?<!\bback)(?<!\bneed)"
    r"(?<!\btake)(?<!\bover)(?<!\bafter)(?<!\bhave)(?<!\babout)(?<!\bit)(?<!\bgot)"
    r"(?<!\bfrom)(?<!\bits)(?<!\bwas)(?<!\bmiss)(?<!\bdays)(?<!\bhours)(?:\s+|\s*-\s*)an?\s+"
)
_TAIL = r"(?!\w)(?!\s+(?:off|break|ago|on\s+(?:mon|tue|wed|thu|fri|sat|sun)))"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_FREQUENCIES = (
    (
        "fortnightly",
        r"fortnightly|bi-?weekly|(?:every|each|per)\s+fortnight"
        r"|(?:every|each)\s+(?:2|two|second|other|2nd)\s+(?:weeks?|wks?)"
        rf"|alternate\s+(?:weeks|{_WEEKDAY}s)"
        rf"|(?:every|each)\s+(?:other|second|2nd)\s+(?:{WEEKDAY})s?"
        r"|every\s+(?:14|fourteen)\s+days",
    ),
    (
        "weekly",
        rf"weekly|{_EACH}\s+(?:week|wk)|p/?w|(?<=[\da-z])\s?/\s?(?:week|wk)"
        rf"|every\s+(?:7|seven)\s+days|(?:every|each)\s+(?:{WEEKDAY})s?|on\s+{_WEEKDAY}s",
    ),
    (
        "monthly",
        rf"monthly|{_EACH}\s+(?:calendar\s+)?(?:month|mnth|mth)|(?<=[\da-z])\s?/\s?(?:month|mth|mo)"
        r"|pcm|p/m|p\.m\.(?=\s+instalment)|of\s+(?:the|each|every)\s+month,?\s+every\s+month"
        r"|of\s+(?:each|every)\s+month",
    ),
    (
        "payday",
        r"(?:on|every|each|at)\s+(?:my\s+)?pay\s?days?|paydays|(?:every|each|per)\s+"
        r"(?:pay\s?che(?:ck|que)|pay\s?slip|pay\s?packet|pay\s+period)"
        r"|(?:when|whenever|every\s+time|each\s+time)\s+i(?:'?m|\s+am|\s+get)\s+paid",
    ),
)
_ARTICLE = (("fortnightly", "fortnight"), ("weekly", "week|wk"), ("monthly", "month"))
_PER_UNIT = re.compile(r"(?<=\d)\s?(?P<unit>p/?m|pcm|p/?w|p/?f|mthly|wkly)(?!\w)", re.I)
_ABBREVIATED = {"m": "monthly", "c": "monthly", "w": "weekly", "f": "fortnightly"}
_PARTS = r"pa?yments?|instal?l?ments?|parts|chunks|goes|bits|equal\s+parts"
_COUNTED = re.compile(
    rf"(?<![\w£$€.,])(?P<number>{_NUMBER})\s+(?:(?:equal|monthly|weekly|fortnightly|small"
    rf"|smaller|separate|even|more|easy)\s+)*(?:{_PARTS})(?!\w)",
    re.I,
)
_TIMES = re.compile(
    r"(?:[£$€]\s?[\d.,]+\d|(?:pounds?|quid|bucks|dollars))\s*(?:x|\*|times)\s*(?P<after>\d{1,2})(?!\w)"
    r"|(?<![\w.])(?P<before>\d{1,2})\s*(?:x|\*|lots\s+of)\s*(?=[£$€]?\s?\d)"
    rf"|(?<!\w)(?P<lots>{WORDS})\s+(?:lots\s+of|times)\s+(?=[£$€]?\s?\d)",
    re.I,
)
_PAST_PARTS = re.compile(
    r"\b(?:missed|only\s+got|only\s+have|last|previous|past|made|skipped|late|first|behind|behind\s+by|miss|my"
    r"|those|these|the|after)\s+$",
    re.I,
)
_DIVIDED = re.compile(
    r"\b(?:split|splitting|divide|divided|spread|break|cut|chop|pay)\w*\b"
    r"(?:\s+[£$€]?\s?\d[\d.,]*\b)?[^.!?;\d]{0,30}?"
    rf"\b(?:in|into|by|over|across)\s+(?P<number>{_NUMBER})"
    r"(?!\s*(?:\w*\s+)?(?:days?|weeks?|wks?|fortnights?|months?|mths?|years?|hours?|%|pm"
    r"|am|o'?clock)\b)(?![\w.,:]*\d)(?=\s*(?:$|[^\w\s]|\w))",
    re.I,
)
_LENGTH = (
    rf"(?P<number>{_NUMBER}|an?|half\s+an?|(?:a\s+)?couple\s+of)[\s-]+"
    r"(?P<unit>(?:months?|mths?|years?|yrs?)(?:\s+and\s+a\s+half)?)(?!\s+(?:end|old)\b)"
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
    rf"(?<!\w)(?:need|want|give\s+me|take|have)\s+(?:(?:about|around|like|maybe"
    rf"|at\s+least|roughly|say)\s+)?(?P<span>{_LENGTH})(?!\w)",
    re.I,
)
_ALONE = re.compile(
    rf"\A\W*(?P<span>{_LENGTH})(?=\W*\Z|\s*(?:at|of|@|x)\s*(?:[£$€]|\d))", re.I
)
_WAS = re.compile(
    r"\b(?:been|was|were|had|haven't|worked|ill|sick|(?:been|was|were|am|work)\s+off|paid|paying|unemployed|after|least"
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
    for match in _PER_UNIT.finditer(said.without(found).open):
        unit = match["unit"].lower()
        sum_before = re.search(r"[£$€]\s?[\d.,]+$", said.before(match.start()))
        # "5pm" is an hour, "£5pm" is not.
        if sum_before or unit != "pm":
            name = _ABBREVIATED[unit.lstrip("p/")[0]]
            found.append(said.entity("frequency", name, _trimmed(match)))
    return found


def counts(said: Utterance) -> list[Entity]:
    """The ``count`` of instalments wished for."""
    found: list[Entity] = []
    for match in _COUNTED.finditer(said.open):
        if not _PAST_PARTS.search(said.before(match.start())):
            found += _whole(said, match)
    for match in _DIVIDED.finditer(said.without(found).open):
        found += _whole(said, match)
    for match in _TIMES.finditer(said.without(found).open):
        group = match.lastgroup or "before"
        found += _whole(said, match, group)
    return found


def durations(said: Utterance) -> list[Entity]:
    """Every ``duration_months``; a year is twelve."""
    found: list[Entity] = []
    for pattern in (_PAID_WITHIN, _LASTING, _LONG, _PAUSE, _ALONE):
        for match in pattern.finditer(said.without(found).open):
            months = _months(match["number"], match["unit"])
            if months and not _is_past(said, match):
                named = "span" in pattern.groupindex
                span = match.span("span") if named else _trimmed(match)
                found.append(said.entity("duration_months", months, span))
    return found


def _is_past(said: Utterance, match: re.Match[str]) -> bool:
    """ "I've been ill for a year" asks for no year."""
    if _WAS.search(said.before(match.start())):
        return True
    stretch = match[0].lower().startswith(("for", "during"))
    return stretch and looks_back(said.text, *match.span())


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


def _whole(
    said: Utterance, match: re.Match[str], group: str = "number"
) -> list[Entity]:
    number = match[group]
    value = int(number) if number.isdigit() else parse_number(number)
    if not value or value < 2:
        return []
    # Only the number is taken: "12 monthly payments" also tells how often.
    return [said.entity("count", value, match.span(group))]


def _months(number: str, unit: str) -> int | None:
    word = number.lower()
    if "half" in unit.lower():
        whole = _months(number, unit.split()[0])
        return whole + 6 if whole and unit.lower().startswith("y") else None
    if "couple" in word:
        return _months("2", unit)
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
