"""Draws what a simulated debtor types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

import yaml

_WORD = re.compile(r"[a-z]{5,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {a: b for row in _ROWS for a, b in pairwise(row)}


@cache
def sayings() -> dict[str, list[str]]:
    """Every core by what it is for; and what may stand before and after one."""
    path = Path(__file__).with_name("sayings.yml")
    found: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def draw(rng: Random, what: str, values: Mapping[str, str], slips: int) -> str:
    """One wording.

    Args:
        slips: how many words of it are mistyped at most.
    """
    known = sayings()
    core = rng.choice(known[what]).format(**values)
    if len(core) > 12:
        core = rng.choice(known["leads"]) + core + rng.choice(known["tails"])
    return with_slips(rng, core, slips)


def with_slips(rng: Random, text: str, slips: int) -> str:
    """The text with so many of its longer words mistyped, or as many as it has."""
    words = list(_WORD.finditer(text))
    for match in rng.sample(words, min(slips, len(words))):
        begin, end = match.span()
        text = text[:begin] + _mistyped(rng, match[0]) + text[end:]
    return text


def _mistyped(rng: Random, word: str) -> str:
    """As long as the word was, so that those after it stay where they are."""
    at = rng.randrange(1, len(word) - 1)
    if rng.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :]
