"""A small card provider on a real port, with the wire protocol of the simulated one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from debt.gateways.simulated import sign

API_KEY = "key-for-tests"
SECRET = b"secret-for-tests"


class CardServer:
    """What the provider remembers; tests press its buttons directly.

    Attributes:
        calls: how many requests arrived.
        broken: answer every request with this status.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.reset()

    def reset(self) -> None:
        self.checkouts: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, str] = {}
        self.calls = 0
        self.broken = 0
        self._numbers = count(1)
        self._lock = threading.Lock()

    def create(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            if key not in self.by_key:
                name = f"co_{next(self._numbers)}"
                self.by_key[key] = name
                self.checkouts[name] = body | {
                    "id": name,
                    "state": "open",
                    "card": None,
                    "url": f"https://cards.test/pay/{name}",
                    "expires_at": "2026-11-23T11:00:00Z",
                }
            return self.checkouts[self.by_key[key]]

    def become(self, name: str, state: str, **changes: Any) -> None:
        """Change a checkout as a person on the page would."""
        card = {"last4": "1881", "brand": "Visa", "funding": "debit"}
        self.checkouts[name].update({"state": state, "card": card} | changes)

    def event(
        self, event_id: str, checkout: str | None, *, at: float, kind: str = "paid"
    ) -> tuple[bytes, str]:
        """A message and its signature."""
        body = {"id": event_id, "type": f"checkout.{kind}", "checkout": checkout}
        raw = json.dumps(body).encode()
        stamp = str(int(at))
        return raw, f"t={stamp},v1={sign(SECRET, stamp, raw)}"


def _handler(server: CardServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            self._answer(201, server.create(self.headers["Idempotency-Key"], body))

        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            found = server.checkouts.get(name)
            self._answer(200 if found else 404, found or {})

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            server.calls += 1
            if self.headers["Authorization"] != f"Bearer {API_KEY}":
                status = 401
            self.send_response(server.broken or status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serving() -> Iterator[CardServer]:
    """A provider that listens until the block ends."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server = CardServer(f"http://127.0.0.1:{http.server_port}")
    http.RequestHandlerClass = _handler(server)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    http.shutdown()
    http.server_close()
