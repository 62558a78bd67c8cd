"""What the debt floor asks of any provider of hosted card payments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from debt.money import Money
from debt.payment import PaymentState

AUTHENTICATION_REQUIRED = "authentication_required"
_BRANDS = {"amex": "American Express", "jcb": "JCB", "unionpay": "UnionPay"}


class CardFunding(str, Enum):
    """Whose money a card spends; card schemes bar some of it for some debts."""

    DEBIT = "debit"
    CREDIT = "credit"
    PREPAID = "prepaid"
    UNKNOWN = "unknown"


class SetupState(str, Enum):
    """How far the saving of a card got."""

    PENDING = "pending"
    DONE = "done"
    EXPIRED = "expired"


class EventSubject(str, Enum):
    """What an event is about, and so what is to be read again."""

    PAYMENT = "payment"
    SETUP = "setup"
    NOTHING = "nothing"


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
    """A page of the provider that was made."""

    reference: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class CardSetup:
    """A page to be made that saves a card and takes no money; fields as in Checkout."""

    merchant_reference: str
    description: str
    creditor: str
    return_url: str
    key: str


@dataclass(frozen=True)
class SavedCard:
    """A card the provider keeps for later charges.

    Attributes:
        reference: the provider's name for it, to charge and to forget it by.
        method: safe to show (``Visa ••1881``).
    """

    reference: str
    method: str
    funding: CardFunding


@dataclass(frozen=True)
class ProviderSetup:
    """What the provider says about the saving of a card now."""

    reference: str
    state: SetupState
    merchant_reference: str
    card: SavedCard | None


@dataclass(frozen=True)
class Charge:
    """Money to be taken from a saved card while its owner is not there.

    Attributes:
        card: the reference of the saved card.
        key: a repeated call with the same key takes no second amount.
    """

    amount: Money
    merchant_reference: str
    description: str
    card: str
    key: str


@dataclass(frozen=True)
class ProviderPayment:
    """What the provider says about a payment now.

    Attributes:
        reference: the name it was given when it was made, by whichever it was read.
        state: refunded when all of it went back; disputed while the money is with the
            card's issuer, then for ever dispute_won or dispute_lost, so that old news
            cannot be taken for new.
        method: how it was paid, safe to show (``Visa ••1881``), once it was paid.
        refunded: how much of it went back so far.
        decline: the reason code of the last card that was refused, such as
            card_expired, insufficient_funds or authentication_required.
    """

    reference: str
    state: PaymentState
    amount: Money
    merchant_reference: str
    method: str | None
    refunded: Money
    funding: CardFunding | None = None
    decline: str | None = None


@dataclass(frozen=True)
class ProviderEvent:
    """A signed hint that something changed; ``reference`` is the provider's."""

    id: str
    type: str
    reference: str | None
    subject: EventSubject


class CardProvider(Protocol):
    """A provider of hosted card payments. Card data never reaches us.

    Every call may raise PaymentUnavailable (no answer, or one that makes no sense: what
    happened is not known) and PaymentRefused (understood and turned down: nothing
    happened, and asking again changes nothing). None is ever repeated here.
    """

    @property
    def name(self) -> str:
        """The provider's name, kept with every payment."""

    @property
    def signature_header(self) -> str:
        """The header in which its messages bring their proof."""

    def create(self, checkout: Checkout) -> CreatedCheckout:
        """Make a payment page."""

    def fetch(self, reference: str) -> ProviderPayment:
        """Read a payment as the provider knows it now.

        Args:
            reference: as it was made or charged with, or as an event named it.
        """

    def close(self, reference: str) -> ProviderPayment:
        """Close an open payment page, so that nothing can be paid on it any more.

        Returns the payment as it is then: one that was paid before stays paid.
        """

    def find(self, merchant_reference: str) -> ProviderPayment | None:
        """The newest payment with our reference, to be asked for after no answer.

        None: the provider knows nothing of it, so no money was taken.
        """

    def set_up(self, setup: CardSetup) -> CreatedCheckout:
        """Make a page that saves a card."""

    def fetch_setup(self, reference: str) -> ProviderSetup:
        """Read how far the saving of a card got."""

    def charge(self, charge: Charge) -> ProviderPayment:
        """Take money from a saved card.

        A decline is an answer and no error: a failed payment with its reason. So is a
        bank that wants to see the owner (authentication_required).
        """

    def refund(self, reference: str, amount: Money, key: str) -> ProviderPayment:
        """Give back an amount, up to what was paid and not yet given back."""

    def forget(self, card: str) -> None:
        """Let go of a saved card; one that is gone already is no error."""

    def payments_since(self, moment: datetime) -> Iterator[ProviderPayment]:
        """Every payment of ours made at or after a moment, the newest first."""

    def verify(self, raw: bytes, signature: str) -> ProviderEvent:
        """Read a message, if its signature proves where it comes from.

        Raises:
            UntrustedEvent: wrong, old or unreadable.
        """


def method_name(brand: str, last4: str) -> str:
    """How a card is called where people see it: ``Visa ••1881``."""
    return f"{_BRANDS.get(brand, brand.title())} ••{last4}"
