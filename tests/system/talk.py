"""A client of the web chat: what a browser's page does, without the page."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx
from sqlalchemy import func, select
from websockets.client import WebSocketClientProtocol, connect
from websockets.exceptions import ConnectionClosed

from bot.channels.web.cookie import cookie_name
from bot.cli.chat import MAX_FRAME_BYTES, ChatClient, OpenedChat
from bot.gateway.frames import Frame
from bot.store.tables import MessageRow
from tests.system.people import Person
from tests.system.running import EVERY_SECONDS, System

T = TypeVar("T")

SOCKET = "/chat/socket"
COOKIE = cookie_name(is_https=False)
ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back for one message."""

    frames: tuple[Frame, ...]

    @property
    def text(self) -> str:
        """All words, without those of cards."""
        return "\n".join(frame["text"] for frame in self.frames)

    @property
    def labels(self) -> list[str]:
        """Of all buttons."""
        return [button["label"] for frame in self.frames for button in frame["buttons"]]

    @property
    def links(self) -> list[str]:
        """The addresses of all links."""
        return [link["url"] for frame in self.frames for link in frame["links"]]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The rows of the only card."""
        (card,) = [frame["card"] for frame in self.frames if frame["card"]]
        return [(label, value) for label, value in card["rows"]]


class Talk:
    """One conversation, over as many sockets as it takes.

    Attributes:
        heard: every message that came, once for each time it came.
        refused: the frames that told that something was not stored.
    """

    def __init__(self, system: System, opened: OpenedChat) -> None:
        self._system = system
        # What one tab has seen is not what another has.
        self._chat = replace(opened, seen=0, buttons=[])
        self._client = ChatClient(self._chat)
        self.heard: list[Frame] = []
        self.refused: list[Frame] = []
        self._acknowledged: dict[str, int] = {}
        self._reading: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self._chat.conversation

    @property
    def cookies(self) -> dict[str, str]:
        """What the browser holds."""
        return self._chat.cookies

    @property
    def is_closed(self) -> bool:
        """Whether the gateway has closed the socket."""
        return self._reading is None or self._reading.done()

    @property
    def seen(self) -> int:
        """The number of the newest message that came."""
        return max((frame["seq"] for frame in self.heard), default=0)

    async def connect(self) -> None:
        """Open a socket and ask for what came after the newest message."""
        await self._client.connect()
        self._reading = asyncio.create_task(self._read(self._client))

    async def disconnect(self) -> None:
        """Close the socket."""
        with suppress(ConnectionClosed):
            await self._client.socket.close()
        if self._reading is not None:
            await self._reading

    async def say(self, text: str) -> Answer:
        """Type something and wait for the answer."""
        return await self.answer_to(await self._client.send(text))

    async def press(self, label: str) -> Answer:
        """Press a button of the newest set."""
        frame = self.pressed(label)
        await self.send(frame)
        return await self.answer_to(frame["id"])

    def pressed(self, label: str) -> Frame:
        """The frame that pressing a button of the newest set sends."""
        tokens = {each["label"]: each["token"] for each in self._chat.buttons}
        assert label in tokens, self._so_far()
        return {"type": "button", "id": str(uuid.uuid4()), "token": tokens[label]}

    async def send(self, frame: Frame | str | bytes) -> None:
        """Put a frame on the wire, however it is made."""
        raw = json.dumps(frame) if isinstance(frame, dict) else frame
        await self._client.socket.send(raw)

    async def is_stored(self, client_id: str) -> int:
        """Wait until a message has been acknowledged; returns its number."""
        return await self.until(lambda: self._acknowledged.get(client_id), "an ack")

    def has_stored(self, client_id: str) -> bool:
        """Whether a message has been acknowledged by now."""
        return client_id in self._acknowledged

    async def answer_to(self, client_id: str) -> Answer:
        """Wait until a message has been dealt with and all that came of it is here."""
        seq = await self.is_stored(client_id)
        await self.caught_up()
        return self.answer_after(seq)

    def answer_after(self, seq: int) -> Answer:
        """What others have said since."""
        return Answer(
            tuple(
                frame
                for frame in self.heard
                if frame["seq"] > seq and frame["sender"] != "debtor"
            )
        )

    async def caught_up(self) -> None:
        """Wait until nothing is left to answer, and all of it is here."""
        await self.until(lambda: not self._waits(), "an answer")
        await self.until(lambda: self.seen >= self._newest() or None, "all messages")

    async def hears(self, words: str) -> Frame:
        """Wait for a message with these words in it."""

        def find() -> Frame | None:
            heard = reversed(self.heard)
            return next((frame for frame in heard if words in frame["text"]), None)

        return await self.until(find, f"a message with {words!r}")

    async def verify(self, person: Person) -> Answer:
        """Show who one is; returns the answer to the right code."""
        await self.say(person.details)
        answer = await self.say(self._system.code_for(person.address))
        assert person.name.split()[0] in answer.text
        return answer

    def another_tab(self) -> AbstractAsyncContextManager[Talk]:
        """The same conversation in another tab of the browser."""
        return talking(self._system, self._chat)

    def stored_numbers(self) -> list[int]:
        """The numbers of all messages that a page must show."""
        query = (
            select(MessageRow.seq)
            .where(MessageRow.conversation_id == self.id, MessageRow.is_shown)
            .order_by(MessageRow.seq)
        )
        with self._system.debt.database.read() as tx:
            return list(tx.scalars(query))

    async def until(self, look: Callable[[], T | None], what: str) -> T:
        """What `look` finds, as soon as it finds something."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            if found := look():
                return found
            await asyncio.sleep(EVERY_SECONDS)
        raise AssertionError(f"Never came: {what}. {self._so_far()}")

    def _so_far(self) -> str:
        said = "\n".join(f"{f['sender']}: {f['text']}" for f in self.heard)
        return f"So far:\n{said}"

    async def _read(self, client: ChatClient) -> None:
        with suppress(ConnectionClosed):
            async for frame in client.frames():
                if frame["type"] == "message":
                    self.heard.append(frame)
                elif frame["type"] == "ack":
                    self._acknowledged[frame["id"]] = frame["seq"]
                elif frame["type"] == "refused":
                    self.refused.append(frame)

    def _waits(self) -> bool:
        query = select(func.count()).where(
            MessageRow.conversation_id == self.id, MessageRow.waiting
        )
        with self._system.debt.database.read() as tx:
            return tx.scalars(query).one() > 0

    def _newest(self) -> int:
        query = select(func.max(MessageRow.seq)).where(
            MessageRow.conversation_id == self.id, MessageRow.is_shown
        )
        with self._system.debt.database.read() as tx:
            return tx.scalar(query) or 0


@asynccontextmanager
async def talking(
    system: System, opened: OpenedChat | None = None
) -> AsyncIterator[Talk]:
    """A conversation, a new one unless one is given, once all that was said is here."""
    talk = Talk(system, opened or open_session(system))
    await talk.connect()
    try:
        await talk.caught_up()
        yield talk
    finally:
        await talk.disconnect()


def open_session(system: System) -> OpenedChat:
    """Begin a conversation."""
    response = httpx.post(f"{system.url}/chat/session")
    assert response.status_code == 200, response.text
    conversation = response.json()["conversation"]
    return OpenedChat(system.url, conversation, response.cookies[COOKIE])


async def open_socket(
    system: System,
    path: str,
    cookies: dict[str, str],
    *,
    origin: str | None = None,
) -> WebSocketClientProtocol:
    """A socket of the gateway, for whoever holds these cookies."""
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    if origin is not None:
        headers["Origin"] = origin
    return await connect(
        system.url.replace("http", "ws", 1) + path,
        extra_headers=headers,
        max_queue=None,
        max_size=MAX_FRAME_BYTES,
    )


def pence(text: str) -> int:
    """An amount as it is written, `-£1,204.50`, in pence."""
    digits = re.sub(r"\D", "", text)
    return -int(digits) if text.startswith("-") else int(digits)
