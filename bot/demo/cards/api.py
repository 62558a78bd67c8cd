"""The calls a merchant makes: open a checkout, and read one again."""

from __future__ import annotations

import hmac
import json
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.cards.checkout import Checkout, InvalidRequest, parse_request
from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.store import CheckoutStore, KeyReused
from debt.clock import Clock

MAX_BODY_BYTES = 32_768
MAX_KEY_CHARACTERS = 255


class MerchantApi:
    """The two routes under /v1, both behind the merchant's key."""

    def __init__(
        self, settings: CardProviderSettings, store: CheckoutStore, clock: Clock
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/v1/checkouts", self.create, methods=["POST"]),
            Route("/v1/payments/{checkout_id}", self.read, methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        if not self._is_merchant(request):
            return _problem(401, "unauthorized")
        key = request.headers.get("Idempotency-Key", "")
        if not 0 < len(key) <= MAX_KEY_CHARACTERS:
            return _problem(400, "idempotency_key_missing")
        try:
            wanted = parse_request(await _json(request))
            checkout = await run_in_threadpool(
                self._store.create, wanted, key, self._clock.now()
            )
        except InvalidRequest as exc:
            return _problem(422, "invalid_field", field=exc.field)
        except KeyReused:
            return _problem(409, "idempotency_key_reused")
        return JSONResponse(self._created(checkout), status_code=201)

    async def read(self, request: Request) -> Response:
        if not self._is_merchant(request):
            return _problem(401, "unauthorized")
        await run_in_threadpool(self._store.expire_due, self._clock.now())
        checkout = await run_in_threadpool(
            self._store.find, request.path_params["checkout_id"]
        )
        if checkout is None:
            return _problem(404, "not_found")
        return JSONResponse(_seen_by_merchant(checkout))

    def _is_merchant(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "").encode()
        expected = f"Bearer {self._settings.api_key}".encode()
        return hmac.compare_digest(given, expected)

    def _created(self, checkout: Checkout) -> dict[str, Any]:
        return {
            "id": checkout.id,
            "url": f"{self._settings.public_url}/pay/{checkout.id}",
            "expires_at": _iso(checkout.expires_at),
        }


def _seen_by_merchant(checkout: Checkout) -> dict[str, Any]:
    card = checkout.card
    return {
        "id": checkout.id,
        "state": checkout.state.value,
        "amount": checkout.request.amount.minor,
        "currency": checkout.request.amount.currency,
        "merchant_reference": checkout.request.merchant_reference,
        "card": card
        and {"last4": card.last4, "brand": card.brand, "funding": card.funding},
        "refunded": 0,
        "decline": None,
        "paid_at": checkout.paid_at and _iso(checkout.paid_at),
    }


async def _json(request: Request) -> Any:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise InvalidRequest("body")
    try:
        return json.loads(body)
    except ValueError as exc:
        raise InvalidRequest("body") from exc


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _problem(status: int, code: str, **details: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, **details}}, status_code=status)
