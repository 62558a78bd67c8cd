"""Cuts a message into the clauses that may each mean something of their own."""

from __future__ import annotations

import re

_ENDS = re.compile(
    r"(?<=[.!?;])\s+|\n+|\s+[-\N{EN DASH}\N{EM DASH}]\s+|\.{2,}\s*"
    r"|,?\s+(?=(?:and|but|so|also|plus|besides|then|because|cos|coz|whatever|either\s+way"
    r"|by\s+the\s+way|btw|oh|now|while|since)\s)|,\s+|\s+(?=anyway\s)(?<!\band\s)",
    re.I,
)
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 3
_MOST = 12
"""Each clause costs some ten milliseconds; a longer tirade is cut into larger parts."""


def clauses(text: str) -> list[str]:
    """The clauses in their order; none when the message is of one piece.

    A scrap of one or two words stays with what came before it.
    """
    found: list[str] = []
    for piece in _ENDS.split(text):
        if not piece or not piece.strip():
            continue
        if found and len(_WORD.findall(piece)) < _FEWEST_WORDS:
            found[-1] = f"{found[-1]}, {piece.strip()}"
        else:
            found.append(piece.strip())
    return _grouped(found) if len(found) > 1 else []


def _grouped(found: list[str]) -> list[str]:
    """Neighbours put together where there are too many; none is left out."""
    size = -(-len(found) // _MOST)
    starts = range(0, len(found), size)
    return [", ".join(found[start : start + size]) for start in starts]
