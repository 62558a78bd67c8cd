"""Reads the signs from the files beside this one, which hold words and no code.

A file has two parts. ``words`` are lists, each of which may use those above it in
curly brackets. ``signs`` name an intent and the phrases that tell it; an intent may
have several signs, each with words of its own that take it back. Phrases stand one to a
line or with commas between. A line further to the right continues the one above it, and
a line that begins with ``#`` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.nlu.safety.phrase import Lists, Phrase, PhraseError, any_of, parse
from bot.nlu.safety.sign import Sign

TOPICS = ("crisis", "trouble", "rights", "denial", "people")
_CONTINUED = re.compile(r"\n +")
_PARTS = {"intent", "told", "denied", "unless"}


@cache
def signs() -> tuple[Sign, ...]:
    """The signs of every topic."""
    return tuple(
        sign for topic in TOPICS for sign in read_topic(f"{topic}.yml", text_of(topic))
    )


def text_of(topic: str) -> str:
    """The file of a topic."""
    return files(__package__).joinpath(f"{topic}.yml").read_text(encoding="utf-8")


def read_topic(file: str, text: str) -> Iterator[Sign]:
    """The signs in the text of a file; ``file`` names it where something is wrong.

    Raises:
        PhraseError: a phrase breaks the rules, or a part has no such name.
    """
    content: Mapping[str, Any] = yaml.safe_load(text)
    lists = read_lists(content.get("words", {}), file)
    for sign in content["signs"]:
        yield _sign(sign, lists, file)


def read_lists(words: Mapping[str, str], file: str) -> Lists:
    """The named lists of a file, each of which may use those above it."""
    lists: dict[str, Phrase] = {}
    for name, entries in words.items():
        lists[name] = any_of(read_phrases(entries, lists, f"{file}, list {name}"))
    return lists


def entries_of(block: str) -> list[str]:
    """The phrases of a block of lines, without comments."""
    lines = [line for line in block.splitlines() if not line.startswith("#")]
    whole = _CONTINUED.sub(" ", "\n".join(lines))
    entries = (entry.strip() for entry in re.split(r"[,\n]", whole))
    return [entry for entry in entries if entry]


def _sign(sign: Mapping[str, str], lists: Lists, file: str) -> Sign:
    place = f"{file}, {sign.get('intent')}"
    if not {"intent", "told"} <= set(sign) <= _PARTS:
        raise PhraseError(f"{place}: a sign has {sorted(_PARTS)}, not {sorted(sign)}")
    blocks = {
        part: tuple(read_phrases(sign.get(part, ""), lists, f"{place}, {part}"))
        for part in ("told", "denied", "unless")
    }
    return Sign(sign["intent"], **blocks)


def read_phrases(block: str, lists: Lists, place: str) -> Iterator[Phrase]:
    """The phrases of a block; ``place`` names it where something is wrong."""
    if not isinstance(block, str):
        raise PhraseError(f"{place}: phrases stand one to a line below a bar")
    for entry in entries_of(block):
        try:
            yield parse(entry, lists)
        except PhraseError as error:
            raise PhraseError(f"{place}, {entry!r}: {error}") from None
