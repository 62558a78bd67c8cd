"""What a channel has to be able to do so that messages can be carried to it.

The courier decides what is sent, when and in which order; a carrier only knows how one
platform is spoken to. Everything that can go wrong on the way is one of three things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.store.tables import MessageRow


class NotNow(Exception):
    """The platform is down, slow or wants us to wait; trying again later is right.

    Attributes:
        seconds: how long it asked us to wait, if it said so.
        for_all: whether it means every conversation and not only this one.
    """

    def __init__(
        self, why: str, seconds: float | None = None, *, for_all: bool = False
    ) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.for_all = for_all


class Unreachable(Exception):
    """The person has blocked us or left; nothing is sent before they write again."""


class Undeliverable(Exception):
    """The platform will never take this message; a person has to look at it."""


@dataclass(frozen=True)
class Address:
    """Where one conversation is reached on its platform."""

    conversation_id: str
    locale: str
    reference: dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """How fast a platform lets us send.

    Attributes:
        per_second: messages to everybody together.
        per_conversation_second: messages to one person.
    """

    per_second: float
    per_conversation_second: float


class Carrier(Protocol):
    """Speaks to one platform. Used by one process at a time."""

    channel: str
    pace: Pace

    async def open(self) -> None:
        """Get ready, as by logging in; called once before anything is sent."""

    async def close(self) -> None:
        """Let go of connections."""

    def parts(self, address: Address, message: MessageRow) -> Sequence[Any]:
        """The message as the pieces that the platform takes one by one.

        The same message always gives the same number of parts.
        """

    async def send(self, address: Address, part: Any) -> None:
        """Bring one piece.

        Raises:
            NotNow: it may work later.
            Unreachable: the person cannot be written to any more.
            Undeliverable: it will never work.
        """

    async def show_typing(self, address: Address) -> None:
        """Show that an answer is on its way; failing to is no error."""


class Listener(Protocol):
    """Fetches messages from a platform that does not bring them.

    It runs in the process that carries the channel's messages, so in one at a time.
    """

    channel: str

    async def run(self) -> None:
        """Fetch and store messages until cancelled."""
