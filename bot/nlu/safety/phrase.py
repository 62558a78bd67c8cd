"""A small language for phrases, so that who knows the law need not know the code.

A phrase is plain words; capitals do not matter: ``told me`` stands in "He told me so".

===================  ==========================================================
``lawyer``           the whole word, never a part of one ("lawyers" is another)
a space              white space, or a comma, colon, slash, dash, quote or bracket
``don't``            "don't", "dont" and "do n't"
``{kin}``            any phrase of the list ``kin``
``(get|find) one``   one or the other
``(now )?please``    what may be left out
``dad .. died``      up to three words between, or none
``dad ... died``     anything up to forty letters within the sentence, or nothing
``^stop``            at the beginning of the sentence
``stop$``            at its end, whatever mark closes it
===================  ==========================================================

Brackets may hold brackets. They stand where words stand: ``kill(ing)`` is refused,
``(kill|killing)`` is how to say it. Every other character means itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_BEGIN, _END = r"(?<!\w)", r"(?!\w)"
_LEAD = rf"""[\s,:()"/-]*{_BEGIN}"""
"""What parts a word from the one before, if any; every word begins with it."""
_QUOTES = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{GRAVE ACCENT}", "''")
_GAPS = {
    # What clings to the word before, such as a comma or 's, is no word between.
    "..": rf"{_END}\S{{0,2}}(?: \S+){{0,3}}?",
    "...": rf"{_END}.{{0,40}}?",
}
_TOKEN = re.compile(r"(?<!\S)\.{2,3}(?!\S)|\{\w*\}|\)\?|[()|^$]|[^\s(){}|^$]+|\S")
_COMMON = frozenset(
    ("been", "debt", "from", "have", "that", "this", "want", "what", "will", "with")
)
"""Words in so many messages that they are poor keys, for all their letters."""
_GLUED = re.compile(r"[^\s(|^?][({]|[^\s|]\)\??[^\s()|?$]|\}[^\s)|$]")


class PhraseError(ValueError):
    """A phrase that breaks the rules of the language."""


@dataclass(frozen=True)
class Phrase:
    """A phrase made ready to look for.

    ``keys`` are words one of which stands wherever the phrase stands, written without
    apostrophes. Nothing need be looked for in a message that has none of them.
    """

    regex: str
    keys: frozenset[str]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Compiled when first needed: few messages come near most phrases."""
        return re.compile(rf"{_BEGIN}(?=[^\s,]){self.regex}{_END}")

    def places(self, sentence: str) -> Iterator[re.Match[str]]:
        """Where it stands in a sentence of small letters and single spaces."""
        return self._pattern.finditer(sentence)

    def replaced(self, sentence: str, words: str) -> str:
        """The sentence with other words in every place of the phrase."""
        return " ".join(self._pattern.sub(f" {words}", sentence).split())


Lists = Mapping[str, Phrase]
"""Named lists of phrases, each list as the phrase that any of them makes."""


def parse(text: str, lists: Lists) -> Phrase:
    """The phrase that ``text`` writes down.

    Raises:
        PhraseError: ``text`` breaks the rules or names a list that is not there.
    """
    glued = _GLUED.search(text)
    if glued:
        raise PhraseError(f"a space is missing at {glued[0]!r}")
    return _Parser(_TOKEN.findall(text.lower()), lists).whole()


def any_of(phrases: Iterable[Phrase]) -> Phrase:
    """The phrase that stands where any of ``phrases`` stands."""
    found = list(phrases)
    keys = frozenset[str]().union(*(phrase.keys for phrase in found))
    return Phrase(_either([phrase.regex for phrase in found]), keys)


def plain(text: str) -> str:
    """``text`` in the letters that phrases are looked for in."""
    return text.lower().translate(_QUOTES).replace(" n't", "n't")


def keys_of(sentence: str) -> set[str]:
    """The words of a sentence as ``Phrase.keys`` writes them."""
    return {*re.findall(r"\w+", sentence), *_bare_words(sentence)}


def _either(ways: list[str]) -> str:
    """One of several; what all begin with is said once, for that is much quicker."""
    if all(way.startswith(_LEAD) for way in ways):
        return f"{_LEAD}(?:{'|'.join(way.removeprefix(_LEAD) for way in ways)})"
    return f"(?:{'|'.join(ways)})"


def _bare_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("'", ""))


def _word(text: str) -> Phrase:
    letters = re.escape(text).replace("'", "'?")
    return Phrase(f"{_LEAD}{letters}", frozenset(_bare_words(text)[:1]))


class _Parser:
    """Reads one phrase from left to right."""

    def __init__(self, tokens: list[str], lists: Lists) -> None:
        self._tokens = tokens
        self._lists = lists
        self._at = 0

    def whole(self) -> Phrase:
        """The phrase, with the signs for the sentence's ends taken off."""
        begin = self._take_if("^")
        end = self._tokens[-1:] == ["$"]
        if end:
            self._tokens.pop()
        phrase = self._sequence()
        if self._at < len(self._tokens):
            raise PhraseError(f"{self._tokens[self._at]!r} is out of place")
        if not phrase.keys:
            raise PhraseError("it holds no word that must stand")
        before, after = r"^\W*" * begin, r"\W*$" * end
        return Phrase(f"{before}{phrase.regex}{after}", phrase.keys)

    def _sequence(self) -> Phrase:
        """Terms one after another, up to a bar, a closing bracket or the end."""
        terms: list[Phrase] = []
        while self._at < len(self._tokens) and self._next not in ("|", ")", ")?"):
            terms.append(self._term())
        if not terms:
            raise PhraseError("words are missing")
        regex = "".join(term.regex for term in terms)
        return Phrase(regex, max((term.keys for term in terms), key=_rarity))

    def _term(self) -> Phrase:
        part = self._next
        self._at += 1
        if part in _GAPS:
            return Phrase(_GAPS[part], frozenset())
        if part == "(":
            return self._group()
        if part[0] == "{" and part[-1] == "}":
            return self._list(part[1:-1])
        if not re.search(r"\w", part):
            raise PhraseError(f"{part!r} is out of place")
        return _word(part)

    def _group(self) -> Phrase:
        """What stands in brackets, the opening one read already."""
        ways = [self._sequence()]
        while self._take_if("|"):
            ways.append(self._sequence())
        either = any_of(ways)
        if not all(way.keys for way in ways):
            either = Phrase(either.regex, frozenset())
        if self._take_if(")?"):
            return Phrase(f"(?:{either.regex})?", frozenset())
        if not self._take_if(")"):
            raise PhraseError("a bracket is not closed")
        return either

    def _list(self, name: str) -> Phrase:
        if name not in self._lists:
            raise PhraseError(f"no list is called {name!r}")
        return self._lists[name]

    def _take_if(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._next == token:
            self._at += 1
            return True
        return False

    @property
    def _next(self) -> str:
        return self._tokens[self._at]


def _rarity(keys: frozenset[str]) -> tuple[int, int]:
    """How seldom one of ``keys`` stands in a message: long words and few are best."""
    letters = (1 if key in _COMMON else len(key) for key in keys)
    return min(letters, default=0), -len(keys)
