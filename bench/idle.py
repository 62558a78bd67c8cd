"""How many idle chats one gateway holds, and what they cost it."""

from __future__ import annotations

import asyncio
import base64
import os
import resource
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from bench.gateways import GatewayProcess
from bot.channels.web.cookie import cookie_name
from bot.store import messages
from bot.store.messages import SYSTEM, Outbound, Reply

_COOKIE = cookie_name(is_https=False)
OPENING_SECONDS = 60.0
IDLE_SECONDS = 20.0
SETTLING_SECONDS = 3.0
TOLD_SECONDS = 10.0
TOLD = 20
AT_ONCE = 64
# Besides sockets, a process has files open.
SPARE_FILES = 500
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


@dataclass(frozen=True)
class IdleResult:
    """What idle sockets cost.

    Attributes:
        sockets: how many were open at once; `wanted` were asked for.
        opening_seconds: how long they took to open.
        memory_before: of the gateway with a single socket, in bytes.
        memory: with all of them.
        cpu: the share of one core that the gateway takes while all are idle.
        told_before: milliseconds from a committed message to its socket, with one.
        told: the same with all the others open.
    """

    wanted: int
    sockets: int
    opening_seconds: float
    memory_before: int
    memory: int
    cpu: float
    told_before: float
    told: float

    @property
    def memory_each(self) -> float:
        """Bytes for one socket."""
        return (self.memory - self.memory_before) / max(1, self.sockets - 1)


def most_sockets(wanted: int) -> int:
    """Raise the limit of open files as far as is permitted; how many that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_FILES
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, max(needed, hard)))
    if soft < needed and resource.getrlimit(resource.RLIMIT_NOFILE)[0] < needed:
        raised = hard if hard != resource.RLIM_INFINITY else needed
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
    return min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES)


async def measure_idle(gateway: GatewayProcess, wanted: int) -> IdleResult:
    """Open sockets for at most a minute, then leave them alone."""
    first, *others = await asyncio.to_thread(gateway.conversations, wanted)
    sockets = [await _open(gateway, first[1])]
    told_before = await _told(gateway, sockets[0], first[0])
    memory_before = gateway.memory
    began = time.perf_counter()
    sockets += await _open_all(gateway, [cookie for _, cookie in others])
    opening_seconds = time.perf_counter() - began
    await asyncio.sleep(SETTLING_SECONDS)
    cpu = await _idle_cpu(gateway)
    told = await _told(gateway, sockets[0], first[0])
    result = IdleResult(
        wanted=wanted,
        sockets=sum(each.is_open for each in sockets),
        opening_seconds=opening_seconds,
        memory_before=memory_before,
        memory=gateway.memory,
        cpu=cpu,
        told_before=told_before,
        told=told,
    )
    for each in sockets:
        each.close()
    return result


class _Socket(asyncio.Protocol):
    """As little of a browser as keeps a socket open: it answers pings."""

    def __init__(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.heard: asyncio.Queue[bytes] = asyncio.Queue(TOLD)
        self.is_open = False
        self._request = request
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.opened.done():
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self._buffer = rest
            self.is_open = b" 101 " in head.partition(b"\r\n")[0]
            if self.is_open:
                self.opened.set_result(None)
            else:
                self.opened.set_exception(ConnectionError(head.decode()[:100]))
        while (frame := self._next()) is not None:
            self._take(*frame)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_open = False
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed"))

    def close(self) -> None:
        """Go away as a browser that is ended."""
        if self._transport is not None:
            self._transport.abort()

    def _next(self) -> tuple[int, bytes] | None:
        """The next whole frame: what a server sends is never masked."""
        if len(self._buffer) < 2:
            return None
        size, start = self._buffer[1] & 0x7F, 2
        if size == 126:
            size, start = int.from_bytes(self._buffer[2:4], "big"), 4
        if len(self._buffer) < start + size:
            return None
        kind, content = self._buffer[0] & 0x0F, self._buffer[start : start + size]
        self._buffer = self._buffer[start + size :]
        return kind, content

    def _take(self, kind: int, content: bytes) -> None:
        if kind == _PING and self._transport is not None:
            # A mask of zeros leaves the content as it is.
            head = bytes([0x80 | _PONG, 0x80 | len(content), 0, 0, 0, 0])
            self._transport.write(head + content)
        elif kind == _TEXT and not self.heard.full():
            self.heard.put_nowait(content)
        elif kind == _CLOSE:
            self.is_open = False


async def _open(gateway: GatewayProcess, cookie: str) -> _Socket:
    address = urlsplit(gateway.settings.debt.public_url)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        "GET /chat/socket?after=0 HTTP/1.1",
        f"Host: {address.netloc}",
        *("Upgrade: websocket", "Connection: Upgrade"),
        *(f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"),
        f"Cookie: {_COOKIE}={cookie}",
    )
    request = "\r\n".join((*lines, "", "")).encode()
    _, socket = await asyncio.get_running_loop().create_connection(
        lambda: _Socket(request), address.hostname or "", address.port or 80
    )
    await socket.opened
    return socket


async def _open_all(gateway: GatewayProcess, cookies: Sequence[str]) -> list[_Socket]:
    """As many as open in time, some side by side."""
    found: list[_Socket] = []
    left = iter(cookies)
    deadline = time.monotonic() + OPENING_SECONDS

    async def open_some() -> None:
        for cookie in left:
            if time.monotonic() > deadline:
                return
            # Whatever keeps one from opening is a limit that has been reached.
            with suppress(OSError, asyncio.TimeoutError):
                found.append(await asyncio.wait_for(_open(gateway, cookie), 30))

    await asyncio.gather(*(open_some() for _ in range(AT_ONCE)))
    return found


async def _idle_cpu(gateway: GatewayProcess) -> float:
    began, before = time.perf_counter(), gateway.cpu_seconds
    await asyncio.sleep(IDLE_SECONDS)
    return (gateway.cpu_seconds - before) / (time.perf_counter() - began)


async def _told(
    gateway: GatewayProcess, socket: _Socket, conversation_id: str
) -> float:
    """Milliseconds from a commit to the message on its socket, the median of some."""
    taken: list[float] = []
    for _ in range(TOLD):
        words = uuid.uuid4().hex
        await asyncio.to_thread(_say, gateway, conversation_id, words)
        began = time.perf_counter()
        await asyncio.wait_for(_hear(socket, words.encode()), TOLD_SECONDS)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


async def _hear(socket: _Socket, words: bytes) -> None:
    while words not in await socket.heard.get():
        pass


def _say(gateway: GatewayProcess, conversation_id: str, words: str) -> None:
    outbound = Outbound(SYSTEM, Reply(words), at=gateway.debt.clock.now())
    with gateway.debt.database.begin() as tx:
        messages.append(tx, conversation_id, outbound)
