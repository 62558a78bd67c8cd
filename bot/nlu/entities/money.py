"""Sums of money: "£50", "twenty quid", "1.2k", "half", "all of it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.nlu.entities.entity import TAKEN, Entity, Utterance
from bot.nlu.entities.numbers import WORDS, parse_number

_LOCAL = {"en-US": "USD", "en-IE": "EUR", "en-CA": "CAD", "en-AU": "AUD"}
_DOLLARS = {"en-CA": "CAD", "en-AU": "AUD"}
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_NUMBER = rf"(?:{_FIGURES})|(?:{WORDS})"
_CODES = r"gbp|usd|eur|cad|aud"
_UNITS = (
    rf"pounds?(?:\s+sterling)?|quid|bucks?|dollars?|euros?|{_CODES}|pence|p|cents?"
    r"|£|\$|€"
)
_SIGNED = re.compile(
    rf"(?P<sign>[£$€]|\b(?:{_CODES}))\s?(?P<number>{_FIGURES})(?:\s?(?P<k>k)(?!\w)|(?![\d]))",
    re.I,
)
_NAMED = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?P<k>k|grand)?\s?(?P<sign>{_UNITS})(?!\w)"
    r"(?:\s+(?:and\s+)?(?P<small>\d{1,2}|" + WORDS + r")"
    r"(?:\s?(?:p|pence|cents?)(?!\w)|(?=\s*(?:$|[,.!?]))))?",
    re.I,
)
_NOTES = re.compile(
    r"(?<!\w)(?:(?P<many>\d{1,2}|a|two|three)\s*)?(?P<note>tenner|fiver|grand)s?(?!\w)",
    re.I,
)
_THOUSANDS = re.compile(r"(?<![\w.,£$€])(?P<number>\d+(?:\.\d{1,2})?)\s?k(?!\w)", re.I)
_BARE = re.compile(
    rf"(?<![\w.,/:£$€#'-])(?P<number>{_NUMBER})(?![\w%/:'-]|[.,]\d|\s\d{{3}}\b)", re.I
)
_HALF = re.compile(
    r"(?<![\w-])(?P<half>half|1/2)(?!\s+(?:an?\s+(?:hour|day|year|month)|past|pay\b|way"
    r"|day|hour|term|price|the\s+(?:time|month|year)|of\s+(?:my|what\s+i\s)|my)|-|\w)",
    re.I,
)
_HALF_CUE = re.compile(
    r"\b(?:pay|paying|take|offer|accept|give|settle|clear|send|do|afford|manage|put|with"
    r"|for|make|least)\b[^.!?;]{0,25}$",
    re.I,
)
_HALF_AFTER = re.compile(
    r"\s*(?:$|[.,!?]|of\s+(?:it|that|the|what)|now|today|and\s+|then|up\s?front|please"
    r"|next|on|if|the\s+(?:balance|debt|money))",
    re.I,
)
_ALL = re.compile(
    r"(?<!\w)(?:(?:all|the\s+rest)\s+of\s+(?:it|the\s+(?:balance|debt|money))"
    r"|(?:the\s+|my\s+)?(?:whole|full|entire|total)\s+(?:lot|thing|amount|balance|sum"
    r"|debt|bill)|the\s+lot(?!\s+of\s+you)|in\s+full(?!\s+and\s+final)|everything\s+(?:i\s+owe|off|now|today)"
    r"|(?<=\bpay\s)(?:it\s+)?(?:all|everything)|(?<=\bclear\s)(?:it\s+)?(?:all|everything)"
    r"|(?<=\bpay\s)it\s+(?:all\s+)?off(?!\s+(?:in|over|bit|by|slowly|early|monthly|weekly|each|every)\b)|(?<=\bpay\s)off\s+(?:the|my)\s+balance"
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


_Found = Iterator[Entity | None]
_TOO_MUCH = Decimal(10) ** 9


def sums(said: Utterance) -> list[Entity]:
    """Every ``amount``, corrections not yet weighed against each other."""
    found: list[Entity] = []
    for finder in (_signed, _named, _notes, _thousands, _shares, _bare):
        found += [entity for entity in finder(said.without(found)) if entity]
    return found


def _signed(said: Utterance) -> _Found:
    for match in _SIGNED.finditer(said.open):
        yield _sum(said, match, _value(match["number"], match["k"]), match["sign"])


def _named(said: Utterance) -> _Found:
    for match in _NAMED.finditer(said.open):
        value = _value(match["number"], match["k"])
        on_the_dollar = re.match(
            r"\s+(?:on|in)\s+the\s+(?:dollar|pound)", said.text[match.end() :]
        )
        if value is None or on_the_dollar:
            continue
        if match["sign"].lower() in ("p", "pence", "cent", "cents"):
            value /= 100
        elif match["small"]:
            value += (_value(match["small"], None) or 0) / Decimal(100)
        yield _sum(said, match, value, match["sign"])


def _notes(said: Utterance) -> _Found:
    worth = {"tenner": 10, "fiver": 5, "grand": 1000}
    for match in _NOTES.finditer(said.open):
        many, note = (match["many"] or "a").lower(), match["note"].lower()
        if note == "grand" and not match["many"]:
            continue
        count = Decimal(1) if many == "a" else _value(many, None)
        yield _sum(said, match, count and count * worth[note], None)


def _thousands(said: Utterance) -> _Found:
    for match in _THOUSANDS.finditer(said.open):
        yield _sum(said, match, _value(match["number"], "k"), None)


def _shares(said: Utterance) -> _Found:
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


def _bare(said: Utterance) -> _Found:
    for match in _BARE.finditer(said.open):
        value = _value(match["number"], None)
        if value and _means_money(said, match.span(), value):
            yield _sum(said, match, value, None)


_FILLER = (
    r"(?:about|around|roughly|maybe|like|only|just|up\s+to|at\s+most|another|an\s+extra"
    r"|extra|say|approx(?:imately)?|a\s+max(?:imum)?\s+of|as\s+much\s+as|of|my)"
)
_MONEY_BEFORE = re.compile(
    r"(?:\A|\b(?:pay|pays|paying|paid|payed|send|sent|sending|take|took|taking|put|do|did"
    r"|give|gave|giving|afford|manage|managed|offer|offered|offering|accept|owe|owed"
    r"|owing|spare|transfer|transferred|charge|charged|clear|settle|drop|lower|raise"
    r"|increase|reduce|make|it|be|with|than|to|towards|amount|figure|sum|payment"
    r"|payments|instalments?|installments?|debit|refund|wait|sorry|actually|mean|rather|not|for|at|him"
    r"|them|you|of|was|is|but|then|plus|lump|limit|difference|extra|no|yes|ok|"
    rf"balance|minimum|borrow|borrowed|billed|claiming|have|got|go|says|home|earn|earns|income|wages?|salary|rent|bills)\b)[\s,:]*(?:{_FILLER}\s+)*$",
    re.I,
)
_MONEY_AFTER = re.compile(
    r"\s*(?:now|today|tonight|tomorrow|off|extra|more|instead|towards|straight\s+away"
    r"|i\s+(?:paid|sent)|right\s+now|left|upfront|up\s+front|down|first|on\s+(?:it|my|the)|from\s+you"
    r"|for\s+(?:you|now)|would|and\s+(?:we're|we|you|call|that's|be|i'm)|rn|final|final\w*"
    rf"|{TAKEN}|take\s+it|\?|$|\.|,|!)",
    re.I,
)
_STRONG_AFTER = re.compile(rf"\s*(?:(?:on\s+|by\s+|for\s+)?{TAKEN}|each\b)", re.I)
_WEAK_BEFORE = re.compile(r"\b(?:at|for|to|of|have|got|is|was|it|no|be|by)\s+$", re.I)
_THING = re.compile(
    r"\s+(?:(?!a\b|per\b|each\b|every\b|on\b|now\b|today\b|then\b|and\b|or\b|is\b|if\b|in\b"
    r"|to\b|by\b|at\b|for\b|from\b|with\b|until\b|please\b|pls\b|but\b|so\b|as\b|would\b"
    r"|that\b|this\b|next\b|the\b|off\b|extra\b|more\b|instead\b|towards\b|when\b|because\b"
    r"|i\b|we\b|you\b|it\b|max\b|tops\b|ok\b|right\b|straight\b|will\b|can\b|every|left\b"
    r"|should\b|could\b|was\b|out\b|down\b|up\b|upfront\b|final\b|first\b|rn\b|only\b|just\b"
    r"|not\b|no\b|wait\b|sorry\b|actually\b|thanks\b|before\b|after\b|maybe\b|take\b|how\b"
    r"|across\b|over\b|back\b|went\b|total\b|altogether\b|once\b|since\b|has\b|have\b|did\b"
    r"|here\b|mate\b|my\b|me\b|do\b|lump\b|monthly\b|weekly\b|fortnightly\b|or\s)[a-z])",
    re.I,
)
_CODE_BEFORE = re.compile(
    r"\b(?:ref(?:erence)?|account|acct|ending|ends\s+in|code|pin|zip|postcode|number|no\."
    r"|aged?|flat|room|chapter|ch|article|section|apt|apartment|house|phone|since|year"
    r"|error|am|(?:s?he|dad|mum|mom|mother"
    r"|father|husband|wife|gran\w*|nan|son|daughter)(?:'s|\s+is)|i\s+was|from|turned|option|page|step|plan|card|half|i'm|im|before|after|until|between|past"
    r"|born|in)\s*(?:is|of|was|:|#)?\s*$",
    re.I,
)


def _means_money(said: Utterance, span: tuple[int, int], value: Decimal) -> bool:
    """A figure without a currency is money only where the words around it say so."""
    start, end = span
    before, after = said.before(start), said.open[end:]
    alone = not re.search(r"\w", said.text[:start] + said.text[end:])
    if alone:
        return True
    if _CODE_BEFORE.search(before) or _THING.match(after):
        return False
    if not said.text[start].isdigit() and value < 5:
        return False
    if _STRONG_AFTER.match(after):
        return True
    if _WEAK_BEFORE.search(before):
        return value >= 13 and value not in range(1900, 2100)
    return bool(_MONEY_BEFORE.search(before)) or (
        value >= 10 and bool(_MONEY_AFTER.match(after)) and len(before.split()) <= 4
    )


def _value(number: str, k: str | None) -> Decimal | None:
    words = number.strip()
    if words[0].isdigit():
        value: Decimal | None = Decimal(words.replace(",", ""))
    else:
        whole = parse_number(words)
        value = None if whole is None else Decimal(whole)
    return value * 1000 if k and value is not None else value


def _sum(
    said: Utterance, match: re.Match[str], value: Decimal | None, sign: str | None
) -> Entity | None:
    if not value or value >= _TOO_MUCH:
        return None
    amount = value.quantize(Decimal("0.01"))
    lead = len(match[0]) - len(match[0].lstrip())
    span = (match.start() + lead, match.end())
    return said.entity("amount", f"{amount} {_currency(sign, said.locale)}", span)


def _currency(sign: str | None, locale: str) -> str:
    local = _LOCAL.get(locale, "GBP")
    unit = (sign or "").lower()
    if not unit:
        return local
    if unit in ("£", "quid", "p", "pence") or unit.startswith("pound"):
        return "GBP"
    if unit == "€" or unit.startswith("euro"):
        return "EUR"
    if unit in _CODES.split("|"):
        return unit.upper()
    return _DOLLARS.get(locale, "USD")
