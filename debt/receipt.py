"""What a person is told before they pay, and what they keep afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from debt.allocation import Owed
from debt.ledger import Entry, EntryKind, ReturnReason, balance
from debt.money import Money
from debt.payment import PaymentIntent, Purpose

_RETURNS = (EntryKind.RETURNED_PAYMENT, EntryKind.REFUND)


@dataclass(frozen=True)
class Returned:
    """Money of a payment that went back.

    Attributes:
        parts: which parts of the debt are owed again.
        balance: what was owed right after it.
    """

    amount: Money
    on: date
    reason: ReturnReason | None
    parts: Owed
    balance: Money


@dataclass(frozen=True)
class Receipt:
    """A payment that arrived, as the ledger has it.

    Attributes:
        balance: what was owed right after it.
        paid_off: which parts of the debt it paid off.
        returned: what went back since, the oldest first; a refund's own receipt.
    """

    account_id: str
    reference: str
    amount: Money
    paid_on: date
    method: str
    balance: Money
    purpose: Purpose
    paid_off: Owed
    returned: tuple[Returned, ...]


@dataclass(frozen=True)
class PaymentNotice:
    """What a person is told before paying (Visa rules for merchant category 7322).

    Attributes:
        creditor: the original creditor.
        reference: of the account, masked.
        description: what the debt is.
        information: where to learn more about the debt.
        credit_cards: whether credit cards may pay it.
    """

    creditor: str
    reference: str
    description: str
    opened_on: date
    information: str
    credit_cards: bool


def own_entries(intent: PaymentIntent, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that a payment made: their keys begin with its id."""
    return [each for each in entries if each.booking.key.startswith(f"{intent.id}:")]


def receipt_of(intent: PaymentIntent, entries: Sequence[Entry]) -> Receipt | None:
    """The receipt of a payment, if it arrived, from entries in booking order."""
    own = own_entries(intent, entries)
    paid = next((each for each in own if each.kind is EntryKind.PAYMENT), None)
    if paid is None:
        return None
    rest = next((each for each in own if each.kind is EntryKind.WRITE_OFF), paid)
    upto = max(entries.index(paid), entries.index(rest)) + 1
    returns = [each for each in own if each.kind in _RETURNS]
    by_then = [each for each in entries[:upto] if each not in returns]
    return Receipt(
        account_id=paid.account_id,
        reference=intent.reference,
        amount=intent.amount,
        paid_on=paid.booking.booked_on,
        method=paid.booking.method or "",
        balance=balance(by_then, intent.amount.currency),
        purpose=intent.wish.purpose,
        paid_off=-paid.owed,
        returned=tuple(_returned(each, entries) for each in returns),
    )


def _returned(entry: Entry, entries: Sequence[Entry]) -> Returned:
    upto = entries[: entries.index(entry) + 1]
    return Returned(
        amount=entry.amount,
        on=entry.booking.booked_on,
        reason=entry.booking.reason,
        parts=entry.owed,
        balance=balance(upto, entry.amount.currency),
    )
