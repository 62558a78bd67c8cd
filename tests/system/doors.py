"""The front doors of the service, as platforms and browsers knock at them.

Each takes one person's messages by plain HTTP. A delivery can be made again under its
own number, as platforms do it; it counts once it has been acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import func, select

from bot.channels.rendering import as_text
from bot.channels.teams.cards import cards_of
from bot.channels.teams.consent import CONSUMERS
from bot.store.messages import DEBTOR
from bot.store.tables import AddressRow, MessageRow
from tests.bot.channels.teams.microsoft import (
    APP,
    Answer,
    Microsoft,
    activity,
    microsoft,
)
from tests.system.running import EVERY_SECONDS, System
from tests.telegram_api import TelegramApi, message

PATIENCE_SECONDS = 60
AGAIN_SECONDS = 0.1


@dataclass
class Platforms:
    """The stand-ins for Telegram and Microsoft, and what is sent through doors."""

    telegram: TelegramApi
    microsoft: Microsoft

    def go_down(self) -> None:
        """Answer everything that is sent with an error."""
        self.telegram.refuses("*", 502, "Bad Gateway")
        self.microsoft.answers = [Answer(503)] * 10_000

    def come_back(self) -> None:
        """Work again."""
        self.telegram.takes_everything()
        self.microsoft.answers = []
        # It remembers what it has refused, too.
        self.microsoft.received.clear()


@contextmanager
def running_platforms(system: System, telegram: TelegramApi) -> Iterator[Platforms]:
    """Both, where the running service looks for them."""
    ports = [urlsplit(url).port or 0 for url in (system.teams_url, system.teams_login)]
    with microsoft(system.folder, *ports) as peer:
        yield Platforms(telegram, peer)


class Door(ABC):
    """One person's way in.

    Attributes:
        channel: as the store has it.
    """

    channel: str

    def __init__(self, system: System, platforms: Platforms) -> None:
        self.system = system
        self.platforms = platforms
        self._client = httpx.AsyncClient(base_url=system.url, timeout=30)

    @abstractmethod
    async def open(self) -> None:
        """Do what makes the assistant speak first."""

    @abstractmethod
    async def deliver(self, number: int, text: str) -> bool:
        """Bring a message; whether it was acknowledged."""

    @property
    @abstractmethod
    def conversation(self) -> str:
        """The id of the conversation behind the door."""

    @abstractmethod
    def arrived(self) -> list[Any]:
        """What the person has got so far, piece by piece."""

    @abstractmethod
    def parts_of(self, row: MessageRow) -> list[Any]:
        """A message as the pieces in which it has to arrive."""

    async def bring(self, number: int, text: str) -> None:
        """Bring a message again and again until it is acknowledged."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not await self.deliver(number, text):
            assert time.monotonic() < deadline, f"{self.channel} takes nothing"
            await asyncio.sleep(AGAIN_SECONDS)

    async def says(self, number: int, text: str) -> list[MessageRow]:
        """Bring a message, and wait for all that comes of it."""
        before = self.last_seq()
        await self.bring(number, text)
        return await self.answers(before)

    async def answers(self, after: int = 0) -> list[MessageRow]:
        """All that was said to the person since, once nothing is left to answer."""
        await self.system_rests()
        query = (
            select(MessageRow)
            .where(
                MessageRow.conversation_id == self.conversation,
                MessageRow.seq > after,
                MessageRow.sender != DEBTOR,
                MessageRow.is_shown,
            )
            .order_by(MessageRow.seq)
        )
        with self.system.debt.database.read() as tx:
            return list(tx.scalars(query))

    async def system_rests(self) -> None:
        """Wait until nothing of this conversation waits for an answer."""
        query = select(func.count()).where(
            MessageRow.conversation_id == self.conversation, MessageRow.waiting
        )

        def rests() -> bool:
            with self.system.debt.database.read() as tx:
                return tx.scalar(query) == 0

        await eventually(rests, f"an answer on {self.channel}")

    def asked(self) -> list[str]:
        """What the person has said, as it was stored."""
        query = (
            select(MessageRow.text)
            .where(
                MessageRow.conversation_id == self.conversation,
                MessageRow.sender == DEBTOR,
                MessageRow.is_shown,
            )
            .order_by(MessageRow.seq)
        )
        with self.system.debt.database.read() as tx:
            return list(tx.scalars(query))

    def last_seq(self) -> int:
        query = select(func.max(MessageRow.seq)).where(
            MessageRow.conversation_id == self.conversation
        )
        with self.system.debt.database.read() as tx:
            return tx.scalar(query) or 0

    async def _post(self, path: str, **request: Any) -> httpx.Response | None:
        """What came back, or nothing while the gateway is down."""
        try:
            return await self._client.post(path, **request)
        except httpx.TransportError:
            return None

    def _written_to(self, sender: str) -> str:
        query = select(AddressRow.conversation_id).where(
            AddressRow.channel == self.channel, AddressRow.sender == sender
        )
        with self.system.debt.database.read() as tx:
            return tx.scalars(query).one()


class WebDoor(Door):
    """A browser whose sockets are blocked."""

    channel = "web"
    _conversation = ""

    @property
    def conversation(self) -> str:
        return self._conversation

    async def open(self) -> None:
        answer = await self._post("/chat/session")
        assert answer is not None
        self._conversation = answer.json()["conversation"]

    def arrived(self) -> list[Any]:
        cookies = self._client.cookies
        answer = httpx.get(f"{self.system.url}/chat/messages", cookies=cookies)
        frames = answer.json()["frames"]
        said = [each for each in frames if each["type"] == "message"]
        return [each["text"] for each in said if each["sender"] != DEBTOR]

    def parts_of(self, row: MessageRow) -> list[Any]:
        return [row.text]

    async def deliver(self, number: int, text: str) -> bool:
        frame = {"type": "text", "id": f"web-{number}", "text": text}
        answer = await self._post("/chat/messages", json=frame)
        return answer is not None and answer.json().get("type") == "ack"


class TelegramDoor(Door):
    """Telegram's servers, which bring what somebody wrote in a private chat."""

    channel = "telegram"

    def __init__(self, system: System, platforms: Platforms) -> None:
        super().__init__(system, platforms)
        self.person = 10**9 + secrets.randbelow(10**8)
        telegram = system.settings.channels.telegram
        assert telegram is not None
        self._headers = {
            "X-Telegram-Bot-Api-Secret-Token": telegram.webhook_secret.value
        }

    @property
    def conversation(self) -> str:
        return self._written_to(str(self.person))

    def arrived(self) -> list[Any]:
        sent = [call["fields"] for call in self.platforms.telegram.calls("sendMessage")]
        chat = str(self.person)
        return [each["text"] for each in sent if each["chat_id"] == chat]

    def parts_of(self, row: MessageRow) -> list[Any]:
        return [as_text(row, buttons=False)]

    async def open(self) -> None:
        assert await self._bring(0, "/start")

    async def deliver(self, number: int, text: str) -> bool:
        return await self._bring(1 + number, text)

    async def _bring(self, number: int, text: str) -> bool:
        update = {
            "update_id": self.person * 1000 + number,
            **message(self.person, text=text),
        }
        answer = await self._post(
            "/webhooks/telegram", json=update, headers=self._headers
        )
        return answer is not None and answer.is_success


class TeamsDoor(Door):
    """Microsoft's servers, which bring what somebody wrote in a personal chat.

    They have Teams for themselves: no employer can read along, so no consent is asked.
    """

    channel = "teams"

    def __init__(self, system: System, platforms: Platforms) -> None:
        super().__init__(system, platforms)
        self.person = secrets.token_hex(8)

    @property
    def conversation(self) -> str:
        return self._written_to(f"{CONSUMERS}/29:{self.person}")

    def arrived(self) -> list[Any]:
        sent = [
            each.content
            for each in self.platforms.microsoft.received
            if self.person in each.path and each.content["type"] == "message"
        ]
        return [each["attachments"][0]["content"] for each in sent]

    def parts_of(self, row: MessageRow) -> list[Any]:
        return [json.loads(json.dumps(card)) for card in cards_of(row, row.links)]

    async def open(self) -> None:
        own = {"id": f"28:{APP}"}
        assert await self._bring(
            type="conversationUpdate", id="opening", text=None, membersAdded=[own]
        )

    async def deliver(self, number: int, text: str) -> bool:
        return await self._bring(id=f"{self.person}-{number}", text=text)

    async def _bring(self, **changes: Any) -> bool:
        peer = self.platforms.microsoft
        content = activity(
            peer,
            **{"from": {"id": f"29:{self.person}"}},
            conversation={
                "conversationType": "personal",
                "tenantId": CONSUMERS,
                "id": f"a:{self.person}",
            },
            channelData={"tenant": {"id": CONSUMERS}},
            **changes,
        )
        token = peer.token(self.system.debt.clock.now())
        answer = await self._post(
            "/webhooks/teams",
            json=content,
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer is not None and answer.is_success


async def eventually(look: Callable[[], bool], what: str) -> None:
    """Return as soon as it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        assert time.monotonic() < deadline, f"Never came: {what}"
        await asyncio.sleep(EVERY_SECONDS)
