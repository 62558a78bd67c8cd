"""The sentences of the response files, for messages that are put together of several.

Most messages are one response and go through Rasa. A list of reasons or debts is made
of one line for each, and people at the desk and printed pages need sentences too: they
take them from the same files, here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

RESPONSES = Path(__file__).resolve().parent.parent / "data" / "responses"


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
        return str(next(usual)["text"]).strip().format(**values)

    def lines(self, key: str, **values: str) -> list[str]:
        """The lines of a response of several lines, filled in."""
        return self.text(key, **values).splitlines()


@cache
def wording() -> Wording:
    """The product's own responses, read at the first use."""
    return Wording()
