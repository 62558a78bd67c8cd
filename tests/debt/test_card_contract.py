"""The simulated provider and Stripe do the same, and are read alike."""

from __future__ import annotations

import httpx
import pytest

from debt.clock import FixedClock
from debt.gateways.cards import CardProvider
from debt.gateways.simulated import SimulatedCards
from tests.debt import card_server
from tests.debt.builders import NOW
from tests.debt.card_contract import (
    PageContract,
    Peer,
    SavedCardContract,
    provider,
    saved,
)
from tests.debt.card_server import CardServer
from tests.debt.stripe_peer import StripePeer
from tests.debt.stripe_server import StripeServer

__all__ = ["provider", "saved"]


class ServerPeer:
    """The small server of the simulated provider."""

    def __init__(self, server: CardServer, client: httpx.Client) -> None:
        self.server = server
        self.provider: CardProvider = SimulatedCards(
            base_url=server.url,
            webhook_url="https://parley.test/webhooks/cards",
            api_key=card_server.API_KEY,
            webhook_secrets=(card_server.SECRET,),
            clock=FixedClock(NOW),
            client=client,
        )

    def pay(self, page: str, outcome: str = "good", funding: str = "debit") -> None:
        if outcome == "good":
            card = card_server.CARD | {"funding": funding}
            self.server.become(page, "paid", card=card)
        else:
            decline = card_server.DECLINES[outcome]
            self.server.become(page, "declined", card=None, decline=decline)

    def expire(self, page: str) -> None:
        things = self.server.payments | self.server.setups
        things[page]["state"] = "expired"

    def save(self, page: str, outcome: str = "good") -> None:
        card = self.server.save_card(page)
        if outcome != "good":
            self.server.declines[card] = card_server.DECLINES[outcome]

    def dispute(self, payment: str) -> None:
        self.server.payments[payment]["state"] = "disputed"

    def win(self, payment: str) -> None:
        self.server.payments[payment]["state"] = "dispute_won"

    def event(self, about: str) -> tuple[bytes, str]:
        subject = "setup" if about in self.server.setups else "payment"
        return self.server.event("evt_1", about, at=NOW.timestamp(), subject=subject)


@pytest.fixture(params=["simulated", "stripe"])
def peer(
    request: pytest.FixtureRequest,
    card_server: CardServer,
    stripe: StripeServer,
    client: httpx.Client,
) -> Peer:
    if request.param == "stripe":
        return StripePeer(stripe)
    card_server.reset()
    return ServerPeer(card_server, client)


class TestPages(PageContract):
    """Hosted pages that take a payment."""


class TestSavedCards(SavedCardContract):
    """Cards that are saved once and charged later."""
