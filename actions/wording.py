"""The sentences of the response files, for messages that are put together of several.

Most messages are one response and go through Rasa. A list of reasons or debts is made
of one line for each, and people at the desk and printed pages need sentences too: they
take them from the same files, here.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions import formats
from debt.operator import Operator, Words
from debt.operator.words import NUMBERS, PHRASES
from debt.setting_files import EXAMPLE_OPERATOR, operator

RESPONSES = Path(__file__).resolve().parent.parent / "data" / "responses"
PLACEHOLDERS = frozenset({*PHRASES, *NUMBERS, "opening_hours"}) - {"place"}
"""What every response may name: the operator's words for whom it speaks to."""

_speaking: ContextVar[Words | None] = ContextVar("speaking", default=None)


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """Fill responses with these words of the operator, in this task and its threads."""
    token = _speaking.set(words)
    try:
        yield
    finally:
        _speaking.reset(token)


def operators_words() -> Mapping[str, str]:
    """The placeholders filled for whom we speak to; for nobody in particular, with the
    strictest words there are.
    """
    return _filled(_speaking.get() or _own_operator().words(None))


@cache
def _filled(words: Words) -> Mapping[str, str]:
    said = {name: str(getattr(words, name)) for name in (*PHRASES, *NUMBERS)}
    said["opening_hours"] = formats.hours(words.desk)
    return {name: said[name] for name in PLACEHOLDERS}


@cache
def _own_operator() -> Operator:
    """The operator of this process by its environment, checked when it started."""
    return operator(os.environ.get("PARLEY_OPERATOR") or str(EXAMPLE_OPERATOR))


class Wording:
    """Reads responses by their key."""

    def __init__(self, directory: Path = RESPONSES) -> None:
        self._responses: dict[str, list[dict[str, Any]]] = {}
        for path in sorted(directory.glob("*.yml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            self._responses.update(content["responses"])

    def text(self, key: str, **values: str) -> str:
        """The first variant of a response that is for every channel, filled in.

        Raises:
            KeyError: there is no such response, or a value it needs was not given.
        """
        usual = (each for each in self._responses[key] if "channel" not in each)
        text = str(next(usual)["text"]).strip()
        return text.format(**{**operators_words(), **values})

    def version(self, key: str) -> str:
        """Names the exact words of a response, with everything that goes with them:
        16 hexadecimal digits, of what stands in the file.

        Raises:
            KeyError: there is no such response.
        """
        return digest(self._responses[key])

    def lines(self, key: str, **values: str) -> list[str]:
        """The lines of a response of several lines, filled in."""
        return self.text(key, **values).splitlines()


def digest(content: Any) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of any content of a file."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def wording() -> Wording:
    """The product's own responses, read at the first use."""
    return Wording()
