"""Client of the simulated card provider: real HTTP, real signatures, no real cards."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from debt.clock import Clock
from debt.errors import InvalidMoney, PaymentUnavailable, UntrustedEvent
from debt.gateways.cards import (
    Checkout,
    CreatedCheckout,
    ProviderEvent,
    ProviderPayment,
)
from debt.money import Money
from debt.payment import PaymentState

TOLERANCE = timedelta(seconds=300)
_TIMEOUT_SECONDS = 10.0
_STATES = {
    "open": PaymentState.PENDING,
    "paid": PaymentState.SUCCEEDED,
    "declined": PaymentState.FAILED,
    "expired": PaymentState.EXPIRED,
    "refunded": PaymentState.REFUNDED,
    "disputed": PaymentState.DISPUTED,
}
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, InvalidMoney)


def new_client() -> httpx.Client:
    """A client for all calls: it keeps connections, and takes a while to make."""
    return httpx.Client(timeout=_TIMEOUT_SECONDS)


@dataclass(frozen=True)
class SimulatedCards:
    """A card provider that lives at ``base_url``.

    Attributes:
        webhook_url: where the provider sends its events.
        webhook_secrets: accepted signing secrets; two while one is being replaced.
        client: shared by all threads.
    """

    base_url: str
    webhook_url: str
    api_key: str = field(repr=False)
    webhook_secrets: tuple[bytes, ...] = field(repr=False)
    clock: Clock
    name: str = "simulated"
    client: httpx.Client = field(default_factory=new_client, repr=False)

    def create(self, checkout: Checkout) -> CreatedCheckout:
        answer = self._call(
            "POST",
            "/v1/checkouts",
            headers={"Idempotency-Key": checkout.key},
            json={
                "amount": checkout.amount.minor,
                "currency": checkout.amount.currency,
                "merchant_reference": checkout.merchant_reference,
                "description": checkout.description,
                "creditor": checkout.creditor,
                "return_url": checkout.return_url,
                "webhook_url": self.webhook_url,
            },
        )
        try:
            return CreatedCheckout(
                answer["id"], answer["url"], _moment(answer["expires_at"])
            )
        except _NONSENSE as exc:
            raise PaymentUnavailable("checkout") from exc

    def fetch(self, reference: str) -> ProviderPayment:
        answer = self._call("GET", f"/v1/checkouts/{reference}")
        try:
            return ProviderPayment(
                reference=answer["id"],
                state=_STATES[answer["state"]],
                amount=Money(answer["amount"], answer["currency"]),
                merchant_reference=answer["merchant_reference"],
                method=_method(answer["card"]),
            )
        except _NONSENSE as exc:
            raise PaymentUnavailable(reference) from exc

    def verify(self, raw: bytes, signature: str) -> ProviderEvent:
        stamp = self._check_signature(raw, signature)
        if abs(self.clock.now().timestamp() - stamp) > TOLERANCE.total_seconds():
            raise UntrustedEvent("old")
        try:
            body = json.loads(raw)
            return ProviderEvent(
                str(body["id"]), str(body["type"]), body.get("checkout")
            )
        except _NONSENSE as exc:
            raise UntrustedEvent("unreadable") from exc

    def _check_signature(self, raw: bytes, signature: str) -> int:
        """Return the signed time in seconds since 1970."""
        parts = [part.partition("=") for part in signature.split(",")]
        stamps = [value for name, _, value in parts if name == "t"]
        if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()):
            raise UntrustedEvent("no time")
        given = [value.encode() for name, _, value in parts if name == "v1"]
        expected = [sign(each, stamps[0], raw) for each in self.webhook_secrets]
        if not any(hmac.compare_digest(g, e.encode()) for g in given for e in expected):
            raise UntrustedEvent("signature")
        return int(stamps[0])

    def _call(self, method: str, path: str, **request: Any) -> Any:
        headers = request.pop("headers", {})
        headers["Authorization"] = f"Bearer {self.api_key}"
        try:
            url = self.base_url.rstrip("/") + path
            answer = self.client.request(method, url, headers=headers, **request)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as exc:
            raise PaymentUnavailable(path) from exc


def sign(secret: bytes, stamp: str, raw: bytes) -> str:
    """HMAC-SHA256 of ``"{stamp}." + raw``, in hexadecimal."""
    return hmac.new(secret, stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _method(card: dict[str, str] | None) -> str | None:
    return f"{card['brand']} ••{card['last4']}" if card else None
