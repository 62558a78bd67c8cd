"""Which of the operator's words are for a person: by where they live.

A jurisdiction is named like ``GB``, ``US`` or ``US-NY-NYC``; what a longer name does
not say it has from the shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

from debt.operator.words import OTHER_PRODUCT, PHRASES, Role, Texts, TimeBarred, Words

Choice = TypeVar("Choice", bound=Enum)
_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,4}){0,2}")


@dataclass(frozen=True)
class Operator:
    """The words of every jurisdiction, and which one is assumed, if any is."""

    by_jurisdiction: Mapping[str, Words]
    assumed: str | None = None

    def words(self, jurisdiction: str | None) -> Words:
        """The words of a jurisdiction, or of the nearest one around it.

        Unknown ones get those of the assumed jurisdiction; without one, and for a
        country that is not configured, the strictest of all there are.
        """
        for code in _widening(jurisdiction or self.assumed or ""):
            if code in self.by_jurisdiction:
                return self.by_jurisdiction[code]
        return self.strictest

    def words_by_locale(self, locale: str) -> Words:
        """For somebody of whom no more is known than how they read dates."""
        return self.words(locale.rpartition("-")[2])

    @cached_property
    def strictest(self) -> Words:
        """The shortest times, every disclosure, and the contacts of each country."""
        every = list(self.by_jurisdiction.values())
        countries = [w for code, w in self.by_jurisdiction.items() if "-" not in code]
        texts = {each.texts for each in every}
        phrases: dict[str, Any] = {name: _both(name, countries) for name in PHRASES}
        return replace(
            countries[0],
            **phrases,
            role=_first(Role, {each.role for each in every}),
            complaint_weeks=min(each.complaint_weeks for each in every),
            data_days=min(each.data_days for each in every),
            texts=texts.pop() if len(texts) == 1 else Texts.GENERAL,
            time_barred=_first(TimeBarred, {each.time_barred for each in every}),
            always_discloses=any(each.always_discloses for each in every),
            limitation_years=_fewest_years(every),
        )


def is_jurisdiction(code: str) -> bool:
    """Whether it is named as one: ``GB``, ``US-NY``, ``US-NY-NYC``."""
    return _CODE.fullmatch(code) is not None


def _widening(code: str) -> Iterator[str]:
    """A jurisdiction and all that lie around it."""
    while code:
        yield code
        code = code.rpartition("-")[0]


def _both(name: str, countries: list[Words]) -> str:
    """What every country says; with its place where they differ."""
    said = {each.place: str(getattr(each, name)) for each in countries}
    if len(set(said.values())) == 1 or name == "place":
        return " / ".join(dict.fromkeys(said.values()))
    return " / ".join(f"{text} ({place})" for place, text in said.items())


def _first(kind: type[Choice], found: Collection[Choice]) -> Choice:
    """The most careful of the choices that were made."""
    return next(each for each in kind if each in found)


def _fewest_years(every: list[Words]) -> tuple[tuple[str, int], ...]:
    products = {name for each in every for name, _ in each.limitation_years}
    fewest = {
        name: min(each.years_until_barred(name) for each in every)
        for name in products | {OTHER_PRODUCT}
    }
    return tuple(sorted(fewest.items()))
