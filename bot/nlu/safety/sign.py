"""What a sign is: words that tell of something, and words that take it back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.nlu.safety.phrase import Phrase, any_of, keys_of, plain

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True)
class Sentence:
    """A sentence in small letters, one space between words, and its words."""

    text: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Sign:
    """The words of one intent.

    ``told`` are phrases any of which is enough. ``denied`` take back what follows right
    after them ("I'm not"). ``unless`` take back a whole sentence that they stand in: a
    question about the thing, somebody else's affair, a manner of speaking.
    """

    intent: str
    told: tuple[Phrase, ...]
    denied: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()

    def stands_in(self, sentence: Sentence) -> bool:
        """Whether a sentence tells it."""
        starts = self._starts(sentence)
        return any(not self._is_denied(sentence.text[:at]) for at in starts) and not (
            self._is_taken_back(sentence.text)
        )

    def _starts(self, sentence: Sentence) -> Iterator[int]:
        """Where phrases that tell begin, those only that the words make possible."""
        for key in sentence.keys & self._by_key.keys():
            for phrase in self._by_key[key]:
                yield from (match.start() for match in phrase.places(sentence.text))

    def _is_denied(self, before: str) -> bool:
        return bool(self._denied and self._denied.search(before))

    def _is_taken_back(self, sentence: str) -> bool:
        return bool(self.unless) and any(self._unless.places(sentence))

    @cached_property
    def _by_key(self) -> dict[str, list[Phrase]]:
        phrases: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in self.told:
            for key in phrase.keys:
                phrases[key].append(phrase)
        return dict(phrases)

    @cached_property
    def _denied(self) -> re.Pattern[str] | None:
        if not self.denied:
            return None
        return re.compile(rf"(?<!\w){any_of(self.denied).regex}\s*$")

    @cached_property
    def _unless(self) -> Phrase:
        return any_of(self.unless)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a message."""
    ended = _SENTENCE_END.split(plain(text))
    parts = (" ".join(part.split()) for part in ended if part)
    return [Sentence(part, frozenset(keys_of(part))) for part in parts]
