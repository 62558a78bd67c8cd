"""A card payment: its states, which only ever move forward, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from debt.errors import AmountTooLarge, AmountTooSmall
from debt.money import Money


class PaymentState(str, Enum):
    """How far a payment got, in the order of declaration."""

    CREATED = "created"
    PENDING = "pending"
    EXPIRED = "expired"
    FAILED = "failed"
    SUCCEEDED = "succeeded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


_ORDER = tuple(PaymentState)


class Purpose(str, Enum):
    """What a payment is for."""

    PAYMENT = "payment"
    SETTLEMENT = "settlement"
    INSTALMENT = "instalment"


class EventState(str, Enum):
    """What became of a provider's message; a person looks at quarantined ones."""

    HANDLED = "handled"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class PaymentWish:
    """What a person wants to pay; ``return_url`` is where the card page leads back."""

    account_id: str
    amount: Money
    purpose: Purpose
    return_url: str


@dataclass(frozen=True)
class PaymentPage:
    """A page of the card provider, and until when it takes money."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class PaymentIntent:
    """A wish to pay on its way, before and after the provider knows of it.

    Attributes:
        reference: ours; printed on the receipt, and known to the provider.
        provider_key: the idempotency key of the call to the provider.
        provider_reference: the provider's own name for it, once it has one.
    """

    id: str
    reference: str
    conversation_id: str
    wish: PaymentWish
    state: PaymentState
    provider_key: str
    provider_reference: str | None = None
    page: PaymentPage | None = None


@dataclass(frozen=True)
class PaymentStarted:
    """Where to pay: a page of the card provider."""

    url: str
    amount: Money
    account_id: str
    expires_at: datetime


@dataclass(frozen=True)
class Settled:
    """A payment that changed its state.

    Attributes:
        balance: what is owed now.
        reference: the receipt reference.
    """

    conversation_id: str
    account_id: str
    state: PaymentState
    amount: Money
    balance: Money
    reference: str
    purpose: Purpose


@dataclass(frozen=True)
class Receipt:
    """A payment that arrived, as the ledger has it.

    Attributes:
        balance: what was owed right after it.
    """

    account_id: str
    reference: str
    amount: Money
    paid_on: date
    method: str
    balance: Money
    purpose: Purpose


def advance(state: PaymentState, new: PaymentState) -> PaymentState:
    """The further of two states, so late or repeated news changes nothing.

    States are totally ordered: whatever order the news arrives in, the end is the same.
    Success outranks failure and expiry, because money that arrived must be booked.
    """
    return max(state, new, key=_ORDER.index)


def check_amount(amount: Money, balance: Money, minimum: Money) -> None:
    """Refuse a payment outside ``min(minimum, balance)`` .. ``balance``.

    Raises:
        AmountTooSmall: below the minimum; the whole balance is always enough.
        AmountTooLarge: more than is owed.
    """
    if amount > balance:
        raise AmountTooLarge(balance)
    least = min(minimum, balance)
    if amount < least or amount.minor <= 0:
        raise AmountTooSmall(least)
