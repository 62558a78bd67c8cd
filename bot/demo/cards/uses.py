"""A use of a card: paid with on a page, saved on a page, or charged while saved."""

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


class UseKind(str, Enum):
    """What a merchant asks for; the values start the names of such uses."""

    CHECKOUT = "co"
    SETUP = "su"
    CHARGE = "ch"


class UseState(str, Enum):
    """Where a use stands; a page whose card was declined takes another."""

    OPEN = "open"
    DECLINED = "declined"
    PAID = "paid"
    DONE = "done"
    EXPIRED = "expired"


class DisputeState(str, Enum):
    """Where the owner's complaint to the bank stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class InvalidRequest(Exception):
    """The merchant sent something that cannot be used; names the field."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


@dataclass(frozen=True)
class Wanted:
    """What a merchant asks for, already checked.

    Attributes:
        amount: nothing when a card is only saved.
        creditor, return_url: shown on a page; a charge has none.
        card: the saved card to be charged.
    """

    kind: UseKind
    amount: Money | None
    merchant_reference: str
    description: str
    creditor: str | None
    return_url: str | None
    card: str | None
    webhook_url: str


@dataclass(frozen=True)
class UsedCard:
    """All that is kept of a card."""

    last4: str
    brand: str
    funding: str


@dataclass(frozen=True)
class CardUse:
    """A stored use; times are aware and in UTC.

    Attributes:
        request: as the merchant asked.
        saved_as: the name a saved card got.
        decline: why the last card was refused.
        refunded: how much was given back, in minor units.
    """

    id: str
    request: Wanted
    state: UseState
    expires_at: datetime | None
    card: UsedCard | None
    saved_as: str | None
    paid_at: datetime | None
    decline: str | None
    refunded: int
    dispute: DisputeState | None

    @property
    def takes_cards(self) -> bool:
        return self.state in (UseState.OPEN, UseState.DECLINED)


def parse_request(kind: UseKind, body: Any) -> Wanted:
    """Check the JSON body of a creation call.

    Raises:
        InvalidRequest: naming the first field that is missing or wrong.
    """
    if not isinstance(body, dict):
        raise InvalidRequest("body")
    is_page = kind is not UseKind.CHARGE
    return Wanted(
        kind=kind,
        amount=None if kind is UseKind.SETUP else parse_amount(body),
        merchant_reference=_text(body, "merchant_reference"),
        description=_text(body, "description"),
        creditor=_text(body, "creditor") if is_page else None,
        return_url=_web_address(body, "return_url") if is_page else None,
        card=None if is_page else _text(body, "card"),
        webhook_url=_web_address(body, "webhook_url"),
    )


def parse_amount(body: Any) -> Money:
    """The amount of a payment or a refund.

    Raises:
        InvalidRequest: no amount of money that could be moved.
    """
    if not isinstance(body, dict):
        raise InvalidRequest("body")
    minor, currency = body.get("amount"), body.get("currency")
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
