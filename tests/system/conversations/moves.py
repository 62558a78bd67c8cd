"""What a person may do next on a random walk, in words that nothing was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

_SAYINGS = yaml.safe_load(Path(__file__).with_name("moves.yml").read_text("utf-8"))
SAID: dict[str, list[str]] = _SAYINGS["said"]
NONSENSE: list[str] = _SAYINGS["nonsense"]
CARD_NUMBERS: list[str] = _SAYINGS["card_numbers"]


@dataclass(frozen=True)
class Says:
    """Types something."""

    text: str


@dataclass(frozen=True)
class Presses:
    """Presses one of the newest buttons, whichever stands there."""

    place: int


@dataclass(frozen=True)
class Verifies:
    """Shows who they are, if nobody knows yet."""


@dataclass(frozen=True)
class ComesBackLater:
    """Says nothing until the identity check has run out."""


Move = Says | Presses | Verifies | ComesBackLater
