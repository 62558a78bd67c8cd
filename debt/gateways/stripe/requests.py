"""The words in which Stripe is asked for a page, a charge or what was made lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from stripe.params import PaymentIntentCreateParams
from stripe.params.checkout import SessionCreateParams

from debt.gateways.cards import CardSetup, Charge, Checkout
from debt.gateways.stripe.amounts import to_stripe

REFERENCE = "parley_reference"
"""The key of our reference in the metadata of a payment intent."""
PAGE = "parley_page"
"""The key that marks a payment intent as made by a page of ours."""
# Half an hour is the least that Stripe takes, and it has a clock of its own.
PAGE_LIFETIME = timedelta(minutes=35)


def payment_page(checkout: Checkout, now: datetime) -> SessionCreateParams:
    """A page that takes one amount by card, once.

    Raises:
        PaymentRefused: Stripe cannot take exactly this amount.
    """
    words = _words(checkout)
    return _page(checkout, now) | {
        "mode": "payment",
        "submit_type": "pay",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": checkout.amount.currency.lower(),
                    "unit_amount": to_stripe(checkout.amount),
                    "product_data": {
                        "name": words,
                        "description": checkout.merchant_reference,
                    },
                },
            }
        ],
        # What is charged must be the amount that was agreed, in its own currency.
        "adaptive_pricing": {"enabled": False},
        "payment_intent_data": {
            "description": words,
            "metadata": {REFERENCE: checkout.merchant_reference, PAGE: "yes"},
        },
    }


def setup_page(setup: CardSetup, now: datetime) -> SessionCreateParams:
    """A page that saves a card for a customer of its own."""
    return _page(setup, now) | {
        "mode": "setup",
        "customer_creation": "always",
        "setup_intent_data": {
            "description": _words(setup),
            "metadata": {REFERENCE: setup.merchant_reference},
        },
    }


def saved_card_charge(charge: Charge) -> PaymentIntentCreateParams:
    """A charge of a saved card while its owner is away.

    Raises:
        PaymentRefused: Stripe cannot take exactly this amount.
    """
    customer, _, method = charge.card.partition(":")
    # The library's types are those of a later version of the API.
    return {  # type: ignore[typeddict-unknown-key]
        "amount": to_stripe(charge.amount),
        "currency": charge.amount.currency.lower(),
        "customer": customer,
        "payment_method": method,
        "payment_method_types": ["card"],
        "confirm": True,
        "off_session": True,
        "description": charge.description,
        "metadata": {REFERENCE: charge.merchant_reference},
    }


def _page(wanted: Checkout | CardSetup, now: datetime) -> SessionCreateParams:
    # The library's types are those of a later version of the API.
    return {  # type: ignore[typeddict-unknown-key]
        "client_reference_id": wanted.merchant_reference,
        "payment_method_types": ["card"],
        "locale": "auto",
        "success_url": wanted.return_url,
        "cancel_url": wanted.return_url,
        "expires_at": int((now + PAGE_LIFETIME).timestamp()),
    }


def _words(wanted: Checkout | CardSetup) -> str:
    return f"{wanted.creditor}: {wanted.description}"
