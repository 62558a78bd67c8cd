"""Small assistants in the place of the trained one, and what came of their answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.engine.assistant import Answer, Assistant, Incoming
from bot.engine.worker import Engine
from bot.store import trackers
from bot.store.trackers import TrackerEvents
from tests.bot.talk import Clerk, Talk

APOLOGY = "Sorry, something went wrong."


def engine_of(talk: Talk, assistant: Assistant) -> Engine:
    return Engine(talk.floor.debt, assistant, APOLOGY)


def said_by_bot(talk: Talk) -> list[str]:
    return [text for sender, text in talk.shown() if sender == "bot"]


def events_of(talk: Talk) -> TrackerEvents:
    with talk.floor.database.read() as tx:
        return trackers.load(tx, talk.conversation).events


@dataclass
class Meddler(Clerk):
    """Does something between reading a message and answering it."""

    meddle: Callable[[], None] = field(kw_only=True)

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        answer = await super().answer(incoming, events)
        await asyncio.to_thread(self.meddle)
        return answer


@dataclass
class Slow(Clerk):
    """Answers only when it is let go."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        self.begun.set()
        await self.go.wait()
        return await super().answer(incoming, events)
