"""The demo's provider does what every card provider does, and is read alike."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.demo.cards.uses import LIFETIME
from debt.clock import FixedClock
from debt.gateways.cards import CardProvider
from debt.gateways.simulated import SimulatedCards
from tests.bot.demo.merchant import (
    API_KEY,
    MERCHANT,
    WEBHOOK_SECRET,
    Receiver,
    card,
    eventually,
    running,
)
from tests.debt.builders import NOW
from tests.debt.card_contract import (
    PageContract,
    Peer,
    SavedCardContract,
    provider,
    saved,
)

__all__ = ["provider", "saved"]

FUNDINGS = {
    "debit": "4000056655665556",
    "credit": "4242424242424242",
    "prepaid": "5105105105105100",
}
OUTCOMES = {
    "declined": "4000000000000341",
    "poor": "4000000000009995",
    "expired": "4000000000000069",
    "authentication": "4000002760003184",
}


class DemoPeer:
    """The provider behind a real port, its pages and what its courier brings."""

    def __init__(
        self, client: httpx.Client, receiver: Receiver, clock: FixedClock
    ) -> None:
        self._client, self._receiver, self._clock = client, receiver, clock
        self.provider: CardProvider = SimulatedCards(
            base_url=str(client.base_url),
            webhook_url=receiver.url,
            api_key=API_KEY,
            webhook_secrets=(WEBHOOK_SECRET.encode(),),
            clock=clock,
        )

    def pay(self, page: str, outcome: str = "good", funding: str = "debit") -> None:
        number = OUTCOMES.get(outcome, FUNDINGS[funding])
        self._client.post(f"/pay/{page}", data=card(number))

    def expire(self, page: str) -> None:
        self._clock.advance(LIFETIME)

    def save(self, page: str, outcome: str = "good") -> None:
        self.pay(page, outcome)

    def dispute(self, payment: str) -> None:
        self._bank(payment, "open")

    def win(self, payment: str) -> None:
        self._bank(payment, "won")

    def event(self, about: str) -> tuple[bytes, str]:
        def told() -> list[tuple[bytes, str]]:
            return [each for each in self._receiver.received if about in str(each[0])]

        assert eventually(lambda: bool(told()))
        return told()[0]

    def _bank(self, payment: str, state: str) -> None:
        path = f"/v1/payments/{payment}/dispute"
        self._client.post(path, json={"state": state}, headers=MERCHANT)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def peer(app: Starlette, receiver: Receiver, clock: FixedClock) -> Iterator[Peer]:
    with running(app) as client:
        yield DemoPeer(client, receiver, clock)


class TestPages(PageContract):
    """Hosted pages that take a payment."""


class TestSavedCards(SavedCardContract):
    """Cards that are saved once and charged later."""
