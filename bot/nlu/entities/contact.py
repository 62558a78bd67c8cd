"""By which channel and at what time of day somebody wants to hear from us."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from bot.nlu.entities.entity import TAKEN, Entity, Span, Utterance
from bot.nlu.entities.numbers import HOURS, WORDS, parse_number

_CHANNELS = {
    "phone": r"phone(?!\s+(?:number|credit|bill))|telephone"
    r"|calls?(?!\s+(?:record|log))|ring|bell|buzz|mobile|landline|phoned|called|rang",
    "sms": r"sms|te?xts?|text\s+messages?|te?xte?d",
    "email": r"e-?mail(?:s|ed)?",
    "post": r"post|letters?|mail|in\s+writing",
    "whatsapp": r"whats\s?app|watsapp",
    "telegram": r"telegram",
    "teams": r"(?:ms\s+|microsoft\s+)?teams",
    "web": r"web\s?chat|this\s+chat|the\s+website|on\s+here",
}
_REFUSED = re.compile(
    r"\b(?:don'?t|do\s+not|not|no|stop|never|instead\s+of|rather\s+than|than|quit|without"
    r"|hate|like\s+the|over|revoke|permission\s+to|unsubscribe\s+from|no\s+more|and\s+not)"
    r"(?:\s+(?:want|like|you|dare|to|any|the|send|me|use|by|via|more|sending|so\s+many|a))*\s*$",
    re.I,
)
# "You lot ring me all day" asks for nothing, "can you ring me" does.
_COMPLAINED = re.compile(
    r"(?<!can )(?<!could )(?<!would )(?<!will )(?<!did )(?<!if )"
    r"\b(?:you(?:\s+(?:lot|guys|people|all))?|they|who|he|she|someone)"
    r"(?:\s+(?:all|always|just|only|keep|kept|still|even|never|have|had|do|did))*\s+$",
    re.I,
)
_PAST_FORM = re.compile(r"(?:ed|'?d|rang)$", re.I)
_WISHED = re.compile(
    r"\b(?:rather|prefer|better)\b[^.,!?;]{0,20}\b(?:you|be|someone)\s+$", re.I
)
_WRITING = re.compile(r"in\s+writing", re.I)
_VERB = re.compile(r"(?:call|ring|phone|te?xt|e-?mail)$", re.I)
_CLAUSE = re.compile(
    r"(?:\A|[.,;!?\n])\s*(?:(?:so|and|or|then|just|please|pls|ok|okay|can\s+you)\s+)*$",
    re.I,
)
_WHEN_OR_WHERE = re.compile(
    rf"\s+(?:(?:on|at|in|the|back|any\s?time|it|this|my|number|mobile|cell|home"
    rf"|work)\s+)*{TAKEN}|(?:\s+(?:on|my|the|mobile|cell|phone|home|work|number|landline))*"
    r"\s*(?:\Z|[.,!?])",
    re.I,
)
_OTHERS = re.compile(
    r"\s+(?:my|him|her|them|our|his|their)\s+(?!(?:mobile|cell|phone|number|landline"
    r"|work|home)\b)",
    re.I,
)
_ASK_BEFORE = re.compile(
    r"\b(?:by|via|through|use|using|prefer(?:red)?|contact\s+is|switch\s+to|to\s+my|only"
    r"|(?:send|give|drop|shoot|ping)(?:\s+(?:me|everything|them|it|out))*"
    r"|rather\s+(?:have|get)"
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
_HALF_DAY = rf"\s+(?:at\s+night|(?:in\s+the|{TAKEN}+)\s+(?:morning|afternoon|evening))"
_HOUR = (
    r"(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:a\.?m\.?|p\.?m\.?|o'?clock)?"
    rf"(?:{_HALF_DAY})?|(?:{HOURS})(?:\s+(?:fifteen|thirty|forty[\s-]five))?\s*"
    rf"(?:[ap]\.?m\.?|o'?clock)(?:{_HALF_DAY})?|(?:{HOURS})(?:{_HALF_DAY}|(?=\s*(?:and\b|to\b|till?\b|until\b"
    rf"|-|\Z|[.,!?{TAKEN}]|please\b|pls\b|or\b|if\b|is\b|works?\b)))|noon|midday"
)
_PM = re.compile(r"p\.?m|night|afternoon|evening", re.I)
_AM = re.compile(r"a\.?m|morning", re.I)
_END = r"(?![\w:])"
_BETWEEN = re.compile(
    rf"\b(?:between|from|of)\s+(?P<first>{_HOUR})\s*(?:and|to|-|till|until)\s*"
    rf"(?P<second>{_HOUR}){_END}",
    re.I,
)
# "2-4pm", "10:00 to 12:00": a half of the day or minutes tell that these are hours.
_STRETCH = re.compile(
    r"(?<![\w:./£$€-])(?P<first>\d{1,2}(?:[:.][0-5]\d)?\s?(?:[ap]m)?)\s*(?:-|to|till?|until)\s*"
    r"(?P<second>\d{1,2}(?:[:.][0-5]\d\s?(?:[ap]\.?m\.?)?|\s?[ap]\.?m\.?))(?![\w:])",
    re.I,
)
_BOUND = re.compile(
    rf"\b(?P<side>after|past|before|by|until)\s+(?P<hour>{_HOUR}){_END}"
    r"(?!\s*(?:days?|weeks?|months?|years?|payments?|instalments?|%|st|nd|rd|th))",
    re.I,
)
_AT = re.compile(
    rf"(?:\b(?:at|around)\s+(?P<at>{_HOUR})"
    rf"|\b(?P<clock>(?:{HOURS})(?:\s+(?:fifteen|thirty|forty[\s-]five))?\s*[ap]\.?m\.?"
    rf"|noon|midday|(?:{HOURS}){_HALF_DAY}|(?:1[0-2]|[1-9])\s?o'?clock|(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?{_HALF_DAY}|(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d)?\s?[ap]\.?m\.?"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d))(?!\w|[:.]\d)"
    r"(?!\s+\w+\s+(?:road|rd|street|st|avenue|ave|lane|close|drive|court|way|place)\b)"
    r"(?!\s*(?:a\s|per|%|pounds|quid|dollars|each|every|days?|weeks?|months?))",
    re.I,
)
_SIDES = {"after": "after", "past": "after", "from": "after", "before": "before"}
_SIDES |= {"by": "before", "until": "before"}
_HALF_PAST = re.compile(
    r"\b(?:(?P<bound>after|before|from|by|until)\s+)?(?P<part>half(?:\s+past)?|quarter\s+(?:past|to))\s+"
    rf"(?P<hour>\d{{1,2}}|{WORDS})(?P<side>\s?[ap]\.?m\.?|{_HALF_DAY})?(?!\w)",
    re.I,
)
_PART = re.compile(
    r"(?<!good )(?<!gd )(?<!this )(?<!your )(?<!every )(?<!of the )"
    r"(?!\w+\s+(?:all|everyone|everybody|duck|mate|love|team|there|folks|guys)\b)(?!\A\w+[.,!]\s*\w)\b(?P<part>morning|afternoon|evening)s?\b",
    re.I,
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
    for match in chain(_BETWEEN.finditer(said.open), _STRETCH.finditer(said.open)):
        if any(match.start() < e.end for e in found):
            continue
        first, second = _hours(match["first"], match["second"])
        found.append(said.entity("time_of_day", f"{first}-{second}", match.span()))
    found += _halves(said.without(found))
    for match in _BOUND.finditer(said.without(found).open):
        value = f"{_SIDES[match['side'].lower()]} {_clock(match['hour'])}"
        found.append(said.entity("time_of_day", value, match.span()))
    for match in _AT.finditer(said.without(found).open):
        hour = match["at"] or match["clock"]
        if hour.isdigit() and int(hour) > 12:  # "at 14 Station Road", "at 20 a week"
            continue
        found.append(said.entity("time_of_day", _clock(hour), match.span()))
    # "Tomorrow morning at ten": the clock tells more than the half of the day.
    for match in [] if found else _PART.finditer(said.open):
        value = match["part"].lower()
        found.append(said.entity("time_of_day", value, match.span("part")))
    return found


def _halves(said: Utterance) -> Iterator[Entity]:
    """Half past six, half six, quarter to six."""
    for match in _HALF_PAST.finditer(said.open):
        hour = match["hour"] if match["hour"].isdigit() else parse_number(match["hour"])
        if hour is None or not 1 <= int(hour) <= 12:
            continue
        part, side = match["part"].lower(), match["side"] or ""
        to = part.endswith("to")
        minute = 30 if part.startswith("half") else 45 if to else 15
        value = _clock(f"{(int(hour) - 2) % 12 + 1 if to else hour}:{minute}{side}")
        if match["bound"]:
            value = f"{_SIDES[match['bound'].lower()]} {value}"
        yield said.entity("time_of_day", value, match.span())


def _asked_for(said: Utterance, span: Span) -> bool:
    start, end = span
    before, after = said.before(start), said.text[end:]
    if _PAST_FORM.search(said.text[start:end]):
        return bool(_WISHED.search(before))
    if _REFUSED.search(before) or _COMPLAINED.search(before) or _OTHERS.match(after):
        return False
    # Nobody says so of what has come already.
    alone = not re.search(r"\w", before + after) or _WRITING.match(said.text[start:end])
    if alone or _ASK_AFTER.match(after) or _ASK_BEFORE.search(before):
        return True
    told = _VERB.match(said.text[start:end]) and _CLAUSE.search(before)
    return bool(told and _WHEN_OR_WHERE.match(said.open[end:]))


def _hours(first: str, second: str) -> tuple[str, str]:
    """Both ends of a stretch: "2 and 4pm" is from 14:00, "10 and 2pm" from 10:00."""
    start, end = _clock(first), _clock(second)
    half = _PM.search(second) or _AM.search(second)
    if half and not (_PM.search(first) or _AM.search(first)):
        shared = _clock(f"{first} {half[0]}")
        start = shared if shared < end else start
    return start, end


def _in_figures(written: str) -> str:
    words = re.findall(rf"{HOURS}|fifteen|thirty|forty[\s-]five", written.lower())
    return " ".join(str(parse_number(word)) for word in words) or written


def _clock(written: str) -> str:
    """Hours without "am" or "pm" are waking hours: one to seven are after noon."""
    if written.lower() in ("noon", "midday"):
        return "12:00"
    figures = [int(part) for part in re.findall(r"\d+", _in_figures(written))]
    hour, minute = figures[0], figures[1] if len(figures) > 1 else 0
    if _PM.search(written):
        hour = hour % 12 + 12
    elif _AM.search(written):
        hour %= 12
    elif 1 <= hour <= 7 and not written.startswith("0"):
        hour += 12
    return f"{hour:02d}:{minute:02d}"
