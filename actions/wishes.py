"""What a message wishes of the way a person is reached, out of its words and values."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.turn import Turn
from debt.contact import WEEKDAYS, Medium, Wish, WishKind, after, before, not_on

_NOT = (
    r"(?:no|not|don'?t|do not|never|stop|quit|without|instead of|rather than|nor|hate"
    r"|isn'?t|aren'?t|can'?t|cannot)"
)
_BETWEEN = r"(?:\s+(?!and\b|but\b|only\b)[\w']+){0,3}?\s+"
_WORDS = {
    Medium.PHONE: r"(?:phon\w*|call\w*|ring\w*|telephon\w*|voicemails?)",
    Medium.SMS: r"(?:te?xt\w*|sms)",
    Medium.EMAIL: r"e-?mail\w*",
    Medium.POST: r"(?:letters?|post\w*|mail)",
    Medium.WHATSAPP: r"whatsapp",
    Medium.TELEGRAM: r"telegram",
    Medium.TEAMS: r"teams",
}
_REFUSED = {
    medium: re.compile(rf"\b{_NOT}{_BETWEEN}{words}\b", re.I)
    for medium, words in _WORDS.items()
}
_NEGATION = re.compile(rf"\b{_NOT}\b", re.I)
_ONLY = re.compile(r"\b(?:only|just|nothing else|nothing but|solely)\b", re.I)
_WORK = re.compile(
    r"\b(?:work|job|office|workplace|employer|shift|factory|desk)\b", re.I
)
_AGAIN = re.compile(
    r"\b(?:again|back on|any ?time|whenever|changed my mind|after all|start \w+ing)\b",
    re.I,
)
_ANY_TIME = re.compile(r"\b(?:any ?time|whenever|any day)\b", re.I)
_DAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}|weekdays?|weekends?|wknds?)s?\b", re.I)
_GROUPS = {"weekday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:], "wknd": WEEKDAYS[5:]}
# The parts of a day, as people mean them who are asked when to be called.
_PARTS = {
    "morning": "00:00-12:00",
    "afternoon": "12:00-17:00",
    "evening": "17:00-24:00",
}


# Not one medium but all of it; an ending in a bare word means where it is written.
_ALL = re.compile(
    r"\b(?:contact\w*|communicat\w*|anything|everything|all|any|alone|never|ever"
    r"|any ?more|harass\w*|again|and)\b",
    re.I,
)
_BARE_STOP = re.compile(r"\W*(?:stop|unsubscribe|opt[ -]?out|end|quit)\W*", re.I)
_CHAT_CHANNELS = {"telegram": Medium.TELEGRAM, "teams": Medium.TEAMS}


def stops_of(turn: Turn) -> list[Wish]:
    """The stop of one medium, where a message asks for no more than that."""
    channel = _CHAT_CHANNELS.get(str(turn.tracker.get_latest_input_channel()))
    if channel and _BARE_STOP.fullmatch(turn.text):
        return [Wish(WishKind.STOP, channel.value)]
    found = [] if _ALL.search(turn.text) else wishes_in(turn)
    is_one = len(found) == 1 and found[0].kind is WishKind.STOP
    return found if is_one else []


def is_taken_back(text: str) -> bool:
    """Whether a message allows again what was stopped: "you can text me again"."""
    return bool(_AGAIN.search(text)) and not _NEGATION.search(text)


def media_named(turn: Turn) -> list[Medium]:
    """The media that a message asks for, or else the ones its words name."""
    values = _values(turn, "contact_channel")
    known = [Medium(value) for value in values if value in set(Medium)]
    named = (m for m, words in _WORDS.items() if re.search(words, turn.text, re.I))
    return known or list(named)


def frees_every_time(text: str) -> bool:
    """Whether a message says that any time will do."""
    return bool(_ANY_TIME.search(text))


def wishes_in(turn: Turn) -> list[Wish]:
    """Every wish of a message, at most one of each; none if it names nothing known."""
    times = [*_times(turn), *_days(turn.text)]
    at_work = bool(_WORK.search(turn.text) and _NEGATION.search(turn.text))
    found = list(times)
    if at_work:
        found.append(Wish(WishKind.NOT_IN, "work"))
    if not found or turn.entity("contact_channel"):
        found += _media(turn, is_limited=bool(found))
    language = turn.entity("language")
    if language:
        found.append(Wish(WishKind.LANGUAGE, language))
    return list(dict.fromkeys(found))


def _media(turn: Turn, *, is_limited: bool) -> list[Wish]:
    """Which media to use; which to leave, unless only for a time or a place."""
    values = _values(turn, "contact_channel")
    wanted = [Medium(value) for value in values if value in set(Medium)]
    refused = [m for m, words in _REFUSED.items() if words.search(turn.text)]
    stops = [] if is_limited else [m for m in refused if m not in wanted]
    only = len(wanted) == 1 and _ONLY.search(turn.text) and not is_limited
    kind = WishKind.ONLY if only else WishKind.PREFER
    return [
        *(Wish(WishKind.STOP, each.value) for each in stops),
        *(Wish(kind, each.value) for each in wanted[-1:]),
    ]


def _times(turn: Turn) -> list[Wish]:
    """Times of day as times not to be reached; only mornings means no other time."""
    is_refused = bool(_NEGATION.search(turn.text))
    return [
        wish
        for value in _values(turn, "time_of_day")
        for wish in _time(value, is_refused=is_refused)
    ]


def _time(value: str, *, is_refused: bool) -> list[Wish]:
    side, _, clock = value.rpartition(" ")
    if side:
        # "Not before noon" and "only after noon" want the same.
        is_start = (side == "after") is not is_refused
        return [before(clock) if is_start else after(clock)]
    span = _PARTS.get(value, value)
    begin, _, end = span.partition("-")
    if not end:
        return []  # one moment says neither from when nor until when
    if is_refused:
        return [Wish(WishKind.NOT_AT, span)]
    sides = [(begin, "00:00", before), (end, "24:00", after)]
    return [make(clock) for clock, edge, make in sides if clock != edge]


def _days(text: str) -> list[Wish]:
    named = {day for match in _DAY.finditer(text) for day in _day(match[1].lower())}
    if not named:
        return []
    is_refused = bool(_NEGATION.search(text))
    return not_on(named if is_refused else set(WEEKDAYS) - named)


def _day(word: str) -> Iterable[str]:
    return _GROUPS.get(word.removesuffix("s"), (word,))


def _values(turn: Turn, entity: str) -> list[str]:
    return [str(v) for v in turn.tracker.get_latest_entity_values(entity)]
