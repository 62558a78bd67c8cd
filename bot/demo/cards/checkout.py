"""A checkout: one wish to be paid, and what the merchant may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from debt.errors import InvalidMoney
from debt.money import Money

LIFETIME = timedelta(minutes=30)
MAX_AMOUNT_MINOR = 100_000_000
MAX_TEXT_CHARACTERS = 200
MAX_URL_CHARACTERS = 2_000


class CheckoutState(str, Enum):
    """Where a checkout stands; a declined one can still be paid with another card."""

    OPEN = "open"
    DECLINED = "declined"
    PAID = "paid"
    EXPIRED = "expired"


class InvalidRequest(Exception):
    """The merchant sent something that cannot be used; names the field."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class CheckoutRequest:
    """What a merchant asks for, already checked."""

    amount: Money
    merchant_reference: str
    description: str
    creditor: str
    return_url: str
    webhook_url: str


@dataclass(frozen=True)
class PaidCard:
    """All that is kept of a card."""

    last4: str
    brand: str
    funding: str


@dataclass(frozen=True)
class Checkout:
    """A stored checkout; times are aware and in UTC."""

    id: str
    request: CheckoutRequest
    state: CheckoutState
    expires_at: datetime
    card: PaidCard | None
    paid_at: datetime | None

    @property
    def is_payable(self) -> bool:
        return self.state in (CheckoutState.OPEN, CheckoutState.DECLINED)


def parse_request(body: Any) -> CheckoutRequest:
    """Check the JSON body of a creation call.

    Raises:
        InvalidRequest: naming the first field that is missing or wrong.
    """
    if not isinstance(body, dict):
        raise InvalidRequest("body")
    return CheckoutRequest(
        amount=_amount(body.get("amount"), body.get("currency")),
        merchant_reference=_text(body, "merchant_reference"),
        description=_text(body, "description"),
        creditor=_text(body, "creditor"),
        return_url=_web_address(body, "return_url"),
        webhook_url=_web_address(body, "webhook_url"),
    )


def _amount(minor: Any, currency: Any) -> Money:
    if type(minor) is not int or not 0 < minor <= MAX_AMOUNT_MINOR:
        raise InvalidRequest("amount")
    if not isinstance(currency, str):
        raise InvalidRequest("currency")
    try:
        return Money(minor, currency)
    except InvalidMoney as exc:
        raise InvalidRequest("currency") from exc


def _text(body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MAX_TEXT_CHARACTERS:
        raise InvalidRequest(field)
    return value.strip()


def _web_address(body: dict[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or len(value) > MAX_URL_CHARACTERS:
        raise InvalidRequest(field)
    try:
        parts = urlsplit(value)
    except ValueError as exc:
        raise InvalidRequest(field) from exc
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidRequest(field)
    return value
