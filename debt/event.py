"""What became of the card provider's messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class EventState(str, Enum):
    """What became of a provider's message; a person looks at quarantined ones."""

    HANDLED = "handled"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Outcome:
    """What became of news; ``detail`` says what disagreed."""

    state: EventState
    detail: str | None = None


@dataclass(frozen=True)
class Quarantined:
    """News of a provider that disagrees with what we asked for; nothing was booked.

    Attributes:
        reference: the provider's.
        detail: what disagreed.
    """

    id: str
    reference: str | None
    detail: str
    received_at: datetime
