"""Sums told in words: half, all of it, the minimum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu.entities.entity import TAKEN, Entity, Utterance

_HALF = re.compile(
    r"(?<![\w-])(?P<half>half|1/2)(?!\s+(?:an?\s+(?:hour|day|year|month)|past|pay\b|way"
    r"|day|hour|term|price|the\s+(?:time|month|year)|of\s+(?:my|what\s+i\s)|my)|-|\w)",
    re.I,
)
_HALF_CUE = re.compile(
    r"\b(?:pay|paid|paying|take|offer|accept|give|settle|clear|send|do|afford|manage|put|with"
    r"|for|make|least)\b[^.!?;]{0,25}$",
    re.I,
)
_HALF_AFTER = re.compile(
    r"\s*(?:$|[.,!?]|of\s+(?:it|that|the|what(?!\s+you\s+sa))|now|today|and\s+|then|up\s?front|please"
    r"|next|on|if|the\s+(?:balance|debt|money))",
    re.I,
)
_ALL = re.compile(
    r"(?<!\w)(?:(?:all|the\s+rest)\s+of\s+(?:it|the\s+(?:balance|debt|money))"
    r"|(?:the\s+|my\s+)?(?:whole|full|entire|total)\s+(?:lot|thing|amount|balance|sum"
    r"|debt|bill)|the\s+lot(?!\s+of\s+you)|in\s+full(?!\s+and\s+final|\s+letter)|everything\s+(?:i\s+owe|off|now|today)"
    r"|(?<=\bpay\s)(?:it\s+)?(?:all(?!\s+(?:summer|winter|day|week|month|year|the\s))|everything)|(?<=\bclear\s)(?:it\s+)?(?:all|everything)"
    rf"|(?<=\bpay\s)it\s+(?:all\s+)?off(?!\s*{TAKEN})(?!\s+(?:in|over|bit|by|slowly|early|monthly|weekly|each|every)\b)|(?<=\bpay\s)off\s+(?:the|my)\s+balance"
    r"|(?<=\bclear\s)(?:my|the)\s+balance|\A(?:it\s+)?all\Z)(?!\w)",
    re.I,
)
_NOT_ALL = re.compile(
    r"\b(?:can'?t|cannot|not|less\s+than|instead\s+of|rather\s+than|don'?t|won'?t|unable"
    r"\s+to)\b[^.!?;,]{0,20}$",
    re.I,
)
_MINIMUM = re.compile(
    r"(?<!\w)(?:the\s+)?(?:bare\s+)?min(?:imum)?(?:\s+(?:payment|amount))?(?!\w)", re.I
)


def shares(said: Utterance) -> Iterator[Entity]:
    """Every ``amount`` that is a share of what is owed."""
    for match in _HALF.finditer(said.open):
        before, after = said.before(match.start()), said.text[match.end() :]
        whole = not re.search(r"\w", before + after)
        asked = not before or _HALF_CUE.search(before)
        if whole or (_HALF_AFTER.match(after) and asked):
            yield said.entity("amount", "half", match.span("half"))
    for pattern, name in ((_ALL, "all"), (_MINIMUM, "minimum")):
        for match in pattern.finditer(said.open):
            if not _NOT_ALL.search(said.before(match.start())):
                yield said.entity("amount", name, match.span())
