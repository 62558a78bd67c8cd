"""How many messages a second each channel's front door takes in, and commits."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any

import httpx
from sqlalchemy import func, select
from websockets.client import WebSocketClientProtocol, connect

from bench.gateways import APP, GatewayProcess
from bot.channels.teams.consent import CONSUMERS
from bot.channels.web.cookie import cookie_name
from bot.store.messages import DEBTOR
from bot.store.tables import MessageRow

_COOKIE = cookie_name(is_https=False)
SENDERS = 16
# One person may send twenty at once; the first opens the conversation.
MOST_EACH = 15
SECONDS = 30.0
WORDS = "I lost my job and need some time"

# Sends one message of one person; returns when it is acknowledged.
Sender = Callable[[], Awaitable[None]]
Door = Callable[[GatewayProcess, AsyncExitStack, int], Awaitable[Sender]]

_numbers = count(1)


async def measure_door(door: Door, gateway: GatewayProcess, each: int) -> float:
    """Messages a second, from some people at once, each waiting for each answer.

    Raises:
        RuntimeError: not everything that was acknowledged is stored.
    """
    async with AsyncExitStack() as stack:
        senders = [await door(gateway, stack, n) for n in range(SENDERS)]
        await asyncio.gather(*(send() for send in senders))
        before = await asyncio.to_thread(_stored, gateway)
        began = time.perf_counter()
        deadline = began + SECONDS
        sent = await asyncio.gather(
            *(_send_some(send, min(each, MOST_EACH), deadline) for send in senders)
        )
        seconds = time.perf_counter() - began
        stored = await asyncio.to_thread(_stored, gateway) - before
    if stored != sum(sent):
        raise RuntimeError(f"{sum(sent)} were acknowledged, {stored} are stored")
    return sum(sent) / seconds


async def _send_some(send: Sender, most: int, deadline: float) -> int:
    for number in range(most):
        if time.perf_counter() > deadline:
            return number
        await send()
    return most


def _stored(gateway: GatewayProcess) -> int:
    query = select(func.count()).where(
        MessageRow.sender == DEBTOR, MessageRow.text == WORDS
    )
    with gateway.debt.database.read() as tx:
        return tx.scalars(query).one()


async def web_socket(
    gateway: GatewayProcess, stack: AsyncExitStack, _number: int
) -> Sender:
    """The socket of a chat."""
    ((_, cookie),) = await asyncio.to_thread(gateway.conversations, 1)
    url = gateway.settings.debt.public_url.replace("http", "ws", 1)
    socket = await stack.enter_async_context(
        connect(
            f"{url}/chat/socket?after=0",
            extra_headers={"Cookie": f"{_COOKIE}={cookie}"},
        )
    )

    async def send() -> None:
        frame = _text_frame()
        await socket.send(json.dumps(frame))
        _expect((await _answer(socket, frame["id"]))["type"] == "ack")

    return send


async def web_polling(
    gateway: GatewayProcess, stack: AsyncExitStack, _number: int
) -> Sender:
    """Plain requests, where no socket gets through."""
    ((_, cookie),) = await asyncio.to_thread(gateway.conversations, 1)
    client = await stack.enter_async_context(
        _client(gateway, {"Cookie": f"{_COOKIE}={cookie}"})
    )

    async def send() -> None:
        response = await client.post("/chat/messages", json=_text_frame())
        _expect(response.json()["type"] == "ack")

    return send


async def telegram(
    gateway: GatewayProcess, stack: AsyncExitStack, _number: int
) -> Sender:
    """The webhook that Telegram brings updates to."""
    settings = gateway.settings.channels.telegram
    if settings is None:
        raise RuntimeError("Telegram is off")
    secret = settings.webhook_secret.value
    client = await stack.enter_async_context(
        _client(gateway, {"X-Telegram-Bot-Api-Secret-Token": secret})
    )
    person = next(_numbers)
    chat = {"id": person, "type": "private", "first_name": "Maria"}

    async def send() -> None:
        number = next(_numbers)
        sender = {"id": person, "is_bot": False, "first_name": "Maria"}
        message = {"message_id": number, "date": 1, "chat": chat, "from": sender}
        update = {"update_id": number, "message": message | {"text": WORDS}}
        response = await client.post("/webhooks/telegram", json=update)
        _expect(response.status_code == 200)

    return send


async def teams(gateway: GatewayProcess, stack: AsyncExitStack, number: int) -> Sender:
    """The endpoint that Microsoft brings activities to, each with a signed token."""
    platform = gateway.platform
    headers = {"Authorization": f"Bearer {platform.token()}"}
    client = await stack.enter_async_context(_client(gateway, headers))

    async def send() -> None:
        activity = {
            "type": "message",
            "id": uuid.uuid4().hex,
            "channelId": "msteams",
            "serviceUrl": platform.url,
            "from": {"id": f"29:{number}"},
            # Nobody's employer: no consent is asked for first.
            "conversation": {
                **{"conversationType": "personal", "id": f"a:{number}"},
                "tenantId": CONSUMERS,
            },
            "recipient": {"id": f"28:{APP}"},
            "text": WORDS,
        }
        response = await client.post("/webhooks/teams", json=activity)
        _expect(response.status_code == 202)

    return send


DOORS: dict[str, Door] = {
    "web, socket": web_socket,
    "web, plain requests": web_polling,
    "Telegram, webhook": telegram,
    "Teams, webhook": teams,
}


@asynccontextmanager
async def _client(
    gateway: GatewayProcess, headers: dict[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    base = gateway.settings.debt.public_url
    async with httpx.AsyncClient(
        base_url=base, headers=headers, timeout=SECONDS
    ) as client:
        yield client


def _text_frame() -> dict[str, str]:
    return {"type": "text", "id": uuid.uuid4().hex, "text": WORDS}


async def _answer(socket: WebSocketClientProtocol, client_id: str) -> dict[str, Any]:
    """What became of a frame; messages come in between."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] in {"ack", "refused"} and frame["id"] == client_id:
            return frame


def _expect(is_taken: bool) -> None:
    if not is_taken:
        raise RuntimeError("a message was not taken in")
