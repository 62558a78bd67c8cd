"""What the merchant is told, however the network and the processes behave."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.demo.cards.app import create_app
from bot.demo.cards.card_form import SIMULATED_CARDS, passes_luhn
from bot.demo.cards.events import LONGEST_WAIT, MAX_ATTEMPTS, wait_after
from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.uses import LIFETIME
from debt.clock import FixedClock, SystemClock
from debt.gateways.cards import Checkout
from debt.gateways.simulated import SimulatedCards
from debt.money import Money
from debt.payment import PaymentState
from tests.bot.demo.merchant import (
    API_KEY,
    MERCHANT,
    NOW,
    WEBHOOK_SECRET,
    Receiver,
    card,
    checkout_body,
    eventually,
    receiving,
    running,
)

REPOSITORY = Path(__file__).parents[3]
SERVE = """
import sys
from pathlib import Path
from bot.demo.cards.app import serve
from bot.demo.cards.settings import CardProviderSettings
database, port, key, secret = sys.argv[1:]
public_url = f"http://127.0.0.1:{port}"
settings = CardProviderSettings(Path(database), key, secret, public_url)
serve(settings, "127.0.0.1", int(port))
"""


def open_page(client: httpx.Client, webhook_url: str, key: str = "key-1") -> str:
    response = client.post(
        "/v1/checkouts",
        json=checkout_body(webhook_url=webhook_url),
        headers=MERCHANT | {"Idempotency-Key": key},
    )
    return f"/pay/{response.json()['id']}"


def parse(received: tuple[bytes, str]) -> dict[str, Any]:
    return dict(json.loads(received[0]))


def timestamp_of(received: tuple[bytes, str]) -> int:
    return int(received[1].removeprefix("t=").split(",")[0])


def is_genuine(received: tuple[bytes, str]) -> bool:
    body, header = received
    timestamp, signature = header.removeprefix("t=").split(",v1=")
    signed = timestamp.encode() + b"." + body
    expected = hmac.new(WEBHOOK_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature, expected)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_payment_is_told_with_a_genuine_signature(
    app: Starlette, receiver: Receiver
) -> None:
    with running(app) as client:
        page = open_page(client, receiver.url)
        client.post(page, data=card())
        assert receiver.gets(1)

    (received,) = receiver.received
    event = parse(received)
    assert event.pop("id").startswith("evt_")
    assert event == {
        "type": "payment.paid",
        "payment": page.removeprefix("/pay/"),
        "created": int(NOW.timestamp()),
    }
    assert is_genuine(received)


def test_event_is_sent_again_until_it_is_taken(
    app: Starlette, receiver: Receiver, clock: FixedClock
) -> None:
    receiver.answers = [500, 503]
    with running(app) as client:
        client.post(open_page(client, receiver.url), data=card())

        for attempt in (1, 2, 3):
            assert receiver.gets(attempt)
            clock.advance(LONGEST_WAIT)

    assert len({body for body, _ in receiver.received}) == 1
    assert len({timestamp_of(received) for received in receiver.received}) == 3
    assert all(is_genuine(received) for received in receiver.received)


def test_decline_and_expiry_are_told(
    app: Starlette, receiver: Receiver, clock: FixedClock
) -> None:
    with running(app) as client:
        client.post(open_page(client, receiver.url), data=card("4000000000000002"))
        assert receiver.gets(1)
        clock.advance(LIFETIME)
        assert receiver.gets(2)

    types = [parse(received)["type"] for received in receiver.received]
    assert types == ["payment.declined", "payment.expired"]


def test_client_of_the_debt_floor_understands_every_answer(
    app: Starlette, receiver: Receiver, clock: FixedClock
) -> None:
    wanted = Checkout(
        Money(2000, "GBP"), "PAY-1", "Credit card", "Halden Bank", receiver.url, "key-1"
    )
    with running(app) as client:
        cards = SimulatedCards(
            str(client.base_url),
            receiver.url,
            API_KEY,
            (WEBHOOK_SECRET.encode(),),
            clock,
        )
        created = cards.create(wanted)
        client.post(f"/pay/{created.reference}", data=card())
        assert receiver.gets(1)
        paid = cards.fetch(created.reference)

    assert created.expires_at == NOW + LIFETIME
    assert (paid.state, paid.amount) == (PaymentState.SUCCEEDED, wanted.amount)
    assert cards.verify(*receiver.received[0]).reference == created.reference


def test_one_receiver_that_is_away_does_not_hold_up_another(
    app: Starlette, receiver: Receiver
) -> None:
    with running(app) as client:
        away = f"http://127.0.0.1:{free_port()}/webhook"
        client.post(open_page(client, away), data=card())
        client.post(open_page(client, receiver.url, "key-2"), data=card())

        assert receiver.gets(1)


def test_event_outlives_a_provider_that_is_killed(
    settings: CardProviderSettings,
) -> None:
    merchant_port, port = free_port(), free_port()
    arguments = [str(settings.database_path), str(port), API_KEY, WEBHOOK_SECRET]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, *arguments], cwd=REPOSITORY
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        assert eventually(lambda: is_up(client), seconds=60)
        page = open_page(client, f"http://127.0.0.1:{merchant_port}/webhook")
        client.post(page, data=card())

    process.kill()
    process.wait()

    with (
        receiving(merchant_port) as receiver,
        running(create_app(settings, SystemClock())),
    ):
        assert receiver.gets(1, seconds=60)
    assert parse(receiver.received[0])["payment"] == page.removeprefix("/pay/")


def is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/health").is_success
    except httpx.TransportError:
        return False


def test_attempts_go_on_for_over_an_hour_with_growing_waits() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MAX_ATTEMPTS)]
    planned = [wait for wait in waits if wait is not None]

    assert len(planned) + 1 >= 20
    assert planned == sorted(planned)
    assert planned[0] == timedelta(seconds=1)
    assert planned[-1] == LONGEST_WAIT
    assert sum(planned, timedelta()) > timedelta(hours=1)
    assert wait_after(MAX_ATTEMPTS) is None


@pytest.mark.parametrize("number", sorted(SIMULATED_CARDS))
def test_test_cards_pass_the_luhn_check(number: str) -> None:
    assert passes_luhn(number)


@given(
    number=st.sampled_from(sorted(SIMULATED_CARDS)),
    place=st.integers(0, 15),
    by=st.integers(1, 9),
)
def test_one_wrong_digit_never_passes_the_luhn_check(
    number: str, place: int, by: int
) -> None:
    wrong = str((int(number[place]) + by) % 10)

    assert not passes_luhn(number[:place] + wrong + number[place + 1 :])
