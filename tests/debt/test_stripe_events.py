"""An event leads to the payment or the card it is about, or to nothing."""

from __future__ import annotations

from typing import Any

import pytest

from debt.errors import UntrustedEvent
from debt.gateways.cards import EventSubject
from debt.gateways.signature import sign
from tests.debt.card_contract import CHECKOUT
from tests.debt.stripe_peer import StripePeer
from tests.debt.stripe_server import SECRET, StripeServer

PAYMENT, SETUP, NOTHING = EventSubject


@pytest.fixture
def peer(stripe: StripeServer) -> StripePeer:
    return StripePeer(stripe)


@pytest.mark.parametrize(
    ("kind", "about", "subject", "reference"),
    [
        ("checkout.session.expired", {"mode": "payment"}, PAYMENT, "x_1"),
        ("checkout.session.completed", {"mode": "setup"}, SETUP, "x_1"),
        ("checkout.session.completed", {"mode": "subscription"}, NOTHING, None),
        ("payment_intent.payment_failed", {}, PAYMENT, "x_1"),
        ("charge.refunded", {"payment_intent": "pi_9"}, PAYMENT, "pi_9"),
        ("refund.failed", {"payment_intent": "pi_9"}, PAYMENT, "pi_9"),
        ("charge.dispute.created", {"payment_intent": "pi_9"}, PAYMENT, "pi_9"),
        ("charge.dispute.created", {"payment_intent": None}, NOTHING, None),
        ("setup_intent.succeeded", {}, NOTHING, None),
        ("customer.created", {}, NOTHING, None),
    ],
)
def test_every_kind_of_event_is_about_what_it_names(
    peer: StripePeer,
    kind: str,
    about: dict[str, Any],
    subject: EventSubject,
    reference: str | None,
) -> None:
    event = peer.provider.verify(*peer.server.event(kind, {"id": "x_1"} | about))

    assert (event.type, event.subject, event.reference) == (kind, subject, reference)


def test_an_event_of_a_charge_leads_back_to_the_page_it_was_paid_on(
    peer: StripePeer,
) -> None:
    made = peer.provider.create(CHECKOUT)
    peer.pay(made.reference)
    charge = peer.books.charge_behind(made.reference)

    event = peer.provider.verify(*peer.server.event("charge.refunded", charge))

    assert event.reference is not None
    assert event.reference.startswith("pi_")
    assert peer.provider.fetch(event.reference).reference == made.reference


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"\xff", b'{"id":1,"type":"x"}'])
def test_a_signed_message_without_sense_is_not_trusted(
    peer: StripePeer, raw: bytes
) -> None:
    stamp = str(peer.books.now)

    with pytest.raises(UntrustedEvent):
        peer.provider.verify(raw, f"t={stamp},v1={sign(SECRET, stamp, raw)}")
