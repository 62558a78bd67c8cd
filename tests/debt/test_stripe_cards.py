"""What is particular to Stripe, against its own description of its API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from debt.errors import PaymentRefused
from debt.gateways.stripe import client as stripe_client
from debt.gateways.stripe.provider import StripeCards
from debt.money import Money
from debt.payment import PaymentState
from tests.debt.builders import NOW
from tests.debt.card_contract import CHECKOUT, charge_of, save
from tests.debt.stripe_openapi import version
from tests.debt.stripe_peer import StripePeer
from tests.debt.stripe_server import API_KEY, SECRET, StripeServer

HOUR = timedelta(hours=1)


@pytest.fixture
def peer(stripe: StripeServer) -> StripePeer:
    return StripePeer(stripe)


@pytest.fixture
def cards(peer: StripePeer) -> StripeCards:
    return peer.provider


@pytest.fixture
def card(peer: StripePeer) -> str:
    return save(peer)


def test_every_request_asks_for_the_version_that_is_tested() -> None:
    assert version() == stripe_client.API_VERSION


def test_a_page_shows_who_is_paid_for_what(
    peer: StripePeer, cards: StripeCards, stripe: StripeServer
) -> None:
    cards.create(CHECKOUT)

    (asked,) = stripe.asked
    (item,) = asked["line_items"]
    assert item["price_data"]["product_data"] == {
        "name": "Halden Bank: Credit card ••4471",
        "description": "P-7K2M",
    }
    assert asked["success_url"] == asked["cancel_url"] == "https://parley.test/chat"
    assert asked["payment_method_types"] == ["card"]


def test_a_page_asked_for_again_later_is_the_same_page(
    peer: StripePeer, cards: StripeCards
) -> None:
    """The moment it is to expire at has changed, which the key does not allow."""
    first = cards.create(CHECKOUT)
    peer.clock.advance(timedelta(minutes=2))

    assert cards.create(CHECKOUT) == first


def test_a_payment_is_found_among_many(peer: StripePeer, cards: StripeCards) -> None:
    made = cards.create(CHECKOUT)
    for number in range(5):
        other = f"P-{number}"
        cards.create(replace(CHECKOUT, merchant_reference=other, key=other))

    found = cards.find("P-7K2M")

    assert found is not None
    assert found.reference == made.reference


def test_an_old_payment_is_found_by_search(
    peer: StripePeer, cards: StripeCards
) -> None:
    made = cards.create(CHECKOUT)
    peer.pay(made.reference)
    peer.clock.advance(25 * HOUR)

    found = cards.find("P-7K2M")

    assert found is not None
    assert (found.reference, found.state) == (made.reference, PaymentState.SUCCEEDED)


def test_a_young_payment_is_found_though_the_search_lags_behind(
    peer: StripePeer, cards: StripeCards, card: str
) -> None:
    peer.books.searchable = False
    payment = cards.charge(charge_of(card))

    assert cards.find("C-1") == payment


def test_what_others_made_on_the_account_is_left_out(
    peer: StripePeer, cards: StripeCards, card: str
) -> None:
    peer.books.keep(
        "payment_intent", "pi", amount=900, currency="gbp", status="succeeded"
    )
    payment = cards.charge(charge_of(card))

    assert list(cards.payments_since(NOW)) == [payment]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("warning_needs_response", PaymentState.SUCCEEDED),
        ("warning_closed", PaymentState.SUCCEEDED),
        ("won", PaymentState.DISPUTE_WON),
        ("needs_response", PaymentState.DISPUTED),
        ("under_review", PaymentState.DISPUTED),
        ("lost", PaymentState.DISPUTE_LOST),
        ("prevented", PaymentState.DISPUTE_LOST),
    ],
)
def test_an_inquiry_is_no_dispute_and_a_decision_stays(
    peer: StripePeer, cards: StripeCards, card: str, status: str, state: PaymentState
) -> None:
    payment = cards.charge(charge_of(card))
    peer.books.dispute(payment.reference, status)

    assert cards.fetch(payment.reference).state is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("processing", PaymentState.PENDING),
        ("requires_action", PaymentState.FAILED),
        ("canceled", PaymentState.FAILED),
    ],
)
def test_a_charge_is_read_in_every_state(
    peer: StripePeer, cards: StripeCards, card: str, status: str, state: PaymentState
) -> None:
    payment = cards.charge(charge_of(card))
    peer.books.get(payment.reference)["status"] = status

    assert cards.fetch(payment.reference).state is state


def test_a_page_that_waits_for_a_bank_is_pending(
    peer: StripePeer, cards: StripeCards
) -> None:
    made = cards.create(CHECKOUT)
    peer.pay(made.reference, "declined")
    page = peer.books.get(made.reference)
    peer.books.get(page["payment_intent"])["status"] = "requires_action"

    assert cards.fetch(made.reference).state is PaymentState.PENDING


@pytest.mark.parametrize("amount", [Money(1_500, "JPY"), Money(1_230, "KWD")])
def test_amounts_of_every_kind_of_currency_come_back_as_they_went(
    cards: StripeCards, amount: Money
) -> None:
    made = cards.create(replace(CHECKOUT, amount=amount))

    assert cards.fetch(made.reference).amount == amount


def test_an_amount_stripe_cannot_take_is_refused_before_it_is_asked(
    cards: StripeCards, stripe: StripeServer
) -> None:
    with pytest.raises(PaymentRefused, match="KWD"):
        cards.create(replace(CHECKOUT, amount=Money(1_234, "KWD")))

    assert stripe.requests == []


def test_secrets_do_not_show(cards: StripeCards) -> None:
    assert API_KEY not in repr(cards)
    assert SECRET.decode() not in repr(cards)
