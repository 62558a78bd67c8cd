"""Our client of Stripe, and the people and banks on the other side."""

from __future__ import annotations

from debt.clock import FixedClock
from debt.gateways.stripe.client import new_client
from debt.gateways.stripe.provider import StripeCards
from tests.debt.builders import NOW
from tests.debt.stripe_server import API_KEY, SECRET, StripeServer


class StripePeer:
    """Stripe by its own description; the clock of our side can be moved."""

    def __init__(self, server: StripeServer) -> None:
        self.server = server
        self.books = server.books
        self.clock = FixedClock(NOW)
        client = new_client(API_KEY, server.url)
        self.provider = StripeCards(client, (b"whsec_next", SECRET), self.clock)

    def pay(self, page: str, outcome: str = "good", funding: str = "debit") -> None:
        self.books.pay_page(page, outcome, funding)

    def expire(self, page: str) -> None:
        self.books.get(page)["status"] = "expired"

    def save(self, page: str, outcome: str = "good") -> None:
        self.books.save_card(page, outcome)

    def dispute(self, payment: str) -> None:
        self.books.dispute(payment, "needs_response")

    def win(self, payment: str) -> None:
        (dispute,) = self.books.newest("dispute")
        dispute["status"] = "won"

    def event(self, about: str) -> tuple[bytes, str]:
        return self.server.event("checkout.session.completed", self.books.get(about))
