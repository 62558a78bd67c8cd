"""What a person at the hosted page can rely on."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import httpx
import pytest

from bot.demo.cards.outbox import Outbox
from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.uses import LIFETIME
from debt.clock import FixedClock
from tests.bot.demo.merchant import (
    MERCHANT,
    card,
    checkout_body,
    event_types,
    page_of,
    setup_page_of,
    state_of,
)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(2000, "GBP", "£20.00"), (123456, "USD", "$1,234.56"), (2000, "JPY", "JP¥2,000")],
)
async def test_page_says_how_much_to_whom_and_that_it_is_simulated(
    client: httpx.AsyncClient, amount: int, currency: str, shown: str
) -> None:
    url = await page_of(client, amount=amount, currency=currency)

    page = await client.get(url)

    for words in (shown, "Halden Bank", "PAY-7K2M", "no money moves"):
        assert words in page.text


async def test_page_allows_no_script_and_no_frame(client: httpx.AsyncClient) -> None:
    page = await client.get(await page_of(client))

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


async def test_page_shows_the_creditor_as_text(client: httpx.AsyncClient) -> None:
    page = await client.get(await page_of(client, creditor="<b>Bank</b>"))

    assert "&lt;b&gt;Bank&lt;/b&gt;" in page.text


async def test_working_card_pays_and_leads_back_to_the_chat(
    client: httpx.AsyncClient,
) -> None:
    url = await page_of(client)

    response = await client.post(url, data=card())
    confirmation = await client.get(url)

    assert response.status_code == 303
    assert "Your payment went through" in confirmation.text
    assert 'href="https://parley.test/chat"' in confirmation.text
    paid = await state_of(client, url)
    assert paid["state"] == "paid"
    assert paid["card"] == {
        "id": None,
        "last4": "4242",
        "brand": "visa",
        "funding": "credit",
    }
    assert paid["paid_at"] == "2026-11-22T10:00:00Z"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("4000 0000 0000 0002", "The card was declined."),
        ("4000 0000 0000 9995", "There is not enough money on that card."),
    ],
)
async def test_declined_card_takes_nothing_and_invites_another(
    client: httpx.AsyncClient, number: str, words: str
) -> None:
    url = await page_of(client)

    page = await client.post(url, data=card(number))

    assert page.status_code == 402
    assert words in page.text
    assert "try another card" in page.text
    declined = await state_of(client, url)
    assert (declined["state"], declined["card"]) == ("declined", None)


async def test_another_card_pays_after_a_declined_one(
    client: httpx.AsyncClient, outbox: Outbox, clock: FixedClock
) -> None:
    url = await page_of(client)
    await client.post(url, data=card("4000 0000 0000 0002"))

    await client.post(url, data=card("5555-5555-5555-4444"))

    assert (await state_of(client, url))["state"] == "paid"
    assert event_types(outbox, clock) == ["payment.declined", "payment.paid"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": ""}, "Enter the long number"),
        ({"number": "4242 4242 4242 4241"}, "does not look right"),
        ({"number": "4242"}, "does not look right"),
        ({"number": "abcd efgh"}, "does not look right"),
        ({"number": "\uff14\uff12" * 8}, "does not look right"),
        ({"number": "4111 1111 1111 1111"}, "do not use a real card"),
        ({"expiry": ""}, "Enter the month and year"),
        ({"expiry": "13/29"}, "two digits each"),
        ({"expiry": "04/99"}, "two digits each"),
        ({"expiry": "10/26"}, "That date has passed"),
        ({"code": ""}, "Enter three digits"),
        ({"code": "12"}, "has three digits"),
    ],
)
async def test_mistake_in_a_field_is_told_next_to_it(
    client: httpx.AsyncClient, changes: dict[str, str], words: str
) -> None:
    url = await page_of(client)
    (field,) = changes

    page = await client.post(url, data=card(**changes))

    assert page.status_code == 422
    error = page.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert words in error
    assert page.text.count('aria-invalid="true"') == 1
    assert (await state_of(client, url))["state"] == "open"


@pytest.mark.parametrize("expiry", ["11/26", "1126", "11/2026", "1/27", "11 / 26"])
async def test_expiry_may_be_written_in_any_usual_way(
    client: httpx.AsyncClient, expiry: str
) -> None:
    response = await client.post(await page_of(client), data=card(expiry=expiry))

    assert response.status_code == 303


async def test_all_mistakes_are_shown_at_once(client: httpx.AsyncClient) -> None:
    page = await client.post(await page_of(client), data={})

    assert page.text.count('aria-invalid="true"') == 3


async def test_form_too_long_to_be_a_card_is_refused(
    client: httpx.AsyncClient,
) -> None:
    page = await client.post(await page_of(client), data=card("4" * 10_000))

    assert page.status_code == 413


async def test_card_number_and_code_are_kept_nowhere(
    client: httpx.AsyncClient,
    settings: CardProviderSettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = await page_of(client)

    pages = [
        await client.post(url, data=card("4000000000000002", code="739")),
        await client.post(url, data=card("4111111111111111", code="739")),
        await client.post(url, data=card("4242424242424242", expiry="x", code="739")),
        await client.post(url, data=card("4242424242424242", code="739")),
    ]

    files = settings.database_path.parent.glob("cards.db*")
    kept = b"".join(file.read_bytes() for file in files)
    said = caplog.text + "".join(page.text for page in pages)
    for secret in ("4000000000000002", "4111111111111111", "4242424242424242", "739"):
        assert secret not in said
        assert secret.encode() not in kept


async def test_posts_that_race_pay_once(
    client: httpx.AsyncClient, outbox: Outbox, clock: FixedClock
) -> None:
    url = await page_of(client)

    answers = await asyncio.gather(*(client.post(url, data=card()) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {303}
    assert event_types(outbox, clock) == ["payment.paid"]


async def test_paid_checkout_takes_no_second_card(
    client: httpx.AsyncClient, outbox: Outbox, clock: FixedClock
) -> None:
    url = await page_of(client)
    await client.post(url, data=card())

    await client.post(url, data=card("5555555555554444"))
    await client.post(url, data=card("4000000000000002"))

    assert (await state_of(client, url))["card"]["last4"] == "4242"
    assert event_types(outbox, clock) == ["payment.paid"]


async def test_checkout_can_be_paid_until_its_time_is_over(
    client: httpx.AsyncClient, clock: FixedClock
) -> None:
    url = await page_of(client)
    clock.advance(LIFETIME - timedelta(seconds=1))

    await client.post(url, data=card())
    clock.advance(timedelta(days=1))

    assert (await state_of(client, url))["state"] == "paid"


async def test_checkout_whose_time_is_over_takes_no_money(
    client: httpx.AsyncClient, outbox: Outbox, clock: FixedClock
) -> None:
    url = await page_of(client)
    clock.advance(LIFETIME)

    answer = await client.post(url, data=card())
    page = await client.get(url)

    assert (answer.status_code, page.status_code) == (303, 410)
    assert "Nothing was taken" in page.text
    assert (await state_of(client, url))["state"] == "expired"
    assert event_types(outbox, clock) == ["payment.expired"]


async def test_page_that_saves_a_card_takes_no_money(
    client: httpx.AsyncClient, outbox: Outbox, clock: FixedClock
) -> None:
    url = await setup_page_of(client)
    page = await client.get(url)
    assert "Nothing is taken now" in page.text
    assert "£" not in page.text

    declined = await client.post(url, data=card("4000 0000 0000 0002"))
    saved = await client.post(url, data=card("4000 0566 5566 5556"))

    assert (declined.status_code, saved.status_code) == (402, 303)
    assert "Your card is saved" in (await client.get(url)).text
    assert event_types(outbox, clock) == ["setup.done"]


async def test_page_that_saves_a_card_closes_in_time(
    client: httpx.AsyncClient, outbox: Outbox, clock: FixedClock
) -> None:
    url = await setup_page_of(client)
    clock.advance(LIFETIME)

    assert (await client.get(url)).status_code == 410
    assert event_types(outbox, clock) == ["setup.expired"]


async def test_charge_of_a_saved_card_has_no_page(client: httpx.AsyncClient) -> None:
    setup = await setup_page_of(client)
    await client.post(setup, data=card())
    saved = await client.get(setup.replace("/pay/", "/v1/setups/"), headers=MERCHANT)
    body = checkout_body(card=saved.json()["card"]["id"])
    headers = MERCHANT | {"Idempotency-Key": "charge-1"}

    charge = await client.post("/v1/charges", json=body, headers=headers)

    assert charge.json()["state"] == "paid"
    assert (await client.get(f"/pay/{charge.json()['id']}")).status_code == 404
