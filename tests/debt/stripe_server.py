"""A Stripe on a real port: it takes only what Stripe's own description allows.

It keeps what it is told under the idempotency keys it is told it with, and can be made
to fail in all the ways a network can.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from debt.gateways.signature import sign
from tests.debt.builders import NOW
from tests.debt.stripe_books import Json, Problem, StripeBooks
from tests.debt.stripe_openapi import NotDescribed, checked_request, version
from tests.debt.stripe_routes import ROUTES

API_KEY = "sk_test_" + "a1" * 16
SECRET = b"whsec_" + b"b2" * 16


class StripeServer:
    """The server's state; tests read and change it directly.

    Attributes:
        requests: every one that arrived, as method and path.
        asked: the parameters of each one that was understood.
        refused: what Stripe's description does not allow.
        fault: how the next answers go wrong, while their requests are carried out.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.books = StripeBooks(int(NOW.timestamp()))
        self.requests: list[str] = []
        self.asked: list[Json] = []
        self.refused: list[str] = []
        self.fault = ""
        self._by_key: dict[str, tuple[str, int, Json]] = {}

    def answer(self, method: str, target: str, body: str, headers: Any) -> Any:
        """Status and body, as Stripe would give them."""
        with self._lock:
            address = urlsplit(target)
            self.requests.append(f"{method.upper()} {address.path}")
            try:
                if headers["Authorization"] != f"Bearer {API_KEY}":
                    raise Problem(401, type="invalid_request_error")
                if headers["Stripe-Version"] != version():
                    raise NotDescribed(f"version {headers['Stripe-Version']}")
                form = body or address.query
                asked = checked_request(method, address.path, form)
                self.asked.append(asked)
                key = headers["Idempotency-Key"]
                return self._once(key, method, address.path, asked)
            except NotDescribed as problem:
                self.refused.append(str(problem))
                return 400, {"error": {"type": "invalid_request_error"}}
            except Problem as problem:
                return problem.status, {"error": problem.error}

    def event(self, kind: str, about: Json) -> tuple[bytes, str]:
        """An event about an object, and its signature."""
        body = {"id": f"evt_{kind}", "object": "event", "type": kind}
        raw = json.dumps(body | {"data": {"object": about}}).encode()
        stamp = str(self.books.now)
        return raw, f"t={stamp},v1={sign(SECRET, stamp, raw)}"

    def _once(self, key: str | None, method: str, path: str, asked: Json) -> Any:
        """Stripe keeps what a write with a key came to, declines included."""
        if method != "post" or key is None:
            return self._carry_out(method, path, asked)
        request = f"{path} {asked}"
        if key not in self._by_key:
            try:
                status, body = self._carry_out(method, path, asked)
            except Problem as problem:
                if problem.status == 400:
                    raise
                status, body = problem.status, {"error": problem.error}
            self._by_key[key] = (request, status, body)
        first, status, body = self._by_key[key]
        if first != request:
            raise Problem(400, type="idempotency_error")
        return status, body

    def _carry_out(self, method: str, path: str, asked: Json) -> tuple[int, Json]:
        for routed, pattern, act in ROUTES:
            match = re.fullmatch(pattern.replace("{id}", r"(?P<id>\w+)"), path)
            if match and routed == method:
                answer = act(self.books, match.groupdict() | {"path": path}, asked)
                return 200, self.books.expanded(answer, asked.get("expand", []))
        raise Problem(404, type="invalid_request_error")


def _handler(server: StripeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One packet for headers and body: two would wait for each other.
        wbufsize = -1

        def answer(self) -> None:
            length = int(self.headers["Content-Length"] or 0)
            body = self.rfile.read(length).decode()
            method = self.command.lower()
            status, answer = server.answer(method, self.path, body, self.headers)
            raw = json.dumps(answer).encode()
            if server.fault == "dropped":
                self.close_connection = True
                return
            if server.fault == "slow":
                time.sleep(SLOW_SECONDS)
            if server.fault.isdigit():
                status, raw = int(server.fault), b'{"error": {}}'
            if server.fault == "garbage":
                raw = b"<html>Please wait</html>"
            if server.fault == "another thing":
                raw = b'{"id": "x", "object": "balance"}'
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            if server.fault:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(raw[:20] if server.fault == "truncated" else raw)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has given up waiting is part of the tests."""


SLOW_SECONDS = 2.0


@contextmanager
def serving_stripe() -> Iterator[StripeServer]:
    """A Stripe that listens until the block ends."""
    http = _QuietServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server = StripeServer(f"http://127.0.0.1:{http.server_port}")
    http.RequestHandlerClass = _handler(server)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    http.shutdown()
    http.server_close()
