"""A small card provider on a real port, with the wire protocol of the simulated one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from debt.gateways.signature import sign

API_KEY = "key-for-tests"
SECRET = b"secret-for-tests"
CARD = {"last4": "1881", "brand": "visa", "funding": "debit"}
DECLINES = {
    "declined": "generic_decline",
    "poor": "insufficient_funds",
    "expired": "card_expired",
    "authentication": "authentication_required",
}
PAGE_SIZE = 2

Json = dict[str, Any]


class Refused(Exception):
    """The request itself is wrong; carries the status."""


class CardServer:
    """What the provider remembers; tests press its buttons directly.

    Attributes:
        payments: pages (``co_1``) and charges (``ch_1``), in the order they were made.
        setups: pages that save a card (``su_1``).
        cards: saved cards by their reference (``card_1``).
        declines: the reason with which a saved card is declined, by its reference.
        calls: how many requests arrived.
        broken: answer every request with this status, after it was carried out.
        lost: carry out so many of the next requests and give no answer.
        now: when whatever is made next is made.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        self.payments: dict[str, Json] = {}
        self.setups: dict[str, Json] = {}
        self.cards: dict[str, Json] = {}
        self.declines: dict[str, str] = {}
        self.by_key: dict[str, Json] = {}
        self.calls = self.broken = self.lost = 0
        self.now = datetime(2026, 11, 23, 10, tzinfo=timezone.utc)
        self._numbers = {prefix: count(1) for prefix in ("co", "ch", "su", "card")}

    @property
    def checkouts(self) -> dict[str, Json]:
        """The payments that have a page."""
        return {k: each for k, each in self.payments.items() if k.startswith("co_")}

    def become(self, name: str, state: str, **changes: Any) -> None:
        """Change a payment as a person on the page, or their bank, would."""
        payment = self.payments[name]
        payment.update({"state": state, "card": CARD})
        if state == "refunded":
            payment["refunded"] = payment["amount"]
        payment.update(changes)

    def save_card(self, name: str, **changes: Any) -> str:
        """Save a card as a person on the page would; returns its reference."""
        card = CARD | {"id": self._name("card")} | changes
        self.cards[card["id"]] = card
        self.setups[name].update({"state": "done", "card": card})
        return str(card["id"])

    def event(
        self,
        event_id: str,
        name: str | None,
        *,
        at: float,
        kind: str = "paid",
        subject: str = "payment",
    ) -> tuple[bytes, str]:
        """A message about a payment or a setup, and its signature."""
        body = {"id": event_id, "type": f"{subject}.{kind}"}
        raw = json.dumps(body | ({subject: name} if name else {})).encode()
        stamp = str(int(at))
        return raw, f"t={stamp},v1={sign(SECRET, stamp, raw)}"

    def answer(self, method: str, path: str, key: str, body: Json) -> Json:
        """Carry out one request; a repeated key gets what the first one got."""
        address = urlsplit(path)
        steps = address.path.strip("/").split("/")[1:]
        with self._lock:
            if method != "POST":
                query = {k: v[0] for k, v in parse_qs(address.query).items()}
                return self._read(method, steps, query)
            if steps[-1] == "close":
                return self._close(self.payments[steps[1]])
            if key not in self.by_key:
                self.by_key[key] = self._make(steps, body)
            return self.by_key[key]

    def _close(self, payment: Json) -> Json:
        if payment["state"] in ("open", "declined"):
            payment["state"] = "expired"
        return payment

    def _make(self, steps: list[str], body: Json) -> Json:
        if steps[0] == "checkouts":
            return self._page(self.payments, "co", body | self._unpaid())
        if steps[0] == "setups":
            return self._page(self.setups, "su", body)
        if steps[0] == "charges":
            return self._charge(body)
        return self._refund(self.payments[steps[1]], body)

    def _page(self, pages: dict[str, Json], prefix: str, body: Json) -> Json:
        name = self._name(prefix)
        pages[name] = body | {
            "id": name,
            "state": "open",
            "card": None,
            "url": f"https://cards.test/pay/{name}",
            "expires_at": "2026-11-23T11:00:00Z",
        }
        return pages[name]

    def _charge(self, body: Json) -> Json:
        if body["card"] not in self.cards:
            raise Refused(422)
        decline = self.declines.get(body["card"])
        payment = body | self._unpaid() | {"id": self._name("ch"), "decline": decline}
        payment["state"] = "declined" if decline else "paid"
        payment["card"] = self.cards[body["card"]]
        self.payments[payment["id"]] = payment
        return payment

    def _refund(self, payment: Json, body: Json) -> Json:
        refunded = payment["refunded"] + body["amount"]
        if payment["state"] != "paid" or refunded > payment["amount"]:
            raise Refused(422)
        payment["refunded"] = refunded
        if refunded == payment["amount"]:
            payment["state"] = "refunded"
        return payment

    def _read(self, method: str, steps: list[str], query: dict[str, str]) -> Json:
        if method == "DELETE":
            self.cards.pop(steps[1], None)
            return {}
        if steps == ["payments"]:
            return self._list(query)
        found = {"payments": self.payments, "setups": self.setups}[steps[0]]
        if steps[1] not in found:
            raise Refused(404)
        return found[steps[1]]

    def _list(self, query: dict[str, str]) -> Json:
        newest = list(reversed(self.payments.values()))
        if "before" in query:
            names = [each["id"] for each in newest]
            newest = newest[names.index(query["before"]) + 1 :]
        if "since" in query:
            since = datetime.fromisoformat(query["since"])
            newest = [each for each in newest if each["created"] >= since]
        if wanted := query.get("merchant_reference"):
            newest = [each for each in newest if each["merchant_reference"] == wanted]
        page = newest[:PAGE_SIZE]
        before = page[-1]["id"] if len(newest) > PAGE_SIZE else None
        return {"payments": page, "before": before}

    def _unpaid(self) -> Json:
        return {"refunded": 0, "decline": None, "created": self.now}

    def _name(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers[prefix])}"


def _handler(server: CardServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1

        def answer(self) -> None:
            server.calls += 1
            raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, body = self.carry_out(json.loads(raw or "{}"))
            if server.lost:
                server.lost -= 1
                return
            self.send_response(server.broken or status)
            self.end_headers()
            self.wfile.write(json.dumps(body, default=str).encode())

        def carry_out(self, body: Json) -> tuple[int, Json]:
            if self.headers["Authorization"] != f"Bearer {API_KEY}":
                return 401, {}
            key = self.headers["Idempotency-Key"] or ""
            try:
                return 200, server.answer(self.command, self.path, key, body)
            except Refused as refused:
                return int(refused.args[0]), {}

        do_GET = do_POST = do_DELETE = answer

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
