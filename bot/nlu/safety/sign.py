"""What a sign is: words that tell of something, and words that take it back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_QUOTES = str.maketrans("\N{RIGHT SINGLE QUOTATION MARK}\N{GRAVE ACCENT}", "''")


@dataclass(frozen=True)
class Sign:
    """The words of one intent, as regular expressions on plain small letters.

    ``told`` are words any of which is enough. ``denied`` takes back what follows right
    after it ("I'm not"). ``unless`` takes back a whole sentence that it stands in: a
    question about the thing, somebody else's affair, a manner of speaking.
    """

    intent: str
    told: tuple[str, ...]
    denied: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def stands_in(self, sentence: str) -> bool:
        """Whether a plain sentence tells it."""
        if self.unless and self._unless.search(sentence):
            return False
        return any(
            not (self.denied and self._denied.search(sentence[: match.start()]))
            for match in self._told.finditer(sentence)
        )

    @cached_property
    def _told(self) -> re.Pattern[str]:
        return re.compile(_any_of(self.told))

    @cached_property
    def _denied(self) -> re.Pattern[str]:
        return re.compile(rf"{_any_of(self.denied)}\s*$")

    @cached_property
    def _unless(self) -> re.Pattern[str]:
        return re.compile(_any_of(self.unless))


def plain_sentences(text: str) -> list[str]:
    """The sentences of a message in small letters, one space between words."""
    plain = text.lower().translate(_QUOTES)
    return [" ".join(part.split()) for part in _SENTENCE_END.split(plain) if part]


def _any_of(words: tuple[str, ...]) -> str:
    return rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"
