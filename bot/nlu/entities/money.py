"""Sums of money: "£50", "twenty quid", "1.2k", "half", "all of it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.nlu.entities.entity import TAKEN, Entity, Utterance
from bot.nlu.entities.figures import means_money
from bot.nlu.entities.numbers import WORDS, parse_number
from bot.nlu.entities.shares import shares

_LOCAL = {"en-US": "USD", "en-IE": "EUR", "en-CA": "CAD", "en-AU": "AUD"}
_DOLLARS = {"en-CA": "CAD", "en-AU": "AUD"}
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_NUMBER = rf"(?:{_FIGURES})(?:\s(?:hundred|thousand))?|(?:{WORDS})"
_SOME = r"(?<!\bfew\s)(?<!\bseveral\s)"  # "a few hundred" is no figure
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
    rf"(?<![\w.,]){_SOME}(?P<number>{_NUMBER})\s?(?P<k>k|grand)?\s?(?P<sign>{_UNITS})(?!\w)"
    r"(?:\s+(?:and\s+)?(?P<small>\d{1,2}|" + WORDS + r")"
    rf"(?:\s?(?:p|pence|cents?)(?!\w)|(?=\s*(?:$|[,.!?{TAKEN}]|please|pls|now|then))))?",
    re.I,
)
_NOTES = re.compile(
    rf"(?<![\w.])(?:(?P<many>{_NUMBER}|half\s+a|an?|couple\s+of)\s*)?"
    r"(?P<note>tenner|fiver|grand(?!\s+total))s?(?!\w)",
    re.I,
)
_AND_A_HALF = re.compile(
    rf"(?<![\w.])(?P<number>{_NUMBER})\s+and\s+a\s+half\s+"
    r"(?P<scale>grand|k|thousand|hundred)(?!\w)",
    re.I,
)
_THOUSANDS = re.compile(
    r"(?<![\w.,£$€])(?!401\s?k)(?P<number>\d+(?:\.\d{1,2})?)\s?k(?!\w)", re.I
)
_BARE = re.compile(
    rf"(?<![\w.,/:£$€#'-]){_SOME}(?P<number>{_NUMBER})(?![\w%/:'-]|[.,]\d|\s\d{{3}}\b)",
    re.I,
)


_Found = Iterator[Entity | None]
_SCALES = {"": 1, "hundred": 100, "thousand": 1000}
_TOO_MUCH = Decimal(10) ** 9


def sums(said: Utterance) -> list[Entity]:
    """Every ``amount``, corrections not yet weighed against each other."""
    found: list[Entity] = []
    for finder in (_signed, _and_a_half, _named, _notes, _thousands, shares, _bare):
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
        words = {"a": Decimal(1), "an": Decimal(1), "half a": Decimal("0.5")}
        count = words.get(many) or _value(many, None)
        yield _sum(said, match, count and count * worth[note], None)


def _and_a_half(said: Utterance) -> _Found:
    for match in _AND_A_HALF.finditer(said.open):
        whole = _value(match["number"], None)
        scale = 100 if match["scale"].lower() == "hundred" else 1000
        yield _sum(said, match, whole and (whole + Decimal("0.5")) * scale, None)


def _thousands(said: Utterance) -> _Found:
    for match in _THOUSANDS.finditer(said.open):
        yield _sum(said, match, _value(match["number"], "k"), None)


def _bare(said: Utterance) -> _Found:
    for match in _BARE.finditer(said.open):
        value = _value(match["number"], None)
        if value and means_money(said, match.span(), value):
            yield _sum(said, match, value, None)


def _value(number: str, k: str | None) -> Decimal | None:
    words = number.strip()
    if words[0].isdigit():
        figures, *scale = words.replace(",", "").lower().split()
        value: Decimal | None = Decimal(figures) * _SCALES[scale[0] if scale else ""]
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
