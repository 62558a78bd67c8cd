"""A card payment: its states, which only ever move forward, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from debt.errors import AmountTooLarge, AmountTooSmall
from debt.money import Money, total


class PaymentState(str, Enum):
    """How far a payment got, in the order of declaration.

    After a declined card a page can still be paid, until it expires.
    Barred is money that came from a card the creditor may not take: it is booked, and
    on its way back. A dispute that was won brings the money back to us.
    """

    CREATED = "created"
    PENDING = "pending"
    FAILED = "failed"
    EXPIRED = "expired"
    SUCCEEDED = "succeeded"
    BARRED = "barred"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


_ORDER = tuple(PaymentState)
OPEN = (PaymentState.CREATED, PaymentState.PENDING)
ARRIVED = _ORDER[_ORDER.index(PaymentState.SUCCEEDED) :]
_TAKEN_AWAY = (PaymentState.DISPUTED, PaymentState.DISPUTE_LOST)
_COUNTS = (PaymentState.SUCCEEDED, PaymentState.DISPUTE_WON)
_REFUNDABLE = (PaymentState.SUCCEEDED, PaymentState.BARRED)


class Purpose(str, Enum):
    """What a payment is for."""

    PAYMENT = "payment"
    SETTLEMENT = "settlement"
    INSTALMENT = "instalment"


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
class Standing:
    """What is known of a payment's money.

    Attributes:
        refunded: sent back so far, from nothing up to the whole amount.
    """

    state: PaymentState
    refunded: Money


@dataclass(frozen=True)
class PaymentIntent:
    """A wish to pay on its way, before and after the provider knows of it.

    Attributes:
        reference: ours; printed on the receipt, and known to the provider.
        provider_key: the idempotency key of the call to the provider.
        provider_reference: the provider's own name for it, once it has one.
        card: the saved card it is charged to; ``None`` for a page.
        decline: the provider's reason, if a card was declined.
    """

    id: str
    reference: str
    conversation_id: str
    wish: PaymentWish
    standing: Standing
    provider_key: str
    provider_reference: str | None = None
    page: PaymentPage | None = None
    card: str | None = None
    decline: str | None = None

    @property
    def state(self) -> PaymentState:
        return self.standing.state

    @property
    def amount(self) -> Money:
        return self.wish.amount

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


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


class Move(str, Enum):
    """What a change of a payment means for the books."""

    PAY = "pay"
    PAY_AGAIN = "pay_again"
    REFUND = "refund"
    CHARGE_BACK = "charge_back"


def advance(state: PaymentState, new: PaymentState) -> PaymentState:
    """The further of two states, so late or repeated news changes nothing.

    States are totally ordered: whatever order the news arrives in, the end is the same.
    Success outranks failure and expiry, because money that arrived must be booked.
    """
    return max(state, new, key=_ORDER.index)


def fold(known: Standing, news: Standing, amount: Money) -> Standing:
    """Everything known after the news; the same in any order, and with repeats.

    State and refunds both only grow. A payment refunded in full says so in both.
    """
    state = advance(known.state, news.state)
    refunded = max(known.refunded, news.refunded)
    if PaymentState.REFUNDED in (known.state, news.state):
        refunded = amount
    if refunded == amount and state in _REFUNDABLE:
        state = PaymentState.REFUNDED
    return Standing(state, refunded)


def kept(standing: Standing, amount: Money) -> Money:
    """How much of a payment is ours: nothing while the bank has taken it away."""
    if standing.state not in ARRIVED or standing.state in _TAKEN_AWAY:
        return Money.zero(amount.currency)
    return amount - standing.refunded


def counts_in_full(standing: Standing) -> bool:
    """Whether the whole payment is ours to stay: only then does it settle a debt."""
    return standing.state in _COUNTS and not standing.refunded


def moves(
    before: Standing, after: Standing, amount: Money
) -> tuple[tuple[Move, Money], ...]:
    """What to book, in order, so that the books hold what is kept of the payment."""
    steps = []
    held, holds = kept(before, amount), kept(after, amount)
    if before.state not in ARRIVED and after.state in ARRIVED:
        steps.append((Move.PAY, amount))
        held = amount
    if holds > held:
        steps.append((Move.PAY_AGAIN, holds - held))
    elif holds < held:
        gone = after.state in _TAKEN_AWAY
        steps.append((Move.CHARGE_BACK if gone else Move.REFUND, held - holds))
    return tuple(steps)


def news_of(before: Standing, after: Standing) -> PaymentState | None:
    """What the person hears of a change, if anything.

    A refund in part is a refund. Who heard that a card may not pay knows of the refund,
    and who heard of a declined card needs not hear that the page has closed.
    """
    known = {
        PaymentState.BARRED: (PaymentState.BARRED, PaymentState.REFUNDED),
        PaymentState.FAILED: (PaymentState.EXPIRED,),
    }
    if after.state in known.get(before.state, ()):
        return None
    if after.state is not before.state:
        return after.state
    return PaymentState.REFUNDED if after.refunded > before.refunded else None


def new_intent(
    intent_id: str,
    reference: str,
    conversation_id: str,
    wish: PaymentWish,
    card: str | None = None,
) -> PaymentIntent:
    """A payment that nobody but us knows of yet."""
    call = "charge" if card else "checkout"
    return PaymentIntent(
        id=intent_id,
        reference=reference,
        conversation_id=conversation_id,
        wish=wish,
        standing=Standing(PaymentState.CREATED, Money.zero(wish.amount.currency)),
        provider_key=f"{call}-{intent_id}",
        card=card,
    )


def pages_to_close(
    waiting: Sequence[PaymentIntent], wish: PaymentWish, owed: Money
) -> Sequence[PaymentIntent]:
    """The oldest open pages that must close before this payment can be started.

    What may still arrive must never come to more than is owed. A settlement takes the
    whole balance, whatever its amount.

    Raises:
        AmountTooLarge: charges are on their way, and they cannot be called back.
    """
    on_its_way = claimed([each.wish for each in waiting if each.card], owed)
    pages = [each for each in waiting if not each.card]
    for count in range(len(pages) + 1):
        wishes = [wish, *(each.wish for each in pages[count:])]
        if claimed(wishes, owed) <= owed - on_its_way:
            return pages[:count]
    raise AmountTooLarge(max(owed - on_its_way, Money.zero(owed.currency)))


def claimed(wishes: Sequence[PaymentWish], owed: Money) -> Money:
    """How much of the balance these payments take if they all arrive."""
    return total(
        [
            owed if each.purpose is Purpose.SETTLEMENT else each.amount
            for each in wishes
        ],
        owed.currency,
    )


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
