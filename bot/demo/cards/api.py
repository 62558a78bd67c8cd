"""The calls a merchant makes: open pages, charge saved cards, give back, and read."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.cards.settings import CardProviderSettings
from bot.demo.cards.store import PAGE_SIZE, CardStore, KeyReused
from bot.demo.cards.uses import (
    CardUse,
    DisputeState,
    InvalidRequest,
    UseKind,
    UseState,
    parse_amount,
    parse_request,
)
from debt.clock import Clock

MAX_BODY_BYTES = 32_768
MAX_KEY_CHARACTERS = 255

_DISPUTES = {
    DisputeState.OPEN: "disputed",
    DisputeState.WON: "dispute_won",
    DisputeState.LOST: "dispute_lost",
}

Handler = Callable[[Request], Awaitable[Response]]


class MerchantApi:
    """The routes under /v1, all behind the merchant's key."""

    def __init__(
        self, settings: CardProviderSettings, store: CardStore, clock: Clock
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/v1/payments/{use_id}"
        return [
            self._route("POST", "/v1/checkouts", self._creator(UseKind.CHECKOUT)),
            self._route("POST", "/v1/setups", self._creator(UseKind.SETUP)),
            self._route("POST", "/v1/charges", self._creator(UseKind.CHARGE)),
            self._route("POST", "/v1/checkouts/{use_id}/close", self.close),
            self._route("GET", "/v1/payments", self.list),
            self._route("GET", one, self.read),
            self._route("GET", "/v1/setups/{use_id}", self.read),
            self._route("POST", f"{one}/refunds", self.refund),
            self._route("POST", f"{one}/dispute", self.dispute),
            self._route("DELETE", "/v1/cards/{card}", self.forget),
        ]

    async def read(self, request: Request) -> Response:
        return JSONResponse(_seen_by_merchant(await self._use(request)))

    async def close(self, request: Request) -> Response:
        use = await self._use(request)
        await run_in_threadpool(self._store.close, use.id)
        return JSONResponse(_seen_by_merchant(await self._use(request)))

    async def list(self, request: Request) -> Response:
        query = request.query_params
        since = query.get("since")
        found = await run_in_threadpool(
            self._store.payments,
            query.get("merchant_reference"),
            datetime.fromisoformat(since) if since else None,
            query.get("before"),
        )
        page = found[:PAGE_SIZE]
        before = page[-1].id if len(found) > PAGE_SIZE else None
        payments = [_seen_by_merchant(each) for each in page]
        return JSONResponse({"payments": payments, "before": before})

    async def refund(self, request: Request) -> Response:
        use = await self._use(request)
        amount = parse_amount(await _json(request))
        refunded = await run_in_threadpool(
            self._store.refund, use.id, amount, _key(request), self._clock.now()
        )
        return JSONResponse(_seen_by_merchant(refunded))

    async def dispute(self, request: Request) -> Response:
        """Plays the bank of the card; a real provider has no such call."""
        use = await self._use(request)
        try:
            state = DisputeState((await _json(request))["state"])
        except (ValueError, KeyError, TypeError) as exc:
            raise InvalidRequest("state") from exc
        now = self._clock.now()
        if not await run_in_threadpool(self._store.dispute, use.id, state, now):
            raise InvalidRequest("state")
        return JSONResponse(_seen_by_merchant(await self._use(request)))

    async def forget(self, request: Request) -> Response:
        await run_in_threadpool(self._store.forget, request.path_params["card"])
        return Response(status_code=204)

    def _creator(self, kind: UseKind) -> Handler:
        async def create(request: Request) -> Response:
            key = _key(request)
            wanted = parse_request(kind, await _json(request))
            now = self._clock.now()
            use = await run_in_threadpool(self._store.create, wanted, key, now)
            answer = _seen_by_merchant(use)
            if use.expires_at:
                answer["url"] = f"{self._settings.public_url}/pay/{use.id}"
                answer["expires_at"] = _iso(use.expires_at)
            return JSONResponse(answer, status_code=201)

        return create

    def _route(self, method: str, path: str, handler: Handler) -> Route:
        async def guarded(request: Request) -> Response:
            if not self._is_merchant(request):
                return _problem(401, "unauthorized")
            try:
                return await handler(request)
            except InvalidRequest as exc:
                return _problem(422, "invalid_field", field=exc.field)
            except KeyReused:
                return _problem(409, "idempotency_key_reused")
            except _Missing as exc:
                return _problem(exc.status, exc.code)

        return Route(path, guarded, methods=[method])

    async def _use(self, request: Request) -> CardUse:
        await run_in_threadpool(self._store.expire_due, self._clock.now())
        use = await run_in_threadpool(self._store.find, request.path_params["use_id"])
        if use is None:
            raise _Missing(404, "not_found")
        return use

    def _is_merchant(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "").encode()
        expected = f"Bearer {self._settings.api_key}".encode()
        return hmac.compare_digest(given, expected)


class _Missing(Exception):
    """Something that is needed is not there."""

    def __init__(self, status: int, code: str) -> None:
        self.status = status
        self.code = code
        super().__init__(code)


def _seen_by_merchant(use: CardUse) -> dict[str, Any]:
    card = use.card
    amount = use.request.amount
    return {
        "id": use.id,
        "state": _state(use),
        "amount": amount and amount.minor,
        "currency": amount and amount.currency,
        "merchant_reference": use.request.merchant_reference,
        "card": card
        and {
            "id": use.saved_as,
            "last4": card.last4,
            "brand": card.brand,
            "funding": card.funding,
        },
        "refunded": use.refunded,
        "decline": use.decline,
        "paid_at": use.paid_at and _iso(use.paid_at),
    }


def _state(use: CardUse) -> str:
    """Where the money is: what the bank decided of a dispute is told for ever."""
    if use.dispute:
        return _DISPUTES[use.dispute]
    amount = use.request.amount
    if use.state is UseState.PAID and amount and use.refunded == amount.minor:
        return "refunded"
    return use.state.value


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= MAX_KEY_CHARACTERS:
        raise _Missing(400, "idempotency_key_missing")
    return key


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
