"""Refunds that we order: why, how much, and how far each one is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from debt.errors import AmountTooLarge, AmountTooSmall
from debt.money import Money


class RefundReason(str, Enum):
    """Why money goes back."""

    BARRED_CARD = "barred_card"
    OVERPAID = "overpaid"
    ASKED_FOR = "asked_for"


class RefundState(str, Enum):
    """A proposed refund waits for a person; an ordered one for the provider."""

    PROPOSED = "proposed"
    ORDERED = "ordered"
    DONE = "done"
    STUCK = "stuck"


@dataclass(frozen=True)
class Refund:
    """Money of one payment to be sent back.

    Attributes:
        up_to: what will have been refunded of the payment in all once this is done.
        provider_key: the idempotency key of the call, stored before the call is made.
    """

    id: str
    intent_id: str
    reason: RefundReason
    amount: Money
    up_to: Money
    state: RefundState
    provider_key: str


def check_refund(amount: Money, left: Money) -> None:
    """Refuse to send back nothing, or more than is left of a payment.

    Raises:
        AmountTooSmall: not above zero.
        AmountTooLarge: more than is left.
    """
    if amount.minor <= 0:
        raise AmountTooSmall(Money(1, amount.currency))
    if amount > left:
        raise AmountTooLarge(left)
