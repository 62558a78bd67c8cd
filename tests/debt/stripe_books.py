"""What a Stripe for tests remembers, and what people and banks do to it.

Objects refer to each other by name, and are put into each other only on the way out,
as far as the request asked to expand them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.debt.stripe_openapi import shaped

Json = dict[str, Any]

DECLINES = {
    "declined": ("card_declined", "generic_decline"),
    "expired": ("expired_card", "expired_card"),
    "poor": ("card_declined", "insufficient_funds"),
    "authentication": ("authentication_required", "authentication_required"),
}


class Problem(Exception):
    """An error as Stripe answers it."""

    def __init__(self, status: int, **error: Any) -> None:
        self.status = status
        self.error = error
        super().__init__(status, error)


@dataclass
class StripeBooks:
    """Sessions, payment intents, charges and cards, by name, in order of making.

    Attributes:
        now: in seconds since 1970; tests move it.
        searchable: whether the search index has caught up.
    """

    now: int
    searchable: bool = True
    kept: dict[str, Json] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def keep(self, kind: str, prefix: str, **values: Any) -> Json:
        values = {"metadata": {}} | values
        name = f"{prefix}_{next(self._numbers)}"
        self.kept[name] = shaped(kind, id=name, object=kind, created=self.now, **values)
        return self.kept[name]

    def get(self, name: str) -> Json:
        if name not in self.kept:
            raise Problem(404, code="resource_missing", type="invalid_request_error")
        return self.kept[name]

    def newest(self, kind: str) -> list[Json]:
        found = [each for each in self.kept.values() if each["object"] == kind]
        return list(reversed(found))

    def expanded(self, thing: Any, paths: list[str]) -> Any:
        """A copy with the named fields put in place of their names."""
        if isinstance(thing, list):
            return [self.expanded(each, paths) for each in thing]
        if not isinstance(thing, dict):
            return thing
        copy = dict(thing)
        for first in {path.split(".")[0] for path in paths}:
            inner = [p.partition(".")[2] for p in paths if p.split(".")[0] == first]
            value = copy.get(first)
            value = self.kept.get(value, value) if isinstance(value, str) else value
            copy[first] = self.expanded(value, [path for path in inner if path])
        return copy

    # What people and banks do.

    def card(self, funding: str, outcome: str) -> Json:
        return self.keep(
            "payment_method",
            "pm",
            type="card",
            card=shaped(
                "payment_method_card",
                brand="visa",
                last4="1881",
                funding=funding,
                exp_month=4,
                exp_year=2031,
                country="GB",
            ),
            metadata={"outcome": outcome},
        )

    def pay_page(self, name: str, outcome: str, funding: str) -> None:
        """Somebody enters a card on a payment page."""
        page = self.get(name)
        if page["payment_intent"] is None:
            page["payment_intent"] = self.keep(
                "payment_intent",
                "pi",
                amount=page["amount_total"],
                currency=page["currency"],
                status="requires_payment_method",
                metadata=page["metadata_of_intent"],
            )["id"]
        intent = self.get(page["payment_intent"])
        self.try_card(intent, self.card(funding, outcome))
        if intent["status"] == "succeeded":
            page |= {"status": "complete", "payment_status": "paid", "url": None}

    def save_card(self, name: str, outcome: str) -> None:
        """Somebody enters a card on a page that saves it."""
        page, card = self.get(name), self.card("debit", outcome)
        card["customer"] = self.keep("customer", "cus")["id"]
        intent = self.keep(
            "setup_intent",
            "seti",
            status="succeeded",
            usage="off_session",
            customer=card["customer"],
            payment_method=card["id"],
        )
        page |= {
            "status": "complete",
            "setup_intent": intent["id"],
            "customer": card["customer"],
            "url": None,
        }

    def try_card(self, intent: Json, card: Json) -> None:
        outcome = card["metadata"]["outcome"]
        intent["payment_method"] = card["id"]
        if outcome in DECLINES:
            code, decline_code = DECLINES[outcome]
            intent["status"] = "requires_payment_method"
            intent["last_payment_error"] = shaped(
                "api_errors", type="card_error", code=code, decline_code=decline_code
            )
            return
        details = shaped("payment_method_details_card", **_shown(card["card"]))
        charge = self.keep(
            "charge",
            "ch",
            amount=intent["amount"],
            currency=intent["currency"],
            status="succeeded",
            paid=True,
            payment_intent=intent["id"],
            payment_method_details={"type": "card", "card": details},
        )
        intent |= {
            "status": "succeeded",
            "latest_charge": charge["id"],
            "last_payment_error": None,
        }

    def charge_behind(self, name: str) -> Json:
        """The charge of a page or of a payment intent."""
        intent = self.get(self.get(name).get("payment_intent") or name)
        return self.get(intent["latest_charge"])

    def dispute(self, name: str, status: str) -> Json:
        """The owner of the card goes to the bank."""
        charge = self.charge_behind(name)
        charge["disputed"] = True
        return self.keep(
            "dispute",
            "dp",
            amount=charge["amount"],
            currency=charge["currency"],
            status=status,
            charge=charge["id"],
            payment_intent=charge["payment_intent"],
        )


def _shown(card: Json) -> Json:
    return {name: card[name] for name in ("brand", "last4", "funding", "exp_month")}
