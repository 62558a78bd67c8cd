"""How a payment that changed its state is booked in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.clock import Clock
from debt.ledger import Booking, EntryKind, ReturnReason
from debt.money import Money
from debt.payment import PaymentIntent, PaymentState, Purpose
from debt.policy import RestOfDebt
from debt.services.bookkeeping import Bookkeeper
from debt.store import ledger, settlements

_REASONS = {
    PaymentState.REFUNDED: ReturnReason.REFUNDED,
    PaymentState.DISPUTED: ReturnReason.CHARGED_BACK,
}


@dataclass(frozen=True)
class PaymentPosting:
    """Books one payment inside the open transaction; keys come from the intent's id.

    Attributes:
        zone: the debtor's, in which the booking day is told.
        intent: as it was before the change.
    """

    tx: Session
    bookkeeper: Bookkeeper
    account: Account
    zone: str
    intent: PaymentIntent

    def follow(self, state: PaymentState, method: str | None) -> None:
        """Book what the new state means; most states mean nothing to the ledger."""
        if state is PaymentState.SUCCEEDED:
            self._pay(method)
        elif self.intent.state is PaymentState.SUCCEEDED:
            self._take_back(_REASONS[state])

    def _pay(self, method: str | None) -> None:
        self._book(EntryKind.PAYMENT, self.intent.wish.amount, method)
        rest = ledger.balance_of(self.tx, self.account)
        if self._is_written_off() and rest.minor > 0:
            self._book(EntryKind.WRITE_OFF, rest)

    def _is_written_off(self) -> bool:
        """What the settlement offer said of the rest (FCA CONC 7.4.2)."""
        wish = self.intent.wish
        rest = settlements.rest_of(self.tx, self.account.id, wish.amount)
        return wish.purpose is Purpose.SETTLEMENT and rest is RestOfDebt.WRITTEN_OFF

    def _take_back(self, reason: ReturnReason) -> None:
        keys = posting_keys(self.intent)
        for entry in ledger.entries_of(self.tx, self.account):
            if entry.booking.key in keys:
                key = f"{entry.booking.key}:reversed"
                booking = self._booking(key, None, reason)
                self.bookkeeper.take_back(self.tx, entry, booking)

    def _book(self, kind: EntryKind, amount: Money, method: str | None = None) -> None:
        booking = self._booking(self._key(kind), method)
        self.bookkeeper.credit(self.tx, self.account, kind, amount, booking)

    @property
    def _clock(self) -> Clock:
        return self.bookkeeper.books.clock

    def _key(self, kind: EntryKind) -> str:
        return _key(self.intent, kind)

    def _booking(
        self, key: str, method: str | None, reason: ReturnReason | None = None
    ) -> Booking:
        now, day = self._clock.now(), self._clock.today(self.zone)
        return Booking(key, now, day, method, reason)


def posting_keys(intent: PaymentIntent) -> set[str]:
    """The idempotency keys of the entries that a payment can make."""
    return {_key(intent, kind) for kind in (EntryKind.PAYMENT, EntryKind.WRITE_OFF)}


def _key(intent: PaymentIntent, kind: EntryKind) -> str:
    return f"{intent.id}:{kind.value}"
