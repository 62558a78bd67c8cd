"""Words of money and time as they are mistyped: "thrusday", "decemeber", "punds"."""

from __future__ import annotations

import re
from functools import lru_cache

from symspellpy.editdistance import DamerauOsa

_RIGHT: list[str] = re.findall(
    r"\w+",
    "monday tuesday wednesday thursday friday saturday sunday january february"
    " september october november december august tomorrow yesterday tonight weekly"
    " monthly fortnight fortnightly payday pounds dollars hundred thousand instalments"
    " payments minimum christmas morning afternoon evening",
)
# Near to one of them and yet words of their own.
_OWN: list[str] = re.findall(
    r"\w+",
    "weakly sundry sundae ponds parent mourning moaning sunny eighth installment"
    " seventy forthright patient patent christian instrument augusta auguste",
)
_SHORT = {"evry": "every", "mnth": "month", "mnthly": "monthly", "nxt": "next"}
_SHORT |= {"fortnite": "fortnight", "fortnitely": "fortnightly"}
_NOT_SLIPS = {word.rstrip("s") for word in [*_RIGHT, *_OWN]}
# Addresses and references stay as they are.
_WORD = re.compile(r"(?<![\w@.+-])[A-Za-z]{4,12}(?![\w@]|[.-]\w)")
_LONG = 8
"""From so many letters on, two slips still tell which word was meant."""
_DISTANCE = DamerauOsa()
"""Letters missed, added, changed or swapped with the next one; -1 if too many."""


def corrected(text: str) -> tuple[str, list[int]]:
    """The text with its slips mended, and for each place the place it had before.

    The places are one more than the letters: where the text ends counts as well.
    """
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _WORD.finditer(text):
        word = _meant(match[0].lower())
        if word:
            pieces += [text[at : match.start()], word]
            places += range(at, match.start())
            # Inside a mended word every letter stands for the first one.
            places += [match.start()] * len(word)
            at = match.end()
    return "".join([*pieces, text[at:]]), [*places, *range(at, len(text) + 1)]


@lru_cache(maxsize=4096)
def _meant(word: str) -> str | None:
    if word in _SHORT:
        return _SHORT[word]
    if len(word) < 5 or word in _RIGHT or word.rstrip("s") in _NOT_SLIPS:
        return None
    for right in _RIGHT:
        slips = 2 if len(right) >= _LONG and len(word) >= 7 else 1
        if word[0] == right[0] and _DISTANCE.distance(word, right, slips) >= 0:
            return right
    return None
