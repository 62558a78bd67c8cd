"""The merchant's side: what it sends, where it receives, and a provider on a port."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from bot.demo.cards.outbox import Outbox
from debt.clock import FixedClock

API_KEY = "key-for-tests"
WEBHOOK_SECRET = "secret-for-tests"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
MERCHANT = {"Authorization": f"Bearer {API_KEY}"}


def checkout_body(**changes: Any) -> dict[str, Any]:
    """What a merchant sends to open a checkout."""
    return {
        "amount": 2000,
        "currency": "GBP",
        "merchant_reference": "PAY-7K2M",
        "description": "Halden Bank credit card ••4471",
        "creditor": "Halden Bank",
        "return_url": "https://parley.test/chat",
        "webhook_url": "https://parley.test/cards/webhook",
    } | changes


def card(number: str = "4242 4242 4242 4242", **changes: str) -> dict[str, str]:
    """What a person types into the page."""
    return {"number": number, "expiry": "04/29", "code": "123"} | changes


def eventually(is_so: Callable[[], bool], seconds: float = 15) -> bool:
    """Wait for something another thread or process does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


@dataclass
class Receiver:
    """The merchant's webhook address; answers as told, then always with 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    received: list[tuple[bytes, str]] = field(default_factory=list)

    def gets(self, count: int, seconds: float = 15) -> bool:
        """Wait until that many deliveries have arrived."""
        return eventually(lambda: len(self.received) == count, seconds)


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append((body, self.headers["Card-Signature"]))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/webhook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running(app: Starlette, port: int = 0) -> Iterator[httpx.Client]:
    """The app behind a real port, any if none is named, and a client that calls it."""
    config = uvicorn.Config(app, port=port, ws="none", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert eventually(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


async def create(
    client: httpx.AsyncClient, key: str = "key-1", **changes: Any
) -> httpx.Response:
    headers = MERCHANT | {"Idempotency-Key": key}
    body = checkout_body(**changes)
    return await client.post("/v1/checkouts", json=body, headers=headers)


async def page_of(client: httpx.AsyncClient, **changes: Any) -> str:
    return str((await create(client, **changes)).json()["url"])


async def setup_page_of(client: httpx.AsyncClient) -> str:
    """The address of a page that saves a card."""
    headers = MERCHANT | {"Idempotency-Key": "setup-1"}
    made = await client.post("/v1/setups", json=checkout_body(), headers=headers)
    return str(made.json()["url"])


async def state_of(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    path = url.replace("/pay/", "/v1/payments/")
    return dict((await client.get(path, headers=MERCHANT)).json())


def event_types(outbox: Outbox, clock: FixedClock) -> list[str]:
    due = outbox.due(clock.now(), limit=100)
    return [json.loads(delivery.body)["type"] for delivery in due]
