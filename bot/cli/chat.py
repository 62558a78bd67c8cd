"""`parley chat`: the web chat without a browser, for people and for scripts."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.client import WebSocketClientProtocol, connect
from websockets.exceptions import ConnectionClosed

from bot.channels.rendering import as_text
from bot.channels.web.cookie import cookie_name
from bot.gateway.frames import Frame
from bot.store.tables import MessageRow

ANSWER_SECONDS = 90.0
# How long a person's conversation is given to bring more before the next line is sent.
QUIET_SECONDS = 0.3
MAX_FRAME_BYTES = 4 * 1024 * 1024


def new_swap() -> str:
    """A secret with which a replaced cookie is fetched."""
    return secrets.token_urlsafe(32)


class ChatError(Exception):
    """The chat cannot go on; the message says why."""


@dataclass
class OpenedChat:
    """A conversation at a gateway, the cookie that opens it, and what was seen last."""

    url: str
    conversation: str
    cookie: str
    seen: int = 0
    buttons: list[dict[str, str]] = field(default_factory=list)
    swap: str = field(default_factory=new_swap)

    @property
    def cookies(self) -> dict[str, str]:
        """The cookie by its name."""
        return {cookie_name(is_https=self.url.startswith("https:")): self.cookie}


class ChatMemory:
    """Remembers the cookies of this machine's conversations, readable by its user only.

    A conversation's name opens nothing anywhere else: the cookie does.
    """

    def __init__(self, directory: Path | None = None) -> None:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        self._path = (directory or Path(state) / "parley") / "conversations.json"

    def recall(self, url: str, name: str) -> OpenedChat | None:
        """A conversation held from this machine before, by its id or its name."""
        known = self._read().get(f"{url} {name}")
        return OpenedChat(**known) if known else None

    def keep(self, chat: OpenedChat, name: str | None) -> None:
        """Remember a conversation under its id and under a name."""
        known = self._read()
        for key in {chat.conversation, name or chat.conversation}:
            known[f"{chat.url} {key}"] = asdict(chat)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(known, file)

    def _read(self) -> dict[str, Any]:
        with suppress(FileNotFoundError, ValueError):
            known: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
            return known
        return {}


def open_chat(url: str, name: str | None, memory: ChatMemory) -> OpenedChat:
    """Begin a conversation, or go on with the one of that id or name.

    Raises:
        ChatError: no gateway answers at this address.
    """
    known = memory.recall(url, name) if name else None
    chat = known or OpenedChat(url, "", "")
    found = fetch_session(chat)
    if known is not None and found == known.conversation:
        return known
    return OpenedChat(url, found, chat.cookie)


def fetch_session(chat: OpenedChat) -> str:
    """The conversation that cookie or swap open; keeps the cookie that comes with it.

    Raises:
        ChatError: the gateway gives none.
    """
    cookies = chat.cookies if chat.cookie else {}
    try:
        with httpx.Client(cookies=cookies) as client:
            swap = {"swap": chat.swap}
            response = client.post(f"{chat.url}/chat/session", json=swap, timeout=30)
        response.raise_for_status()
    except httpx.HTTPError as exc:
        raise ChatError(f"No gateway answers at {chat.url}: {exc}") from exc
    (name,) = chat.cookies
    chat.cookie = response.cookies.get(name) or chat.cookie
    return str(response.json()["conversation"])


class ChatClient:
    """Speaks the widget's protocol, over as many sockets as it takes."""

    def __init__(self, chat: OpenedChat) -> None:
        self.chat = chat
        # Whether the assistant still owes an answer.
        self.is_owed = False
        self.socket: WebSocketClientProtocol

    async def connect(self) -> None:
        """Open a socket that brings what came after the newest message."""
        chat = self.chat
        cookie = "; ".join(f"{name}={value}" for name, value in chat.cookies.items())
        self.socket = await connect(
            chat.url.replace("http", "ws", 1) + f"/chat/socket?after={chat.seen}",
            extra_headers={"Cookie": cookie},
            max_queue=None,
            max_size=MAX_FRAME_BYTES,
        )
        self.is_owed = False
        await self.socket.send(json.dumps({"type": "hello", "swap": chat.swap}))

    async def frames(self) -> AsyncIterator[Frame]:
        """Everything that comes, keeping track of the newest message and buttons."""
        while True:
            async for text in self.socket:
                frame: Frame = json.loads(text)
                if frame["type"] == "rotated":
                    break
                self._note(frame)
                yield frame
            else:
                return
            await self._renew()

    def _note(self, frame: Frame) -> None:
        if frame["type"] == "typing":
            self.is_owed = frame["on"]
        if frame["type"] == "message":
            self.chat.seen = max(self.chat.seen, frame["seq"])
            self.chat.buttons = frame["buttons"] or self.chat.buttons

    async def _renew(self) -> None:
        """Who has just been verified gets another cookie, and a socket with it."""
        await asyncio.to_thread(fetch_session, self.chat)
        await self.socket.close()
        await self.connect()

    async def send(self, line: str) -> str:
        """Send one line, or press button N for `!N`; returns the message's id."""
        client_id = str(uuid.uuid4())
        frame: Frame = {"type": "text", "id": client_id, "text": line}
        number = line[1:].strip()
        if line.startswith("!") and number.isdigit():
            frame = {"type": "button", "id": client_id, "token": self._token(number)}
        await self.socket.send(json.dumps(frame))
        return client_id

    def _token(self, number: str) -> str:
        buttons = self.chat.buttons
        if not 1 <= int(number) <= len(buttons):
            raise ChatError(f"There is no button {number} to press.")
        return buttons[int(number) - 1]["token"]


@asynccontextmanager
async def connected(chat: OpenedChat) -> AsyncIterator[ChatClient]:
    """A client with an open socket."""
    client = ChatClient(chat)
    await client.connect()
    try:
        yield client
    finally:
        with suppress(ConnectionClosed):
            await client.socket.close()


async def hold_chat(
    chat: OpenedChat,
    lines: AsyncIterator[str],
    show: Callable[[Frame], None],
    *,
    wait_seconds: float,
) -> None:
    """Send each line once the one before has been answered; show every reply.

    Raises:
        ChatError: the gateway went away or gave no answer in time.
    """
    try:
        async with connected(chat) as client:
            turn = _Turn(client, show)
            reading = asyncio.create_task(turn.read())
            await turn.wait_for_answer(None)
            async for line in lines:
                await turn.wait_for_answer(await client.send(line))
            await asyncio.sleep(wait_seconds)
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
    except (OSError, ConnectionClosed) as exc:
        raise ChatError(f"The connection to {chat.url} was lost: {exc}") from exc


class _Turn:
    """Knows when a line has been answered, so that the next one may be sent."""

    def __init__(self, client: ChatClient, show: Callable[[Frame], None]) -> None:
        self._client = client
        self._show = show
        self._moved = asyncio.Event()
        self._stored: set[str] = set()
        self._is_answered = False

    async def read(self) -> None:
        """Take in whatever comes, until cancelled."""
        async for frame in self._client.frames():
            if frame["type"] in {"message", "refused"}:
                self._stored.add(frame["id"] or "")
                if frame.get("sender") != "debtor":
                    self._show(frame)
            if frame["type"] == "typing" and not frame["on"]:
                self._is_answered = True
            self._moved.set()

    async def wait_for_answer(self, client_id: str | None) -> None:
        """Return when the line is stored and answered, or nobody is about to answer."""
        self._is_answered = False
        deadline = asyncio.get_running_loop().time() + ANSWER_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            is_stored = client_id is None or client_id in self._stored
            if is_stored and self._is_answered:
                return
            if await self._is_quiet() and is_stored and not self._client.is_owed:
                return
        raise ChatError(f"No answer came within {ANSWER_SECONDS:.0f} seconds.")

    async def _is_quiet(self) -> bool:
        self._moved.clear()
        try:
            await asyncio.wait_for(self._moved.wait(), QUIET_SECONDS)
        except asyncio.TimeoutError:
            return True
        return False


async def stdin_lines() -> AsyncIterator[str]:
    """Lines of the standard input, without their ends."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line.rstrip("\r\n")


def message_of(frame: Frame) -> MessageRow:
    """The message that a frame tells of."""
    fields = ("sender", "name", "text", "buttons", "links", "card")
    return MessageRow(**{name: frame[name] for name in fields})


def as_json(frame: Frame) -> str:
    """One reply as a line of JSON; its text is all that is said in words."""
    text = as_text(message_of(frame), speaker=False, links=False, buttons=False)
    reply: dict[str, Any] = {
        "seq": frame["seq"],
        "sender": frame["sender"],
        "name": frame["name"],
        "text": text,
        "buttons": [{"label": button["label"]} for button in frame["buttons"]],
        "links": frame["links"],
        "card": frame["card"],
    }
    return json.dumps(reply, ensure_ascii=False)
