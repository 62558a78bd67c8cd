"""Says in plain words what a manner of speaking means, before the model reads it."""

from __future__ import annotations

from functools import cache

import yaml

from bot.nlu.safety.phrase import Phrase, any_of, keys_of, plain
from bot.nlu.safety.topics import read_lists, read_phrases, text_of

_FILE = "idioms"


def in_plain_words(text: str) -> str:
    """``text`` as it is, or in small letters with its idioms put plainly."""
    said = meant = plain(text)
    words = keys_of(said)
    for phrase, meaning in _idioms():
        if not words.isdisjoint(phrase.keys):
            meant = phrase.replaced(meant, meaning)
    return text if meant == said else meant


@cache
def _idioms() -> tuple[tuple[Phrase, str], ...]:
    """Each idiom and what it means.

    Raises:
        PhraseError: a phrase in the file breaks the rules.
    """
    file = f"{_FILE}.yml"
    content = yaml.safe_load(text_of(_FILE))
    lists = read_lists(content["words"], file)
    return tuple(
        (any_of(read_phrases(entry["said"], lists, file)), str(entry["means"]))
        for entry in content["idioms"]
    )
