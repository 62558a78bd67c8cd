"""The card provider Stripe."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce

import stripe
from stripe.checkout import Session
from stripe.params.checkout import SessionCreateParams

from debt.clock import Clock
from debt.errors import PaymentRefused
from debt.gateways.cards import (
    CardSetup,
    Charge,
    Checkout,
    CreatedCheckout,
    ProviderEvent,
    ProviderPayment,
    ProviderSetup,
)
from debt.gateways.signature import check_signature
from debt.gateways.stripe import answers, requests
from debt.gateways.stripe.amounts import to_stripe
from debt.gateways.stripe.client import asking
from debt.gateways.stripe.events import read_event
from debt.money import Money
from debt.payment import PaymentState, advance

_KEY_LIFETIME = timedelta(hours=24)
_SEARCHABLE_AFTER = timedelta(hours=1)
_PAGE_SIZE = 100
_INTENT = "pi_"
_CHARGE_OF_PAGE = ["payment_intent.latest_charge"]
_CHARGE_OF_PAGES = ["data.payment_intent.latest_charge"]
_DISPUTES = {
    "needs_response": PaymentState.DISPUTED,
    "under_review": PaymentState.DISPUTED,
    "won": PaymentState.DISPUTE_WON,
    "lost": PaymentState.DISPUTE_LOST,
    "prevented": PaymentState.DISPUTE_LOST,
}


@dataclass(frozen=True)
class StripeCards:
    """Stripe's hosted pages, saved cards and webhooks.

    A payment by a page goes by its session's name (``cs_``), one by a saved card by its
    payment intent's (``pi_``). Events about charges, refunds and disputes only know the
    payment intent, so that is understood for either.

    Whatever is written carries the caller's idempotency key, which Stripe remembers for
    at least a day: to send the same key again is its own way of asking what became of
    a request that got no answer.

    Attributes:
        webhook_secrets: accepted signing secrets; two while one is being replaced.
    """

    client: stripe.StripeClient = field(repr=False)
    webhook_secrets: tuple[bytes, ...] = field(repr=False)
    clock: Clock
    name: str = "stripe"
    signature_header: str = "Stripe-Signature"

    def create(self, checkout: Checkout) -> CreatedCheckout:
        params = requests.payment_page(checkout, self.clock.now())
        return self._open_page(params, checkout.key)

    def fetch(self, reference: str) -> ProviderPayment:
        with asking(reference):
            if reference.startswith(_INTENT):
                return self._payment_of_intent(reference)
            sessions = self.client.v1.checkout.sessions
            session = sessions.retrieve(reference, {"expand": _CHARGE_OF_PAGE})
            return self._payment_of_page(session)

    def close(self, reference: str) -> ProviderPayment:
        with asking(reference), suppress(stripe.InvalidRequestError):
            # A page that is paid or closed already cannot be closed, and need not be.
            self.client.v1.checkout.sessions.expire(reference)
        return self.fetch(reference)

    def find(self, merchant_reference: str) -> ProviderPayment | None:
        """Stripe's search lags behind by up to an hour, so what is younger is listed.

        What a search cannot find, a page that took no card, has expired by then.
        """
        for payment in self.payments_since(self.clock.now() - _SEARCHABLE_AFTER):
            if payment.merchant_reference == merchant_reference:
                return payment
        query = f'metadata["{requests.REFERENCE}"]:{json.dumps(merchant_reference)}'
        with asking(merchant_reference):
            found = self.client.v1.payment_intents.search({"query": query}).data
            if not found:
                return None
            newest = max(found, key=lambda intent: intent.created)
            return self._payment_of_intent(newest.id)

    def set_up(self, setup: CardSetup) -> CreatedCheckout:
        params = requests.setup_page(setup, self.clock.now())
        return self._open_page(params, setup.key)

    def fetch_setup(self, reference: str) -> ProviderSetup:
        with asking(reference):
            session = self.client.v1.checkout.sessions.retrieve(
                reference, {"expand": ["setup_intent.payment_method"]}
            )
            return answers.setup(session)

    def charge(self, charge: Charge) -> ProviderPayment:
        params = requests.saved_card_charge(charge)
        with asking(charge.merchant_reference):
            try:
                intent = self.client.v1.payment_intents.create(
                    params, {"idempotency_key": charge.key}
                )
            except stripe.CardError as declined:
                intent = answers.declined_intent(declined)
            return self._payment_of_intent(intent.id)

    def refund(self, reference: str, amount: Money, key: str) -> ProviderPayment:
        count = to_stripe(amount)
        with asking(reference):
            self.client.v1.refunds.create(
                {"payment_intent": self._intent_behind(reference), "amount": count},
                {"idempotency_key": key},
            )
        return self.fetch(reference)

    def forget(self, card: str) -> None:
        name = card.partition(":")[2]
        with asking(card):
            method = self.client.v1.payment_methods.retrieve(name)
            if method.customer is not None:
                self.client.v1.payment_methods.detach(name)

    def payments_since(self, moment: datetime) -> Iterator[ProviderPayment]:
        """What others made on the same Stripe account is left out."""
        created = int(moment.timestamp())
        both = (self._pages_since(created), self._charges_since(created))
        with asking("list of payments"):
            for _, payment in heapq.merge(*both, key=lambda made: -made[0]):
                yield payment

    def verify(self, raw: bytes, signature: str) -> ProviderEvent:
        """The library's own check knows one secret, and believes the future."""
        now = self.clock.now().timestamp()
        check_signature(raw, signature, self.webhook_secrets, now)
        return read_event(raw)

    def _open_page(self, params: SessionCreateParams, key: str) -> CreatedCheckout:
        with asking(params["client_reference_id"]):
            try:
                sessions = self.client.v1.checkout.sessions
                page = sessions.create(params, {"idempotency_key": key})
            except stripe.IdempotencyError:
                # The key made a page before, which was to expire at another moment.
                page = self._page_made_for(params["client_reference_id"])
            return answers.created_page(page)

    def _page_made_for(self, merchant_reference: str) -> Session:
        since = int((self.clock.now() - _KEY_LIFETIME).timestamp())
        made = self.client.v1.checkout.sessions.list(
            {"created": {"gte": since}, "limit": _PAGE_SIZE}
        )
        for page in made.auto_paging_iter():
            if page.client_reference_id == merchant_reference:
                return page
        raise ValueError("no page for a key that was used")

    def _pages_since(self, created: int) -> Iterator[tuple[int, ProviderPayment]]:
        pages = self.client.v1.checkout.sessions.list(
            {
                "created": {"gte": created},
                "limit": _PAGE_SIZE,
                "expand": _CHARGE_OF_PAGES,
            }
        )
        for page in pages.auto_paging_iter():
            if page.mode == "payment" and page.client_reference_id:
                yield page.created, self._payment_of_page(page)

    def _charges_since(self, created: int) -> Iterator[tuple[int, ProviderPayment]]:
        intents = self.client.v1.payment_intents.list(
            {
                "created": {"gte": created},
                "limit": _PAGE_SIZE,
                "expand": ["data.latest_charge"],
            }
        )
        for intent in intents.auto_paging_iter():
            if answers.reference_of(intent) and not answers.is_of_page(intent):
                yield intent.created, self._payment_by_card(intent)

    def _payment_of_page(self, page: Session) -> ProviderPayment:
        dispute = self._dispute(answers.intent_of(page))
        return answers.page_payment(page, dispute=dispute)

    def _payment_by_card(self, intent: stripe.PaymentIntent) -> ProviderPayment:
        return answers.card_payment(intent, dispute=self._dispute(intent))

    def _payment_of_intent(self, name: str) -> ProviderPayment:
        intent = self.client.v1.payment_intents.retrieve(
            name, {"expand": ["latest_charge"]}
        )
        if not answers.is_of_page(intent):
            return self._payment_by_card(intent)
        (page,) = self.client.v1.checkout.sessions.list(
            {"payment_intent": name, "limit": 1, "expand": _CHARGE_OF_PAGES}
        ).data
        return self._payment_of_page(page)

    def _intent_behind(self, reference: str) -> str:
        if reference.startswith(_INTENT):
            return reference
        page = self.client.v1.checkout.sessions.retrieve(reference)
        if not isinstance(page.payment_intent, str):
            raise PaymentRefused(f"{reference}: nothing was paid")
        return page.payment_intent

    def _dispute(self, intent: stripe.PaymentIntent | None) -> PaymentState | None:
        """The furthest of its disputes; an inquiry leaves the money with us."""
        charge = answers.charge_of(intent)
        if intent is None or charge is None or not charge.disputed:
            return None
        disputes = self.client.v1.disputes.list({"payment_intent": intent.id})
        states = [_DISPUTES[e.status] for e in disputes.data if e.status in _DISPUTES]
        return reduce(advance, states) if states else None
