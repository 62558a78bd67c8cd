"""Mends slips of the keyboard in words, and leaves names and figures alone.

A word is mended only if nobody uses it (it is in no dictionary and not in the training
examples) and just one word that people use here is a slip away. What looks like a name
(a capital within a sentence), a figure, an address or a link is not looked at.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from symspellpy import SymSpell, Verbosity

_WORD = re.compile(r"(?<![\w@./:#-])[^\W\d_][^\W\d_']*(?![\w@/:#-]|\.\w)")
_FILE = "spelling.json"
_SHORTEST = 4
_LONG = 7
"""A word of this many letters may hold two slips, a shorter one just one."""
_USED = 2
"""A word in this many examples is in use; a slip seldom happens twice."""
_TARGET = 3
"""A word in this many examples may take the place of a slip."""


class Spelling:
    """Mends words by those of the training examples. Immutable once made."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """``counts`` tells in how many examples each word stands."""
        self.counts = dict(counts)
        self._used = _dictionary() | {w for w, n in counts.items() if n >= _USED}
        self._targets = SymSpell(2, 5)
        for word, count in sorted(counts.items()):
            if count >= _TARGET and len(word) >= _SHORTEST:
                self._targets.create_dictionary_entry(word, count)

    @classmethod
    def learn(cls, texts: Iterable[str]) -> Spelling:
        """Count the words of the training examples."""
        words = (set(_WORD.findall(text.lower())) for text in texts)
        counted = Counter(word for found in words for word in found)
        return cls({w: n for w, n in counted.items() if n >= _USED})

    def save(self, directory: Path) -> None:
        """Write the words into ``directory``, which exists."""
        (directory / _FILE).write_text(json.dumps(self.counts), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Spelling:
        """The words saved in ``directory``."""
        return cls(json.loads((directory / _FILE).read_text(encoding="utf-8")))

    def mend(self, text: str) -> str:
        """``text`` with its slips mended, everything else as it was."""
        return _WORD.sub(self._word, text)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        plain = word.lower()
        if len(plain) < _SHORTEST or plain in self._used or _is_name(found):
            return word
        slips = 1 if len(plain) < _LONG else 2
        near = self._targets.lookup(plain, Verbosity.CLOSEST, max_edit_distance=slips)
        is_sure = near and (
            near[0].distance == 1 or len(near) == 1 or near[0].count > 3 * near[1].count
        )
        return str(near[0].term) if is_sure else word


def _is_name(found: re.Match[str]) -> bool:
    """A capital that neither the sentence nor shouting explains."""
    word, before = found[0], found.string[: found.start()].rstrip()
    begins_sentence = not before or before[-1] in ".!?"
    return word[0].isupper() and not word.isupper() and not begins_sentence


@cache
def _dictionary() -> frozenset[str]:
    """Common English words, from the list that comes with the library."""
    name = "frequency_dictionary_en_82_765.txt"
    lines = (files("symspellpy") / name).read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)
