"""Client of the simulated card provider: real HTTP, real signatures, no real cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import httpx

from debt.clock import Clock
from debt.errors import (
    InvalidMoney,
    PaymentRefused,
    PaymentUnavailable,
    UntrustedEvent,
)
from debt.gateways.cards import (
    CardFunding,
    CardSetup,
    Charge,
    Checkout,
    CreatedCheckout,
    EventSubject,
    ProviderEvent,
    ProviderPayment,
    ProviderSetup,
    SavedCard,
    SetupState,
    method_name,
)
from debt.gateways.signature import check_signature
from debt.money import Money
from debt.payment import PaymentState

T = TypeVar("T")

_TIMEOUT_SECONDS = 10.0
_STATES = {
    "open": PaymentState.PENDING,
    "paid": PaymentState.SUCCEEDED,
    "declined": PaymentState.FAILED,
    "expired": PaymentState.EXPIRED,
    "refunded": PaymentState.REFUNDED,
    "disputed": PaymentState.DISPUTED,
    "dispute_won": PaymentState.DISPUTE_WON,
    "dispute_lost": PaymentState.DISPUTE_LOST,
}
_SETUP_STATES = {
    "open": SetupState.PENDING,
    "done": SetupState.DONE,
    "expired": SetupState.EXPIRED,
}
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, InvalidMoney)
# A client's own mistakes; the other refusals pass with time.
_REFUSALS = (400, 401, 403, 404, 422)


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
    signature_header: str = "Card-Signature"
    client: httpx.Client = field(default_factory=new_client, repr=False)

    def create(self, checkout: Checkout) -> CreatedCheckout:
        body = _amount(checkout.amount) | _page(checkout)
        return self._write("/v1/checkouts", checkout.key, body, _created)

    def fetch(self, reference: str) -> ProviderPayment:
        return self._call("GET", f"/v1/payments/{reference}", _payment)

    def close(self, reference: str) -> ProviderPayment:
        return self._call("POST", f"/v1/checkouts/{reference}/close", _payment)

    def find(self, merchant_reference: str) -> ProviderPayment | None:
        query = {"merchant_reference": merchant_reference}
        found, _ = self._call("GET", "/v1/payments", _payments, params=query)
        return found[0] if found else None

    def set_up(self, setup: CardSetup) -> CreatedCheckout:
        return self._write("/v1/setups", setup.key, _page(setup), _created)

    def fetch_setup(self, reference: str) -> ProviderSetup:
        return self._call("GET", f"/v1/setups/{reference}", _setup)

    def charge(self, charge: Charge) -> ProviderPayment:
        body = _amount(charge.amount) | {
            "merchant_reference": charge.merchant_reference,
            "description": charge.description,
            "card": charge.card,
        }
        return self._write("/v1/charges", charge.key, body, _payment)

    def refund(self, reference: str, amount: Money, key: str) -> ProviderPayment:
        path = f"/v1/payments/{reference}/refunds"
        return self._write(path, key, _amount(amount), _payment)

    def forget(self, card: str) -> None:
        self._call("DELETE", f"/v1/cards/{card}", _nothing)

    def payments_since(self, moment: datetime) -> Iterator[ProviderPayment]:
        query = {"since": moment.isoformat()}
        while True:
            page, before = self._call("GET", "/v1/payments", _payments, params=query)
            yield from page
            if before is None:
                return
            query["before"] = before

    def verify(self, raw: bytes, signature: str) -> ProviderEvent:
        now = self.clock.now().timestamp()
        check_signature(raw, signature, self.webhook_secrets, now)
        try:
            body = json.loads(raw)
            event_id, kind = str(body["id"]), str(body["type"])
            for subject in (EventSubject.PAYMENT, EventSubject.SETUP):
                if subject.value in body:
                    reference = str(body[subject.value])
                    return ProviderEvent(event_id, kind, reference, subject)
            return ProviderEvent(event_id, kind, None, EventSubject.NOTHING)
        except _NONSENSE as exc:
            raise UntrustedEvent("unreadable") from exc

    def _write(
        self, path: str, key: str, body: dict[str, Any], read: Callable[[Any], T]
    ) -> T:
        headers = {"Idempotency-Key": key}
        body = body | {"webhook_url": self.webhook_url}
        return self._call("POST", path, read, headers=headers, json=body)

    def _call(
        self, method: str, path: str, read: Callable[[Any], T], **request: Any
    ) -> T:
        headers = request.pop("headers", {})
        headers["Authorization"] = f"Bearer {self.api_key}"
        try:
            url = self.base_url.rstrip("/") + path
            answer = self.client.request(method, url, headers=headers, **request)
            if answer.status_code in _REFUSALS:
                raise PaymentRefused(f"{path}: {answer.status_code}")
            answer.raise_for_status()
            return read(answer.json() if answer.content else None)
        except (httpx.HTTPError, *_NONSENSE) as exc:
            raise PaymentUnavailable(path) from exc


def _amount(amount: Money) -> dict[str, Any]:
    return {"amount": amount.minor, "currency": amount.currency}


def _page(wanted: Checkout | CardSetup) -> dict[str, Any]:
    return {
        "merchant_reference": wanted.merchant_reference,
        "description": wanted.description,
        "creditor": wanted.creditor,
        "return_url": wanted.return_url,
    }


def _nothing(_: object) -> None:
    """The answer holds nothing to read."""


def _created(answer: Any) -> CreatedCheckout:
    moment = datetime.fromisoformat(answer["expires_at"].replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError(answer["expires_at"])
    return CreatedCheckout(answer["id"], answer["url"], moment)


def _payment(answer: Any) -> ProviderPayment:
    card = answer["card"]
    return ProviderPayment(
        reference=answer["id"],
        state=_STATES[answer["state"]],
        amount=Money(answer["amount"], answer["currency"]),
        merchant_reference=answer["merchant_reference"],
        method=card and method_name(card["brand"], card["last4"]),
        refunded=Money(answer["refunded"], answer["currency"]),
        funding=card and CardFunding(card["funding"]),
        decline=answer["decline"],
    )


def _payments(answer: Any) -> tuple[list[ProviderPayment], str | None]:
    return [_payment(each) for each in answer["payments"]], answer["before"]


def _setup(answer: Any) -> ProviderSetup:
    card = answer["card"]
    return ProviderSetup(
        reference=answer["id"],
        state=_SETUP_STATES[answer["state"]],
        merchant_reference=answer["merchant_reference"],
        card=card
        and SavedCard(
            card["id"],
            method_name(card["brand"], card["last4"]),
            CardFunding(card["funding"]),
        ),
    )
