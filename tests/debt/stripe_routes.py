"""What the Stripe for tests does at each address of its API."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.debt.stripe_books import Json, Problem, StripeBooks

Answer = Callable[[StripeBooks, dict[str, str], Json], Json]
ROUTES: list[tuple[str, str, Answer]] = []


def route(method: str, pattern: str) -> Callable[[Answer], Answer]:
    def keep(answer: Answer) -> Answer:
        ROUTES.append((method, pattern, answer))
        return answer

    return keep


@route("post", "/v1/checkout/sessions")
def open_page(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    if not 1_800 <= asked["expires_at"] - books.now <= 86_400:
        raise Problem(400, type="invalid_request_error", param="expires_at")
    values = {k: asked.get(k) for k in ("mode", "client_reference_id", "expires_at")}
    values |= {"status": "open", "payment_status": "unpaid", "locale": "auto"}
    if asked["mode"] == "payment":
        price = asked["line_items"][0]["price_data"]
        values |= {"amount_total": price["unit_amount"], "currency": price["currency"]}
    page = books.keep("checkout.session", "cs_test", **values)
    page["url"] = f"https://checkout.stripe.test/c/pay/{page['id']}"
    # Not a field of Stripe's: what the payment intent gets once a card is tried.
    page["metadata_of_intent"] = asked.get("payment_intent_data", {}).get("metadata")
    return page


@route("get", "/v1/checkout/sessions")
@route("get", "/v1/payment_intents")
@route("get", "/v1/disputes")
def list_things(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    kind = {"checkout/sessions": "checkout.session", "disputes": "dispute"}
    found = books.newest(kind.get(names["path"][4:], "payment_intent"))
    if since := asked.get("created"):
        found = [each for each in found if each["created"] >= since["gte"]]
    if intent := asked.get("payment_intent"):
        found = [each for each in found if each["payment_intent"] == intent]
    if after := asked.get("starting_after"):
        place = [each["id"] for each in found].index(after)
        found = found[place + 1 :]
    limit = min(asked.get("limit", 10), 2)
    return {
        "object": "list",
        "url": names["path"],
        "has_more": len(found) > limit,
        "data": found[:limit],
    }


@route("get", "/v1/payment_intents/search")
def search(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    match = re.fullmatch(r'metadata\["(\w+)"\]:"([^"]*)"', asked["query"])
    if not match:
        raise Problem(400, type="invalid_request_error", param="query")
    found = [
        each
        for each in books.newest("payment_intent")
        if books.searchable and each["metadata"].get(match[1]) == match[2]
    ]
    return {
        "object": "search_result",
        "url": names["path"],
        "has_more": False,
        "data": found,
    }


@route("post", "/v1/checkout/sessions/{id}/expire")
def close_page(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    page = books.get(names["id"])
    if page["status"] != "open":
        raise Problem(400, type="invalid_request_error")
    page["status"] = "expired"
    return page


@route("get", "/v1/checkout/sessions/{id}")
@route("get", "/v1/payment_intents/{id}")
@route("get", "/v1/payment_methods/{id}")
def read(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    return books.get(names["id"])


@route("post", "/v1/payment_intents")
def charge_card(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    card = books.get(asked["payment_method"])
    if card["customer"] is None or card["customer"] != asked["customer"]:
        raise Problem(400, type="invalid_request_error", param="payment_method")
    intent = books.keep(
        "payment_intent",
        "pi",
        amount=asked["amount"],
        currency=asked["currency"],
        customer=asked["customer"],
        status="requires_confirmation",
        metadata=asked["metadata"],
        description=asked["description"],
    )
    books.try_card(intent, card)
    if error := intent["last_payment_error"]:
        raise Problem(402, **error | {"payment_intent": intent})
    return intent


@route("post", "/v1/refunds")
def refund(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    charge = books.charge_behind(asked["payment_intent"])
    if asked["amount"] > charge["amount"] - charge["amount_refunded"]:
        raise Problem(400, type="invalid_request_error", param="amount")
    charge["amount_refunded"] += asked["amount"]
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    return books.keep(
        "refund",
        "re",
        amount=asked["amount"],
        currency=charge["currency"],
        status="succeeded",
        charge=charge["id"],
        payment_intent=asked["payment_intent"],
    )


@route("post", "/v1/payment_methods/{id}/detach")
def detach(books: StripeBooks, names: dict[str, str], asked: Json) -> Json:
    card = books.get(names["id"])
    if card["customer"] is None:
        raise Problem(400, type="invalid_request_error")
    card["customer"] = None
    return card
