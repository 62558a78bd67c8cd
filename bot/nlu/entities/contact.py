"""By which channel and at what time of day somebody wants to hear from us."""

from __future__ import annotations

import re

from bot.nlu.entities.entity import Entity, Span, Utterance
from bot.nlu.entities.numbers import WORDS, parse_number

_CHANNELS = {
    "phone": r"phone|telephone|calls?(?!\s+(?:record|log))|ring|mobile|landline",
    "sms": r"sms|texts?|text\s+messages?",
    "email": r"e-?mails?",
    "post": r"post|letters?|mail|in\s+writing",
    "whatsapp": r"whats\s?app|watsapp",
    "telegram": r"telegram",
    "teams": r"(?:ms\s+|microsoft\s+)?teams",
    "web": r"web\s?chat|this\s+chat|the\s+website|on\s+here",
}
_REFUSED = re.compile(
    r"\b(?:don'?t|do\s+not|not|no|stop|never|instead\s+of|rather\s+than|than|quit|without"
    r"|hate|like\s+the|over|revoke|permission\s+to|unsubscribe\s+from|no\s+more|and\s+not)"
    r"(?:\s+(?:want|like|you|to|any|the|send|me|use|by|via|more|sending|so\s+many|a))*\s*$",
    re.I,
)
_ASK_BEFORE = re.compile(
    r"\b(?:by|via|through|use|using|prefer(?:red)?|contact\s+is|switch\s+to|to\s+my|only"
    r"|(?:send|give|drop)(?:\s+(?:me|everything|them|it|out))*|rather\s+(?:have|get)"
    r"|(?:reach|message|messaged|contact|write\s+to)(?:\s+me)?\s+(?:on|by)"
    r"|(?:rather|could|can|would)\s+you|i'd\s+like|rather)\s+(?:an?\s+|my\s+|the\s+)*$",
    re.I,
)
_ASK_AFTER = re.compile(
    r"\s*(?:(?:'?s|is|are|would\s+be|works?)\s+(?:\w+\s+)?(?:best|better|fine|good|ok|easier"
    r"|preferred)|only|instead|please|pls|me\b|rather|from\s+now|messages?\s+(?:only|instead)"
    r"|in\s+future)",
    re.I,
)
_HALF_DAY = r"\s+(?:at\s+night|in\s+the\s+(?:morning|afternoon|evening))"
_HOUR = (
    r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:a\.?m\.?|p\.?m\.?|o'?clock)?"
    rf"(?:{_HALF_DAY})?|noon|midday"
)
_PM = re.compile(r"p\.?m|night|afternoon|evening", re.I)
_AM = re.compile(r"a\.?m|morning", re.I)
_END = r"(?![\w:])"
_BETWEEN = re.compile(
    rf"\b(?:between|from|of)\s+(?P<first>{_HOUR})\s*(?:and|to|-|till|until)\s*"
    rf"(?P<second>{_HOUR}){_END}",
    re.I,
)
_BOUND = re.compile(
    rf"\b(?P<side>after|past|before|by|until)\s+(?P<hour>{_HOUR}){_END}"
    r"(?!\s*(?:days?|weeks?|months?|years?|payments?|instalments?|%|st|nd|rd|th))",
    re.I,
)
_AT = re.compile(
    rf"(?:\b(?:at|around)\s+(?P<at>{_HOUR})"
    r"|\b(?P<clock>(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s?[ap]\.?m\.?"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d))(?!\w|[:.]\d)"
    r"(?!\s*(?:a\s|per|%|pounds|quid|dollars|each|every|days?|weeks?|months?))",
    re.I,
)
_HALF_PAST = re.compile(
    rf"\bhalf\s+(?:past\s+)?(?P<hour>\d{{1,2}}|{WORDS})(?P<side>{_HALF_DAY})?(?!\w)",
    re.I,
)
_PART = re.compile(
    r"(?<!good )(?<!this )\b(?P<part>morning|afternoon|evening)s?\b", re.I
)


def contact_channels(said: Utterance) -> list[Entity]:
    """Every ``contact_channel`` that is asked for, not one that is refused."""
    found: list[Entity] = []
    for name, words in _CHANNELS.items():
        free = said.without(found).open
        for match in re.finditer(rf"(?<![\w@-])(?:{words})(?![\w@])", free, re.I):
            if not any(e.value == name for e in found) and _asked_for(
                said, match.span()
            ):
                found.append(said.entity("contact_channel", name, match.span()))
    return found


def times_of_day(said: Utterance) -> list[Entity]:
    """Every ``time_of_day``, on a 24-hour clock."""
    found: list[Entity] = []
    for match in _BETWEEN.finditer(said.open):
        first, second = _clock(match["first"]), _clock(match["second"])
        found.append(said.entity("time_of_day", f"{first}-{second}", match.span()))
    for match in _BOUND.finditer(said.without(found).open):
        side = "after" if match["side"].lower() in ("after", "past") else "before"
        value = f"{side} {_clock(match['hour'])}"
        found.append(said.entity("time_of_day", value, match.span()))
    for match in _AT.finditer(said.without(found).open):
        hour = match["at"] or match["clock"]
        found.append(said.entity("time_of_day", _clock(hour), match.span()))
    for match in _HALF_PAST.finditer(said.without(found).open):
        hour = match["hour"] if match["hour"].isdigit() else parse_number(match["hour"])
        if hour is not None and 1 <= int(hour) <= 12:
            value = _clock(f"{hour}:30{match['side'] or ''}")
            found.append(said.entity("time_of_day", value, match.span()))
    for match in _PART.finditer(said.without(found).open):
        value = match["part"].lower()
        found.append(said.entity("time_of_day", value, match.span("part")))
    return found


def _asked_for(said: Utterance, span: Span) -> bool:
    start, end = span
    before, after = said.before(start), said.text[end:]
    if _REFUSED.search(before):
        return False
    alone = not re.search(r"\w", before + after)
    return bool(alone or _ASK_AFTER.match(after) or _ASK_BEFORE.search(before))


def _clock(written: str) -> str:
    """Hours without "am" or "pm" are waking hours: one to seven are after noon."""
    if written.lower() in ("noon", "midday"):
        return "12:00"
    figures = [int(part) for part in re.findall(r"\d+", written)]
    hour, minute = figures[0], figures[1] if len(figures) > 1 else 0
    if _PM.search(written):
        hour = hour % 12 + 12
    elif _AM.search(written):
        hour %= 12
    elif 1 <= hour <= 7 and not written.startswith("0"):
        hour += 12
    return f"{hour:02d}:{minute:02d}"
