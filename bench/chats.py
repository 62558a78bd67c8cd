"""The same conversation held three ways: each says a line and times the answer."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import httpx

from bench.ground import Ground
from bot.cli.chat import ChatClient, ChatMemory, connected, open_chat
from bot.engine.assistant import Incoming
from bot.engine.dialogue import Dialogue
from bot.store.trackers import TrackerEvents

ANSWER_SECONDS = 60.0


@dataclass(frozen=True)
class Heard:
    """The answer to one line.

    Attributes:
        seconds: from sending the line to having the answer.
        text: of the first reply, or of all of them where they come together.
    """

    seconds: float
    text: str


class Chat(Protocol):
    """One conversation."""

    conversation_id: str

    async def say(self, line: str) -> Heard:
        """Send a line and wait for its answer."""


class GatewayChat:
    """Through the gateway's socket, the inbox, the engine's process and the store."""

    def __init__(self, client: ChatClient, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        self._client = client
        self._frames = client.frames()

    async def say(self, line: str) -> Heard:
        """Until the first reply is on the socket; one commit brings them all."""
        while True:
            started = time.perf_counter()
            client_id = await self._client.send(line)
            text = await asyncio.wait_for(self._reply_to(client_id), ANSWER_SECONDS)
            if text is not None:
                return Heard(time.perf_counter() - started, text)
            # The gateway takes one message a second when somebody goes on for long.
            await asyncio.sleep(1)

    async def _reply_to(self, client_id: str) -> str | None:
        """The first reply after our own message; None when that was refused."""
        is_stored = False
        async for frame in self._frames:
            if frame.get("id") == client_id and frame["type"] == "refused":
                return None
            if frame["type"] != "message":
                continue
            if is_stored and frame["sender"] == "bot":
                return str(frame["text"])
            is_stored = is_stored or frame["id"] == client_id
        raise ConnectionError(self.conversation_id)


@asynccontextmanager
async def gateway_chat(ground: Ground) -> AsyncIterator[GatewayChat]:
    """A new conversation at the gateway."""
    url = ground.settings.debt.public_url
    opened = open_chat(url, None, ChatMemory(ground.folder))
    async with connected(opened) as client:
        yield GatewayChat(client, opened.conversation)


class StockChat:
    """Through the REST channel of `rasa run`, which calls its action server."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.conversation_id = uuid.uuid4().hex
        self._client = client

    async def say(self, line: str) -> Heard:
        """Until the HTTP answer, which brings all replies."""
        message = {"sender": self.conversation_id, "message": line}
        started = time.perf_counter()
        answer = await self._client.post("/webhooks/rest/webhook", json=message)
        seconds = time.perf_counter() - started
        answer.raise_for_status()
        return Heard(seconds, "\n".join(each.get("text", "") for each in answer.json()))


@asynccontextmanager
async def stock_chat(ground: Ground) -> AsyncIterator[StockChat]:
    """A new conversation with stock Rasa."""
    url = f"http://127.0.0.1:{ground.stock_port}"
    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS) as client:
        yield StockChat(client)


class BareChat:
    """The dialogue alone, in this process: no socket, inbox or stored turn."""

    def __init__(self, dialogue: Dialogue) -> None:
        self.conversation_id = uuid.uuid4().hex
        self._dialogue = dialogue
        self._events: TrackerEvents = []
        self._seq = 0

    async def say(self, line: str) -> Heard:
        """Until the turn's replies and events are there."""
        self._seq += 1
        incoming = Incoming(
            conversation_id=self.conversation_id,
            seq=self._seq,
            channel="web",
            locale="en-GB",
            text=line,
            meaning=None,
        )
        started = time.perf_counter()
        answer = await self._dialogue.answer(incoming, self._events)
        seconds = time.perf_counter() - started
        self._events = answer.events
        return Heard(seconds, "\n".join(reply.text for reply in answer.replies))
