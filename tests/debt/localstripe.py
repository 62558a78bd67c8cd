"""localstripe, an independent imitation of Stripe, as a process of its own.

It has no pages, no disputes and no idempotency keys. A bridge in front of it leaves out
what it does not know, and says on its behalf what Stripe would say besides:

* no charge was ever disputed;
* the error of a declined charge names the payment intent, here found by its charge.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx

API_KEY = "sk_test_" + "c3" * 16
SECRET = "whsec_" + "d4" * 16
UNKNOWN_TO_IT = ("description",)

Json = dict[str, Any]


@dataclass
class LocalStripe:
    """The running process, a client of its API, and what it sent to us.

    Attributes:
        url: of the bridge, where our gateway finds its Stripe.
        events: bodies with their signatures, as they came.
    """

    url: str
    api: httpx.Client
    events: list[tuple[bytes, str]] = field(default_factory=list)

    def saved_card(self, number: str) -> str:
        """A card of a new customer, as a page would have saved it."""
        customer = self.api.post("/v1/customers").json()["id"]
        form = {
            "type": "card",
            "card[number]": number,
            "card[exp_month]": 4,
            "card[exp_year]": 2031,
            "card[cvc]": "123",
        }
        card = self.api.post("/v1/payment_methods", data=form).json()["id"]
        attach = f"/v1/payment_methods/{card}/attach"
        self.api.post(attach, data={"customer": customer}).raise_for_status()
        return f"{customer}:{card}"

    def event(self, about: str, seconds: float = 30) -> tuple[bytes, str]:
        """The event about an object; it takes its time to come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for raw, signature in self.events:
                if about in raw.decode():
                    return raw, signature
            time.sleep(0.05)
        raise TimeoutError(about)


def _bridge(peer: LocalStripe) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1

        def forward(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if self.path == "/webhook":
                peer.events.append((raw, self.headers["Stripe-Signature"]))
                self._answer(200, {})
                return
            fields = parse_qsl(raw.decode())
            form = [each for each in fields if each[0] not in UNKNOWN_TO_IT]
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = peer.api.request(
                self.command, self.path, content=urlencode(form), headers=headers
            )
            self._answer(answer.status_code, _completed(peer, answer.json()))

        def _answer(self, status: int, body: Json) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        do_GET = do_POST = forward

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def _completed(peer: LocalStripe, body: Json) -> Json:
    charge = body.get("latest_charge")
    if isinstance(charge, dict):
        charge["disputed"] = False
    if "charge" in body.get("error", {}):
        intents = peer.api.get("/v1/payment_intents").json()["data"]
        (intent,) = (
            each
            for each in intents
            if each["latest_charge"]
            and each["latest_charge"]["id"] == body["error"]["charge"]
        )
        body["error"]["payment_intent"] = intent
    return body


@contextmanager
def running_localstripe() -> Iterator[LocalStripe]:
    """localstripe with its bridge, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "localstripe", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--from-scratch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    http = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    try:
        with httpx.Client(base_url=address, auth=(API_KEY, "")) as api:
            peer = LocalStripe(f"http://127.0.0.1:{http.server_port}", api)
            http.RequestHandlerClass = _bridge(peer)
            thread.start()
            _wait_until_it_answers(api)
            hook = {"url": f"{peer.url}/webhook", "secret": SECRET}
            api.post("/_config/webhooks/parley", json=hook).raise_for_status()
            yield peer
            http.shutdown()
    finally:
        http.server_close()
        process.terminate()
        process.wait()


def _wait_until_it_answers(api: httpx.Client, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            api.get("/v1/customers")
            return
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
