"""Past payments as a person asks for them, and those that are on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from debt.ledger import Entry, EntryKind, ReturnReason
from debt.money import Money, total
from debt.payment import ARRIVED, OPEN, PaymentIntent, PaymentState
from debt.receipt import own_entries

_DAYS_ON_THE_WAY = timedelta(days=5)
_RECENT = timedelta(days=14)


class PaymentLineStatus(str, Enum):
    """What became of a payment."""

    SETTLED = "settled"
    PENDING = "pending"
    FAILED = "failed"
    REFUNDED = "refunded"
    RETURNED = "returned"


@dataclass(frozen=True)
class PaymentLine:
    """One payment.

    Attributes:
        balance: what was owed right after it; ``None`` when it never arrived.
        reference: of its receipt, when it was paid here.
        returned: how much of it went back.
    """

    on: date
    amount: Money
    method: str | None
    status: PaymentLineStatus
    balance: Money | None
    reason: ReturnReason | None
    reference: str | None
    returned: Money


@dataclass(frozen=True)
class Attempt:
    """A payment that was begun here, and the day in the person's zone."""

    intent: PaymentIntent
    made_on: date

    @property
    def state(self) -> PaymentState:
        return self.intent.state

    @property
    def has_arrived(self) -> bool:
        return self.state in ARRIVED


def payment_lines(
    entries: Sequence[Entry], attempts: Sequence[Attempt], currency: str
) -> tuple[PaymentLine, ...]:
    """All payments, the newest first.

    Args:
        entries: all of the account's, in booking order: the balance runs over them.
        attempts: the newest first; a page that closed unpaid is nothing to tell of.
    """
    owed = Money.zero(currency)
    lines = []
    for entry in entries:
        owed += entry.amount
        if entry.kind is EntryKind.PAYMENT:
            lines.append(_arrived(entry, entries, attempts, owed))
    lines += [_not_arrived(each) for each in reversed(attempts) if _is_told(each)]
    newest_last = sorted(lines, key=lambda line: line.on)
    return tuple(reversed(newest_last))


def matching(
    lines: Sequence[PaymentLine], amount: Money | None, on: date | None
) -> tuple[PaymentLine, ...]:
    """Those of an amount and about a day; what is not known is left open.

    A bank takes some days from the one a person remembers to the one it is booked.
    """
    return tuple(
        each
        for each in lines
        if amount in (None, each.amount)
        and (on is None or on <= each.on <= on + _DAYS_ON_THE_WAY)
    )


def recent(lines: Sequence[PaymentLine], today: date) -> tuple[PaymentLine, ...]:
    """Those of the last days, which "I have paid" may be about."""
    return tuple(each for each in lines if today - each.on <= _RECENT)


def doubled(lines: Sequence[PaymentLine], days: int) -> tuple[PaymentLine, ...]:
    """Payments that stayed and look alike: one amount, within so many days."""
    settled = [each for each in lines if each.status is PaymentLineStatus.SETTLED]
    return tuple(
        each
        for each in settled
        if any(
            other is not each
            and other.amount == each.amount
            and abs((other.on - each.on).days) <= days
            for other in settled
        )
    )


def _arrived(
    payment: Entry, entries: Sequence[Entry], attempts: Sequence[Attempt], owed: Money
) -> PaymentLine:
    intent = _intent_of(payment, attempts)
    returns = [each for each in entries if each.reverses == payment.id]
    if intent is not None:
        own = own_entries(intent, entries)
        returns += [each for each in own if each.kind is EntryKind.REFUND]
    reason = returns[-1].booking.reason if returns else None
    status = PaymentLineStatus.SETTLED
    if returns:
        is_refund = reason is ReturnReason.REFUNDED
        status = PaymentLineStatus.REFUNDED if is_refund else PaymentLineStatus.RETURNED
    return PaymentLine(
        on=payment.booking.booked_on,
        amount=-payment.amount,
        method=payment.booking.method,
        status=status,
        balance=owed,
        reason=reason,
        reference=intent.reference if intent else None,
        returned=total([each.amount for each in returns], payment.amount.currency),
    )


def _intent_of(payment: Entry, attempts: Sequence[Attempt]) -> PaymentIntent | None:
    own = (each.intent for each in attempts if own_entries(each.intent, [payment]))
    return next(own, None)


def _is_told(attempt: Attempt) -> bool:
    return attempt.state in (*OPEN, PaymentState.FAILED)


def _not_arrived(attempt: Attempt) -> PaymentLine:
    intent = attempt.intent
    is_open = attempt.state in OPEN
    return PaymentLine(
        on=attempt.made_on,
        amount=intent.amount,
        method=None,
        status=PaymentLineStatus.PENDING if is_open else PaymentLineStatus.FAILED,
        balance=None,
        reason=None,
        reference=None,
        returned=Money.zero(intent.amount.currency),
    )
