"""What can be wrong with a file or a row. Reasons never repeat a personal detail."""

from __future__ import annotations

from dataclasses import dataclass


class Unreadable(Exception):
    """The whole file cannot be read; the message says why and what to do."""


class Unfit(ValueError):
    """A cell cannot be taken as it is; the message says why, to be put after its
    column's name."""


@dataclass(frozen=True)
class Problem:
    """Why a row was not taken; ``column`` is empty when it is the whole row."""

    column: str
    reason: str
