"""What a merchant that calls the provider can rely on."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from bot.demo.cards.database import CardDatabase
from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.store import CardStore
from bot.demo.cards.uses import LIFETIME
from tests.bot.demo.merchant import (
    MERCHANT,
    NOW,
    checkout_body,
    create,
    state_of,
)


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "key-for-tests"])
async def test_wrong_key_is_turned_away(
    client: httpx.AsyncClient, given: str | None
) -> None:
    headers = {"Authorization": given} if given else {}

    created = await client.post("/v1/checkouts", json=checkout_body(), headers=headers)
    read = await client.get("/v1/payments/co_any", headers=headers)

    assert (created.status_code, read.status_code) == (401, 401)


async def test_created_checkout_has_a_page_and_thirty_minutes(
    client: httpx.AsyncClient,
) -> None:
    response = await create(client)

    created = response.json()
    assert response.status_code == 201
    assert created["url"] == f"http://cards.test/pay/{created['id']}"
    assert created["expires_at"] == "2026-11-22T10:30:00Z"


async def test_new_checkout_is_open_and_unpaid(client: httpx.AsyncClient) -> None:
    created = (await create(client)).json()

    assert await state_of(client, created["url"]) == {
        "id": created["id"],
        "state": "open",
        "amount": 2000,
        "currency": "GBP",
        "merchant_reference": "PAY-7K2M",
        "card": None,
        "refunded": 0,
        "decline": None,
        "paid_at": None,
    }


async def test_same_key_and_body_give_the_same_checkout(
    client: httpx.AsyncClient,
) -> None:
    answers = await asyncio.gather(*(create(client, "again") for _ in range(5)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_same_key_with_another_body_is_a_conflict(
    client: httpx.AsyncClient,
) -> None:
    await create(client, "again")

    response = await create(client, "again", amount=2001)

    assert response.status_code == 409


async def test_creation_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/v1/checkouts", json=checkout_body(), headers=MERCHANT
    )

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 0),
        ("amount", -1),
        ("amount", 20.0),
        ("amount", True),
        ("amount", "2000"),
        ("amount", 10**12),
        ("currency", "XXQ"),
        ("currency", None),
        ("merchant_reference", " "),
        ("description", None),
        ("creditor", "x" * 201),
        ("return_url", "javascript:alert(1)"),
        ("return_url", "/chat"),
        ("webhook_url", "http://["),
        ("webhook_url", "file:///etc/passwd"),
    ],
)
async def test_unusable_request_names_the_field(
    client: httpx.AsyncClient, field: str, value: Any
) -> None:
    response = await create(client, **{field: value})

    assert response.status_code == 422
    assert response.json()["error"] == {"code": "invalid_field", "field": field}


@pytest.mark.parametrize("content", [b"{", b"[]", b" " * 40_000])
async def test_body_that_is_no_small_json_object_is_refused(
    client: httpx.AsyncClient, content: bytes
) -> None:
    headers = MERCHANT | {"Idempotency-Key": "k"}

    response = await client.post("/v1/checkouts", content=content, headers=headers)

    assert response.status_code == 422


async def test_unknown_checkout_is_not_found(client: httpx.AsyncClient) -> None:
    read = await client.get("/v1/payments/co_none", headers=MERCHANT)
    page = await client.get("/pay/co_none")

    assert (read.status_code, page.status_code) == (404, 404)


async def test_checkout_outlives_a_restart(
    client: httpx.AsyncClient, settings: CardProviderSettings
) -> None:
    created = (await create(client)).json()

    reopened = CardStore(CardDatabase(settings.database_path)).find(created["id"])

    assert reopened is not None
    assert reopened.expires_at == NOW + LIFETIME
