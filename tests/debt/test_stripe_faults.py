"""However the way to Stripe fails, nothing is asked twice and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
import stripe as library

from debt.errors import PaymentRefused, PaymentUnavailable
from debt.gateways.stripe.client import API_VERSION, new_client
from debt.gateways.stripe.provider import StripeCards
from debt.payment import PaymentState
from tests.debt.builders import NOW, gbp
from tests.debt.card_contract import CHECKOUT, charge_of, save
from tests.debt.stripe_peer import StripePeer
from tests.debt.stripe_server import API_KEY, SLOW_SECONDS, StripeServer


@pytest.fixture
def peer(stripe: StripeServer) -> StripePeer:
    return StripePeer(stripe)


@pytest.fixture
def cards(peer: StripePeer) -> StripeCards:
    return peer.provider


@pytest.fixture
def card(peer: StripePeer) -> str:
    return save(peer)


FAULTS = [
    "500",
    "503",
    "409",
    "429",
    "dropped",
    "garbage",
    "truncated",
    "another thing",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_is_unavailable_and_the_key_finds_the_page_again(
    cards: StripeCards, stripe: StripeServer, fault: str
) -> None:
    stripe.fault = fault
    with pytest.raises(PaymentUnavailable):
        cards.create(CHECKOUT)
    stripe.fault = ""

    assert stripe.requests == ["POST /v1/checkout/sessions"]
    assert cards.create(CHECKOUT).reference == "cs_test_1"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_charge_without_answer_is_found_and_never_repeated(
    cards: StripeCards, stripe: StripeServer, card: str, fault: str
) -> None:
    stripe.requests.clear()
    stripe.fault = fault
    with pytest.raises(PaymentUnavailable):
        cards.charge(charge_of(card))
    writes = [each for each in stripe.requests if each.startswith("POST")]
    assert writes == ["POST /v1/payment_intents"]
    stripe.fault = ""

    found = cards.find("C-1")

    assert found is not None
    assert found.state is PaymentState.SUCCEEDED
    assert cards.charge(charge_of(card)) == found
    assert list(cards.payments_since(NOW)) == [found]


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_goes_wrong_in_reading_is_unavailable(
    cards: StripeCards, stripe: StripeServer, card: str, fault: str
) -> None:
    payment = cards.charge(charge_of(card))
    stripe.fault = fault

    for ask in (
        lambda: cards.fetch(payment.reference),
        lambda: cards.fetch_setup("cs_test_1"),
        lambda: cards.find("C-1"),
        lambda: cards.refund(payment.reference, gbp("1.00"), "refund-1"),
        lambda: cards.forget(card),
        lambda: list(cards.payments_since(NOW)),
    ):
        with pytest.raises(PaymentUnavailable):
            ask()


@pytest.mark.parametrize(
    "changes", [{"currency": "xqq"}, {"amount": 1.5}, {"status": "exploded"}]
)
def test_an_answer_without_sense_is_unavailable(
    peer: StripePeer, cards: StripeCards, card: str, changes: dict[str, object]
) -> None:
    payment = cards.charge(charge_of(card))
    peer.books.get(payment.reference).update(changes)

    with pytest.raises(PaymentUnavailable):
        cards.fetch(payment.reference)


@pytest.mark.parametrize("fault", ["400", "401", "403", "404"])
def test_what_can_never_succeed_is_refused(
    cards: StripeCards, stripe: StripeServer, fault: str
) -> None:
    stripe.fault = fault

    with pytest.raises(PaymentRefused):
        cards.create(CHECKOUT)


def test_a_wrong_key_is_refused(peer: StripePeer, stripe: StripeServer) -> None:
    wrong = replace(peer.provider, client=new_client("sk_test_wrong", stripe.url))

    with pytest.raises(PaymentRefused):
        wrong.fetch("cs_test_1")


def test_nobody_listening_is_unavailable(peer: StripePeer) -> None:
    client = new_client(API_KEY, "http://127.0.0.1:9")

    with pytest.raises(PaymentUnavailable):
        replace(peer.provider, client=client).create(CHECKOUT)


def test_an_answer_that_takes_too_long_is_unavailable(
    peer: StripePeer, cards: StripeCards, stripe: StripeServer
) -> None:
    client = library.StripeClient(
        API_KEY,
        stripe_version=API_VERSION,
        base_addresses={"api": stripe.url},
        http_client=library.RequestsClient(timeout=SLOW_SECONDS / 10),
        max_network_retries=0,
    )
    stripe.fault = "slow"
    with pytest.raises(PaymentUnavailable):
        replace(cards, client=client).create(CHECKOUT)
    stripe.fault = ""

    assert stripe.requests == ["POST /v1/checkout/sessions"]
    assert cards.create(CHECKOUT).reference == "cs_test_1"
