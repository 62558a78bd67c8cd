"""What the engine asks of an assistant, whatever understands and answers in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from bot.meaning import Meaning
from bot.store.messages import Reply
from bot.store.trackers import TrackerEvents


@dataclass(frozen=True)
class Incoming:
    """One message for the dialogue, already screened.

    Attributes:
        unfinished: what the person left in the middle before, at the right moment.
    """

    conversation_id: str
    seq: int
    channel: str
    locale: str
    text: str
    meaning: Meaning | None
    unfinished: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        """Names this message for ever; what an action does for it is done once."""
        return f"{self.conversation_id}:{self.seq}"


@dataclass(frozen=True)
class Answer:
    """What one turn came to; nothing of it has been stored or sent."""

    replies: tuple[Reply, ...]
    events: TrackerEvents
    intent: str
    confidence: float


class Assistant(Protocol):
    """Anything that can answer a message: the trained assistant."""

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        """Run one turn on the dialogue state that the last one left."""
