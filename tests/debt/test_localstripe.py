"""Our client of Stripe against a Stripe that somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from debt.clock import SystemClock
from debt.errors import PaymentRefused, UntrustedEvent
from debt.gateways.cards import EventSubject
from debt.gateways.stripe.client import new_client
from debt.gateways.stripe.provider import StripeCards
from debt.payment import PaymentState
from tests.debt.builders import gbp
from tests.debt.card_contract import charge_of
from tests.debt.localstripe import (
    API_KEY,
    SECRET,
    LocalStripe,
    running_localstripe,
)

GOOD = "4242424242424242"
DECLINED_LATER = "4000000000000341"
ASKS_FOR_ITS_OWNER = "4000002760003184"


@pytest.fixture(scope="module")
def peer() -> Iterator[LocalStripe]:
    with running_localstripe() as running:
        yield running


@pytest.fixture(scope="module")
def cards(peer: LocalStripe) -> StripeCards:
    client = new_client(API_KEY, peer.url)
    return StripeCards(client, (b"whsec_next", SECRET.encode()), SystemClock())


def test_a_saved_card_pays(cards: StripeCards, peer: LocalStripe) -> None:
    payment = cards.charge(charge_of(peer.saved_card(GOOD)))

    assert payment.state is PaymentState.SUCCEEDED
    assert (payment.amount, payment.refunded) == (gbp("5.00"), gbp("0.00"))
    assert payment.merchant_reference == "C-1"
    assert cards.fetch(payment.reference) == payment


def test_its_signed_event_leads_to_the_payment(
    cards: StripeCards, peer: LocalStripe
) -> None:
    payment = cards.charge(charge_of(peer.saved_card(GOOD)))

    raw, signature = peer.event(payment.reference)
    event = cards.verify(raw, signature)

    assert event.type == "payment_intent.succeeded"
    assert event.subject is EventSubject.PAYMENT
    assert event.reference == payment.reference
    assert cards.fetch(event.reference) == payment


def test_its_event_is_not_trusted_when_it_was_changed_or_signed_by_another(
    cards: StripeCards, peer: LocalStripe
) -> None:
    payment = cards.charge(charge_of(peer.saved_card(GOOD)))
    raw, signature = peer.event(payment.reference)
    stranger = replace(cards, webhook_secrets=(b"whsec_another",))

    with pytest.raises(UntrustedEvent):
        cards.verify(raw.replace(b"500", b"900"), signature)
    with pytest.raises(UntrustedEvent):
        stranger.verify(raw, signature)


def test_a_declined_card_is_an_answer(cards: StripeCards, peer: LocalStripe) -> None:
    payment = cards.charge(charge_of(peer.saved_card(DECLINED_LATER)))

    assert (payment.state, payment.decline) == (PaymentState.FAILED, "card_declined")
    event = cards.verify(*peer.event(payment.reference))
    assert event.type == "payment_intent.payment_failed"


def test_a_card_whose_bank_wants_to_see_its_owner_is_an_answer(
    cards: StripeCards, peer: LocalStripe
) -> None:
    payment = cards.charge(charge_of(peer.saved_card(ASKS_FOR_ITS_OWNER)))

    assert payment.state is PaymentState.FAILED
    assert payment.decline == "authentication_required"


def test_money_goes_back_in_parts(cards: StripeCards, peer: LocalStripe) -> None:
    payment = cards.charge(charge_of(peer.saved_card(GOOD)))

    some = cards.refund(payment.reference, gbp("2.00"), "refund-1")
    rest = cards.refund(payment.reference, gbp("3.00"), "refund-2")

    assert (some.state, some.refunded) == (PaymentState.SUCCEEDED, gbp("2.00"))
    assert (rest.state, rest.refunded) == (PaymentState.REFUNDED, gbp("5.00"))


def test_a_card_is_forgotten_once_and_for_all(
    cards: StripeCards, peer: LocalStripe
) -> None:
    card = peer.saved_card(GOOD)

    cards.forget(card)
    cards.forget(card)

    method = peer.api.get(f"/v1/payment_methods/{card.partition(':')[2]}").json()
    assert method["customer"] is None


def test_what_it_does_not_know_is_refused(cards: StripeCards) -> None:
    with pytest.raises(PaymentRefused):
        cards.fetch("pi_nobody")
    with pytest.raises(PaymentRefused):
        cards.charge(charge_of("cus_nobody:pm_nobody"))
