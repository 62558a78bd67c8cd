"""A platform to carry to: a real server on loopback that can be as bad as real ones."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from bot.channels.carrier import Address, NotNow, Pace, Undeliverable, Unreachable
from bot.store.tables import MessageRow

CHANNEL = "pigeon"
# Reading the certificates of the world would take longer than the tests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
FAST = Pace(per_second=10_000, per_conversation_second=10_000)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request.

    Attributes:
        status: what is answered; 0 resets the connection.
        is_taken: whether the part has arrived all the same.
        holds: whether the answer waits until the server is told to go on.
    """

    status: int = 200
    is_taken: bool = False
    holds: bool = False
    seconds: float | None = None


@dataclass
class PigeonServer:
    """Takes parts of messages.

    Attributes:
        arrived: pairs of a chat and a text, in the order of arrival.
        faults: used up by the next requests, the first one first.
        by_chat: what goes wrong with every request of a chat.
        typing: the chats in which somebody was seen typing.
    """

    url: str = ""
    arrived: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    by_chat: dict[str, Fault] = field(default_factory=dict)
    typing: list[str] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def texts(self, chat: str) -> list[str]:
        """What has arrived in one chat."""
        return [text for each, text in self.arrived if each == chat]

    def fault_for(self, chat: str) -> Fault:
        if chat in self.by_chat:
            return self.by_chat[chat]
        return self.faults.pop(0) if self.faults else Fault(is_taken=True)

    def start(self) -> None:
        """Listen; at the same address as the last time."""
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.pigeons = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        """Be away: nobody answers at the address."""
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pigeons: PigeonServer


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        pigeons = self.server.pigeons  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/typing":
            pigeons.typing.append(body["chat"])
            self._answer(200, {})
            return
        fault = pigeons.fault_for(body["chat"])
        if fault.is_taken:
            pigeons.arrived.append((body["chat"], body["text"]))
        if fault.holds:
            pigeons.held.set()
            pigeons.go_on.wait()
        if fault.status == 0:
            self._reset()
        else:
            self._answer(fault.status, {"seconds": fault.seconds})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def _reset(self) -> None:
        at_once = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the output of the tests clean."""


class PigeonCarrier:
    """Brings a message line by line."""

    channel = CHANNEL

    def __init__(self, url: str, pace: Pace = FAST) -> None:
        self._url = url
        self.pace = pace
        self._client: httpx.AsyncClient

    async def open(self) -> None:
        self._client = httpx.AsyncClient(base_url=self._url, verify=NO_TLS)

    async def close(self) -> None:
        await self._client.aclose()

    def parts(self, address: Address, message: MessageRow) -> Sequence[str]:
        return message.text.splitlines()

    async def send(self, address: Address, part: str) -> None:
        chat = address.reference["chat"]
        body = {"chat": chat, "text": part}
        try:
            response = await self._client.post("/send", json=body)
        except httpx.TransportError as exc:
            raise NotNow(type(exc).__name__) from None
        if response.status_code == 403:
            raise Unreachable("blocked")
        if response.status_code == 400:
            raise Undeliverable("refused")
        if response.status_code == 429:
            raise NotNow("too many", response.json()["seconds"], for_all=True)
        if response.status_code == 503:
            raise NotNow("down")
        response.raise_for_status()

    async def show_typing(self, address: Address) -> None:
        chat = {"chat": address.reference["chat"]}
        (await self._client.post("/typing", json=chat)).raise_for_status()
