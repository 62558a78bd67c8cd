"""Stripe's objects, read as what they say about a payment or a saved card.

Anything that does not read as expected raises ValueError, TypeError, AttributeError or
InvalidMoney: it is no answer that could be acted on.
"""

from __future__ import annotations

from datetime import datetime, timezone

import stripe
from stripe.checkout import Session

from debt.gateways.cards import (
    AUTHENTICATION_REQUIRED,
    CardFunding,
    CreatedCheckout,
    ProviderPayment,
    ProviderSetup,
    SavedCard,
    SetupState,
    method_name,
)
from debt.gateways.stripe.amounts import from_stripe
from debt.gateways.stripe.requests import PAGE, REFERENCE
from debt.money import Money
from debt.payment import PaymentState

_INTENT_STATES = {
    "requires_payment_method": PaymentState.FAILED,
    "requires_confirmation": PaymentState.FAILED,
    # Nobody is there to act: a saved card is charged while its owner is away.
    "requires_action": PaymentState.FAILED,
    "processing": PaymentState.PENDING,
    "succeeded": PaymentState.SUCCEEDED,
    "canceled": PaymentState.FAILED,
}
_REASONS = {"expired_card": "card_expired"}


def created_page(page: Session) -> CreatedCheckout:
    """A page that can be opened."""
    if not page.url:
        raise ValueError("a page without an address")
    expires_at = datetime.fromtimestamp(page.expires_at, timezone.utc)
    return CreatedCheckout(page.id, page.url, expires_at)


def intent_of(page: Session) -> stripe.PaymentIntent | None:
    """The payment intent behind a page; none before a card was tried."""
    intent = page.payment_intent
    if isinstance(intent, str):
        raise TypeError("the payment intent was not expanded")
    return intent


def charge_of(intent: stripe.PaymentIntent | None) -> stripe.Charge | None:
    """The last charge of a payment intent, successful or not."""
    charge = intent.latest_charge if intent else None
    if isinstance(charge, str):
        raise TypeError("the charge was not expanded")
    return charge


def reference_of(intent: stripe.PaymentIntent) -> str:
    """Our reference, empty when the payment intent is none of ours."""
    return str(intent.metadata.to_dict().get(REFERENCE, ""))


def is_of_page(intent: stripe.PaymentIntent) -> bool:
    """Whether a page of ours made it."""
    return PAGE in intent.metadata.to_dict()


def declined_intent(error: stripe.CardError) -> stripe.PaymentIntent:
    """The payment intent that a declined charge left behind."""
    intent = error.error.payment_intent if error.error else None
    if intent is None:
        raise ValueError("declined, but what was made is not named")
    return intent


def page_payment(page: Session, *, dispute: PaymentState | None) -> ProviderPayment:
    """A payment by a page."""
    if page.amount_total is None or page.currency is None:
        raise ValueError("a page without an amount")
    amount = from_stripe(page.amount_total, page.currency)
    reference = page.client_reference_id or ""
    state = _page_state(page)
    intent = intent_of(page)
    return _payment(page.id, reference, amount, state, intent, dispute)


def card_payment(
    intent: stripe.PaymentIntent, *, dispute: PaymentState | None
) -> ProviderPayment:
    """A payment by a saved card."""
    amount = from_stripe(intent.amount, intent.currency)
    reference = reference_of(intent)
    state = _INTENT_STATES[intent.status]
    return _payment(intent.id, reference, amount, state, intent, dispute)


def setup(page: Session) -> ProviderSetup:
    """The saving of a card by a page."""
    card = _saved_card(page) if page.status == "complete" else None
    expired = page.status == "expired"
    missing = SetupState.EXPIRED if expired else SetupState.PENDING
    return ProviderSetup(
        reference=page.id,
        state=SetupState.DONE if card else missing,
        merchant_reference=page.client_reference_id or "",
        card=card,
    )


def _page_state(page: Session) -> PaymentState:
    """A page stays open after a declined card; another may still be tried."""
    if page.status == "expired":
        return PaymentState.EXPIRED
    if page.payment_status == "paid":
        return PaymentState.SUCCEEDED
    intent = intent_of(page)
    if intent is None or intent.status != "requires_payment_method":
        return PaymentState.PENDING
    return PaymentState.FAILED if intent.last_payment_error else PaymentState.PENDING


def _payment(
    name: str,
    reference: str,
    amount: Money,
    state: PaymentState,
    intent: stripe.PaymentIntent | None,
    dispute: PaymentState | None,
) -> ProviderPayment:
    charge = charge_of(intent) if state is PaymentState.SUCCEEDED else None
    refunded = Money.zero(amount.currency)
    method = funding = None
    if charge:
        refunded = from_stripe(charge.amount_refunded, charge.currency)
        method, funding = _card_of(charge)
    if dispute:
        state = dispute
    elif refunded == amount:
        state = PaymentState.REFUNDED
    return ProviderPayment(
        reference=name,
        state=state,
        amount=amount,
        merchant_reference=reference,
        method=method,
        refunded=refunded,
        funding=funding,
        decline=_decline(intent) if state is PaymentState.FAILED else None,
    )


def _card_of(charge: stripe.Charge) -> tuple[str | None, CardFunding | None]:
    details = getattr(charge, "payment_method_details", None)
    card = getattr(details, "card", None)
    if card is None:
        return None, None
    return method_name(card.brand or "card", card.last4), CardFunding(card.funding)


def _decline(intent: stripe.PaymentIntent | None) -> str | None:
    if intent is None:
        return None
    if intent.status == "requires_action":
        return AUTHENTICATION_REQUIRED
    error = intent.last_payment_error
    if error is None:
        return None
    code = getattr(error, "decline_code", None) or error.code or "unknown"
    return _REASONS.get(code, code)


def _saved_card(page: Session) -> SavedCard | None:
    intent = page.setup_intent
    if isinstance(intent, str) or intent is None or intent.status != "succeeded":
        return None
    method, customer = intent.payment_method, intent.customer
    if isinstance(method, str) or method is None or method.card is None:
        raise TypeError("the card was not expanded")
    if not isinstance(customer, str):
        raise TypeError("the card belongs to nobody")
    card = method.card
    return SavedCard(
        reference=f"{customer}:{method.id}",
        method=method_name(card.brand, card.last4),
        funding=CardFunding(card.funding),
    )
