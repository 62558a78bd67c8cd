"""The client speaks the provider's protocol, and trusts nothing that is not proven."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import httpx
import pytest

from debt.clock import FixedClock
from debt.errors import PaymentRefused, PaymentUnavailable, UntrustedEvent
from debt.gateways.cards import Checkout, EventSubject
from debt.gateways.signature import sign
from debt.gateways.simulated import SimulatedCards
from debt.payment import PaymentState
from tests.debt.builders import NOW, gbp
from tests.debt.card_server import API_KEY, SECRET, CardServer

CHECKOUT = Checkout(
    amount=gbp("20.00"),
    merchant_reference="P-7K2M",
    description="Credit card ••4471",
    creditor="Halden Bank",
    return_url="https://parley.test/chat",
    key="checkout-1",
)
STAMP = int(NOW.timestamp())


@pytest.fixture
def server(card_server: CardServer) -> CardServer:
    card_server.reset()
    return card_server


@pytest.fixture
def cards(server: CardServer, client: httpx.Client) -> SimulatedCards:
    return SimulatedCards(
        base_url=server.url,
        webhook_url="https://parley.test/cards/webhook",
        api_key=API_KEY,
        webhook_secrets=(b"the-next-secret", SECRET),
        clock=FixedClock(NOW),
        client=client,
    )


def test_a_checkout_is_made_with_everything_the_page_shows(
    cards: SimulatedCards, server: CardServer
) -> None:
    created = cards.create(CHECKOUT)

    stored = server.checkouts[created.reference]
    assert created.url == stored["url"]
    assert created.expires_at == datetime(2026, 11, 23, 11, tzinfo=timezone.utc)
    assert (stored["amount"], stored["currency"]) == (2000, "GBP")
    assert stored["merchant_reference"] == "P-7K2M"
    assert stored["webhook_url"] == "https://parley.test/cards/webhook"


def test_the_same_key_makes_one_checkout(cards: SimulatedCards) -> None:
    assert cards.create(CHECKOUT) == cards.create(CHECKOUT)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("open", PaymentState.PENDING),
        ("paid", PaymentState.SUCCEEDED),
        ("declined", PaymentState.FAILED),
        ("expired", PaymentState.EXPIRED),
        ("refunded", PaymentState.REFUNDED),
    ],
)
def test_a_payment_is_read_as_it_is_now(
    cards: SimulatedCards, server: CardServer, word: str, state: PaymentState
) -> None:
    created = cards.create(CHECKOUT)
    server.become(created.reference, word)

    payment = cards.fetch(created.reference)

    assert payment.state is state
    assert payment.amount == gbp("20.00")
    assert payment.merchant_reference == "P-7K2M"
    assert payment.method == "Visa ••1881"


def test_an_open_checkout_has_no_method_yet(cards: SimulatedCards) -> None:
    created = cards.create(CHECKOUT)

    assert cards.fetch(created.reference).method is None


@pytest.mark.parametrize("status", [500, 502, 429, 409])
def test_a_provider_in_trouble_is_unavailable(
    cards: SimulatedCards, server: CardServer, status: int
) -> None:
    server.broken = status

    with pytest.raises(PaymentUnavailable):
        cards.create(CHECKOUT)
    with pytest.raises(PaymentUnavailable):
        cards.fetch("co_1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_request_that_can_never_succeed_is_told_from_trouble(
    cards: SimulatedCards, server: CardServer, status: int
) -> None:
    server.broken = status

    with pytest.raises(PaymentRefused):
        cards.create(CHECKOUT)
    with pytest.raises(PaymentRefused):
        cards.fetch("co_1")


@pytest.mark.parametrize(
    "changes",
    [{"state": "exploded"}, {"amount": "lots"}, {"currency": "XQQ"}, {"amount": 1.5}],
)
def test_an_answer_that_makes_no_sense_is_unavailable(
    cards: SimulatedCards, server: CardServer, changes: dict[str, object]
) -> None:
    created = cards.create(CHECKOUT)
    server.payments[created.reference].update(changes)

    with pytest.raises(PaymentUnavailable):
        cards.fetch(created.reference)


@pytest.mark.parametrize("moment", ["soon", "2026-11-23T11:00:00", None])
def test_a_checkout_that_ends_at_no_moment_is_unavailable(
    cards: SimulatedCards, server: CardServer, moment: str | None
) -> None:
    created = cards.create(CHECKOUT)
    server.payments[created.reference]["expires_at"] = moment

    with pytest.raises(PaymentUnavailable):
        cards.create(CHECKOUT)


def test_nobody_listening_is_unavailable() -> None:
    nowhere = SimulatedCards(
        "http://127.0.0.1:9", "https://x.test", "k", (SECRET,), FixedClock(NOW)
    )

    with pytest.raises(PaymentUnavailable):
        nowhere.fetch("co_1")


def test_a_signed_message_is_read(cards: SimulatedCards, server: CardServer) -> None:
    raw, signature = server.event("evt_1", "co_1", at=NOW.timestamp())

    event = cards.verify(raw, signature)

    assert (event.id, event.type, event.reference) == ("evt_1", "payment.paid", "co_1")
    assert event.subject is EventSubject.PAYMENT


def test_a_signed_message_about_a_card_is_read(
    cards: SimulatedCards, server: CardServer
) -> None:
    raw, signature = server.event(
        "evt_1", "su_1", at=NOW.timestamp(), kind="done", subject="setup"
    )

    event = cards.verify(raw, signature)

    assert (event.reference, event.subject) == ("su_1", EventSubject.SETUP)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_message_is_not_trusted(
    cards: SimulatedCards, server: CardServer, seconds: int
) -> None:
    sent = NOW + timedelta(seconds=seconds)
    raw, signature = server.event("evt_1", "co_1", at=sent.timestamp())

    with pytest.raises(UntrustedEvent):
        cards.verify(raw, signature)


def test_a_changed_message_is_not_trusted(
    cards: SimulatedCards, server: CardServer
) -> None:
    raw, signature = server.event("evt_1", "co_1", at=NOW.timestamp())

    with pytest.raises(UntrustedEvent):
        cards.verify(raw.replace(b"co_1", b"co_2"), signature)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "v1=abc",
        f"t={STAMP}",
        f"t={STAMP},v1=",
        f"t={STAMP},v1=é",
        f"t={STAMP},v0={sign(SECRET, str(STAMP), b'{}')}",
        f"t={STAMP},t={STAMP},v1={sign(SECRET, str(STAMP), b'{}')}",
        f"t=soon,v1={sign(SECRET, 'soon', b'{}')}",
        f"t=²,v1={sign(SECRET, '²', b'{}')}",
        f"t={STAMP},v1={sign(b'another', str(STAMP), b'{}')}",
    ],
)
def test_a_signature_that_proves_nothing_is_not_trusted(
    cards: SimulatedCards, signature: str
) -> None:
    with pytest.raises(UntrustedEvent):
        cards.verify(b"{}", signature)


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"{}", b"\xff", b'{"id":1}'])
def test_a_signed_message_without_sense_is_not_trusted(
    cards: SimulatedCards, body: bytes
) -> None:
    signature = f"t={STAMP},v1={sign(SECRET, str(STAMP), body)}"

    with pytest.raises(UntrustedEvent):
        cards.verify(body, signature)


def test_one_good_signature_among_several_is_enough(cards: SimulatedCards) -> None:
    body = json.dumps({"id": "evt_1", "type": "ping"}).encode()
    good = sign(SECRET, str(STAMP), body)

    event = cards.verify(body, f"t={STAMP},v1=bad,v1={good}")

    assert (event.reference, event.subject) == (None, EventSubject.NOTHING)


def test_secrets_do_not_show(cards: SimulatedCards) -> None:
    assert API_KEY not in repr(cards)
    assert SECRET.decode() not in repr(cards)
