"""The web chat as a simulated debtor's browser speaks it: plain requests that wait."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from bot.simulation.heard import Frame, Heard

WAIT_SECONDS = 20
PATIENCE_SECONDS = 120.0
TEST_CARD = {"number": "4242424242424242", "expiry": "04/39", "code": "123"}
# Every visitor has an address of their own, as far as the gateway can tell.
_LOOPBACK = "127.{}.{}.{}"


class Silence(Exception):
    """The service gave no answer in time."""


@dataclass
class Browser:
    """One conversation; `number` tells the visitors of a run apart."""

    url: str
    number: int
    conversation: str = ""
    _seen: int = 0
    _http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        host = urlsplit(self.url).hostname
        own = self.number + 256
        local = _LOOPBACK.format(own >> 16 & 255, own >> 8 & 255, own & 255)
        address = local if host == "127.0.0.1" else None
        transport = httpx.AsyncHTTPTransport(verify=False, local_address=address)
        self._http = httpx.AsyncClient(
            transport=transport, base_url=self.url, timeout=PATIENCE_SECONDS
        )

    async def open(self) -> Heard:
        """Begin; what the assistant opens with."""
        answer = await self._http.post("/chat/session")
        while answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            await asyncio.sleep(1)
            answer = await self._http.post("/chat/session")
        answer.raise_for_status()
        self.conversation = answer.json()["conversation"]
        return await self.hear()

    async def close(self) -> None:
        await self._http.aclose()

    async def say(self, text: str) -> Heard:
        """Type something; the answer to it."""
        return await self._send({"type": "text", "text": text})

    async def press(self, token: str) -> Heard:
        """Press a button; the answer to it."""
        return await self._send({"type": "button", "token": token})

    async def pay(self, page: str) -> Heard:
        """Pay on a page of the simulated card provider; what is said of it.

        Raises:
            Silence: nothing is said of it.
        """
        async with httpx.AsyncClient(follow_redirects=True) as client:
            await client.post(page, data=TEST_CARD)
        return await self.hear(unasked=True)

    async def hear(self, *, unasked: bool = False) -> Heard:
        """Everything new, once nothing is left to answer.

        Raises:
            Silence: nothing comes.
        """
        found: list[Frame] = []
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        is_typing = True
        while is_typing or (unasked and not found):
            if asyncio.get_running_loop().time() > deadline:
                raise Silence
            place = {"after": self._seen, "wait": WAIT_SECONDS}
            answer = await self._http.get("/chat/messages", params=place)
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                await asyncio.sleep(1)
                continue
            frames = answer.raise_for_status().json()["frames"]
            messages = [each for each in frames if each["type"] == "message"]
            self._seen = max([self._seen, *(each["seq"] for each in messages)])
            found += [each for each in messages if each["sender"] != "debtor"]
            is_typing = frames[-1]["on"]
        return Heard(tuple(found))

    async def _send(self, frame: Frame) -> Heard:
        frame = {**frame, "id": str(uuid.uuid4())}
        answer = await self._http.post("/chat/messages", json=frame)
        while answer.json().get("reason") == "too_fast":
            await asyncio.sleep(1)
            answer = await self._http.post("/chat/messages", json=frame)
        answer.raise_for_status()
        return await self.hear()
