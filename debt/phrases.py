"""Finds plain phrases in what somebody wrote.

The lists stand in ``debt/words/*.toml``, so that they can be read and mended without
knowing the code. A phrase is plain words in small letters, without apostrophes.
``(car|van)`` is one or the other; `` .. `` stands for up to three words between, within
a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomlkit

_APOSTROPHES = re.compile("['`\N{RIGHT SINGLE QUOTATION MARK}]")
_BETWEEN = r"[^\w.!?;]+"
_GAP = rf"(?:{_BETWEEN}\w+){{0,3}}?{_BETWEEN}"
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
# What takes back the words that follow right after it.
_NEGATION = re.compile(r"\b(?:not|never|no|didnt|havent|hasnt|wasnt|isnt)\W+$")


@dataclass(frozen=True)
class Place:
    """Where a phrase of the list ``name`` stands in a plain text."""

    start: int
    end: int
    name: str


class Phrases:
    """Named lists of phrases; what stands earlier comes first."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._patterns = {name: _pattern(lists[name]) for name in lists}

    def found(self, text: str) -> tuple[str, ...]:
        """The lists with a phrase in the text that is not taken back right before it,
        in the order of the lists.
        """
        said = plain(text)
        found = {
            each.name
            for each in self.places(text)
            if not _NEGATION.search(said[: each.start])
        }
        return tuple(name for name in self._patterns if name in found)

    def places(self, text: str) -> list[Place]:
        """Where phrases stand in ``plain(text)``, from left to right, a longer one
        before a shorter one that begins with it.
        """
        return sorted(self._places(plain(text)), key=lambda p: (p.start, -p.end))

    def _places(self, text: str) -> Iterator[Place]:
        for name, pattern in self._patterns.items():
            for match in pattern.finditer(text):
                yield Place(match.start(), match.end(), name)


@cache
def phrases_of(file: str, table: str) -> Phrases:
    """The lists of one table of a file."""
    text = files(__package__).joinpath(f"words/{file}.toml").read_text(encoding="utf-8")
    return Phrases(tomlkit.parse(text).unwrap()[table])


def plain(text: str) -> str:
    """The text as phrases are looked for in it."""
    return _APOSTROPHES.sub("", text.lower())


def sentences(text: str) -> list[str]:
    """The sentences of a text, as they were written."""
    return [each.strip() for each in _SENTENCE_END.split(text) if each.strip()]


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    ways = "|".join(
        _GAP.join(_BETWEEN.join(part.split()) for part in phrase.split(" .. "))
        for phrase in (each.replace("(", "(?:") for each in phrases)
    )
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)")
