"""What the debt floor asks of any provider of hosted card payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from debt.money import Money
from debt.payment import PaymentState


@dataclass(frozen=True)
class Checkout:
    """A payment page to be made.

    Attributes:
        merchant_reference: ours; comes back with the payment.
        description: what is paid, shown on the page: never more than the product.
        key: a repeated call with the same key makes no second page.
    """

    amount: Money
    merchant_reference: str
    description: str
    creditor: str
    return_url: str
    key: str


@dataclass(frozen=True)
class CreatedCheckout:
    """A payment page that was made."""

    reference: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class ProviderPayment:
    """What the provider says about a payment now.

    Attributes:
        method: how it was paid, safe to show (``Visa ••1881``), once it was paid.
    """

    reference: str
    state: PaymentState
    amount: Money
    merchant_reference: str
    method: str | None


@dataclass(frozen=True)
class ProviderEvent:
    """A signed hint that something changed; ``reference`` is the provider's."""

    id: str
    type: str
    reference: str | None


class CardProvider(Protocol):
    """A provider of hosted card payments. Card data never reaches us."""

    @property
    def name(self) -> str:
        """The provider's name, kept with every payment."""

    def create(self, checkout: Checkout) -> CreatedCheckout:
        """Make a payment page.

        Raises:
            PaymentUnavailable: no answer, or an answer that makes no sense.
        """

    def fetch(self, reference: str) -> ProviderPayment:
        """Read a payment as the provider knows it now.

        Raises:
            PaymentUnavailable: no answer, or an answer that makes no sense.
        """

    def verify(self, raw: bytes, signature: str) -> ProviderEvent:
        """Read a message, if its signature proves where it comes from.

        Raises:
            UntrustedEvent: wrong, old or unreadable.
        """
