"""All values of a message, in the order in which they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from bot.nlu.entities.contact import contact_channels, times_of_day
from bot.nlu.entities.dates import written_dates
from bot.nlu.entities.entity import Entity, Rule, Utterance
from bot.nlu.entities.identity import (
    account_references,
    emails,
    one_time_codes,
    phones,
    postcodes,
)
from bot.nlu.entities.money import sums
from bot.nlu.entities.person import languages, relationships
from bot.nlu.entities.relative import relative_dates
from bot.nlu.entities.schedule import counts, durations, frequencies, percentages
from bot.nlu.entities.spelling import corrected

DEFAULT_LOCALE = "en-GB"

# The surest come first; what one rule has read, the next ones do not see.
_RULES: tuple[Rule, ...] = (
    emails,
    written_dates,
    account_references,
    phones,
    postcodes,
    one_time_codes,
    percentages,
    durations,
    counts,
    frequencies,
    relative_dates,
    times_of_day,
    sums,
    contact_channels,
    languages,
    relationships,
)
_CORRECTED = re.compile(
    r"\b(?:no\s+wait|wait|sorry|i\s+mean|i\s+meant|actually|make\s+(?:that|it)|scratch"
    r"\s+that|correction|or\s+rather|oops|hang\s+on|no)\b",
    re.I,
)
_PER_INSTALMENT = re.compile(
    r"\s*(?:each\b|apiece\b|(?:equal\s+)?instal?lments?\b)", re.I
)
_EACH_OF = re.compile(
    r"(?:payments?|instal?lments?)\s+(?:of|at)\s+(?:about\s+)?$", re.I
)
_NOT_MEANT = re.compile(
    r"\b(?:not|owe|owed|owing|instead\s+of|rather\s+than|from|balance\s+(?:is|of)"
    r"|total\s+(?:is|of)|debt\s+(?:is|of))\s+(?:about\s+|the\s+)?$",
    re.I,
)
_SAID_OWED = re.compile(
    r"\s*(?:that\s+)?(?:you(?:'?re)?\s+(?:say|said|saying|claim|reckon|think|want)\s+)?(?:i\s+owe|owed|owing)\b",
    re.I,
)
_OTHER = re.compile(
    r"\b(?:not|instead\s+of|rather\s+than|from)\s+(?:on\s+)?(?:the\s+)?$", re.I
)
_OWN_LEAD = re.compile(r"(?:(?:on|by|to|from|the)\s+)*", re.I)
_AT_ONCE = re.compile(r"\s*(?:now|today|down|first|up\s?front|straight\s+away)\b", re.I)


def extract(text: str, *, locale: str, today: date) -> list[Entity]:
    """Every value in ``text``, for a person in ``locale`` whose date is ``today``."""
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    spelled, places = corrected(plain)
    said = Utterance(spelled, spelled, locale, today)
    found: list[Entity] = []
    for rule in _RULES:
        new = rule(said)
        found += new
        said = said.without(new)
    found.sort(key=lambda entity: entity.start)
    meant = _without_others(spelled, _without_corrected(spelled, found))
    return [_placed(e, plain, places) for e in _meant_sums(spelled, meant)]


def _placed(entity: Entity, plain: str, places: list[int]) -> Entity:
    """The entity where it stands in what was typed."""
    start = places[entity.start]
    # A mended word ends where the one it stands for does.
    end = next(
        (p for p in places[entity.end :] if p > places[entity.end - 1]), len(plain)
    )
    return replace(entity, start=start, end=end, text=plain[start:end])


def _without_corrected(text: str, found: list[Entity]) -> list[Entity]:
    """ "Forty, no wait, thirty" is thirty; the same for dates."""
    dropped: set[Entity] = set()
    for name in ("amount", "date"):
        same = [entity for entity in found if entity.entity == name]
        for earlier, later in pairwise(same):
            if _CORRECTED.search(text[earlier.end : later.start]):
                dropped.add(earlier)
    return [entity for entity in found if entity not in dropped]


def _without_others(text: str, found: list[Entity]) -> list[Entity]:
    """ "The 28th instead of the 15th" is the 28th, "not weekly, monthly" monthly."""
    dropped: set[Entity] = set()
    for name in ("date", "frequency", "count", "time_of_day"):
        same = [entity for entity in found if entity.entity == name]
        others = {e for e in same if _OTHER.search(_lead(text, e))}
        if len(others) < len(same):
            dropped |= others
    return [entity for entity in found if entity not in dropped]


def _lead(text: str, entity: Entity) -> str:
    """The words before the value itself, which may have its own "from the"."""
    own = _OWN_LEAD.match(entity.text)
    return text[: entity.start] + (own[0] if own else "")


def _meant_sums(text: str, found: list[Entity]) -> list[Entity]:
    """Where a sentence names the instalment, the total or the old sum is not meant."""
    amounts = [entity for entity in found if entity.entity == "amount"]
    # "Would 400 settle it in full": 400 is the sum.
    amounts = [a for a in amounts if a.value != "all"] or amounts
    regular = [a for a in amounts if _is_per_instalment(text, a, found)]
    aside = [
        a
        for a in amounts
        if _NOT_MEANT.search(text[: a.start]) or _SAID_OWED.match(text[a.end :])
    ]
    if regular:
        keep = [a for a in amounts if a in regular or _AT_ONCE.match(text[a.end :])]
    else:
        keep = [a for a in amounts if a not in aside] or amounts
    return [e for e in found if e.entity != "amount" or e in keep]


def _is_per_instalment(text: str, amount: Entity, found: list[Entity]) -> bool:
    after, before = text[amount.end :], text[: amount.start]
    if _PER_INSTALMENT.match(after) or _EACH_OF.search(before):
        return True
    return any(
        entity.entity == "frequency"
        and entity.start >= amount.end
        and not text[amount.end : entity.start].strip(" ,-/")
        for entity in found
    )
