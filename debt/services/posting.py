"""How news of a payment is booked in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.clock import Clock
from debt.ledger import (
    Booking,
    Entry,
    EntryKind,
    ReturnReason,
    owed_by_part,
    settled_payments,
)
from debt.money import Money
from debt.payment import Move, PaymentIntent, Purpose, Standing, counts_in_full, moves
from debt.policy import RestOfDebt
from debt.receipt import own_entries
from debt.services.bookkeeping import Bookkeeper
from debt.store import ledger, settlements

_CASH_KINDS = (EntryKind.PAYMENT, EntryKind.RETURNED_PAYMENT, EntryKind.REFUND)
_REASONS = {
    Move.REFUND: ReturnReason.REFUNDED,
    Move.CHARGE_BACK: ReturnReason.CHARGED_BACK,
}


@dataclass(frozen=True)
class PaymentPosting:
    """Books one payment inside the open transaction, while its account is locked.

    Keys come from the intent's id and from what is known of the payment, so nothing is
    booked twice.

    Attributes:
        zone: the debtor's, in which the booking day is told.
        intent: as it was before the news.
    """

    tx: Session
    bookkeeper: Bookkeeper
    account: Account
    zone: str
    intent: PaymentIntent

    def follow(self, after: Standing, method: str | None) -> None:
        """Book what the news means; most news mean nothing to the ledger."""
        before = self.intent.standing
        for move, amount in moves(before, after, self.intent.amount):
            if move in _REASONS:
                self._take_back(amount, after, _REASONS[move])
            else:
                again = f":{after.state.value}" if move is Move.PAY_AGAIN else ""
                self._credit(EntryKind.PAYMENT, amount, again, method)
        if counts_in_full(after) and not counts_in_full(before):
            self._finish(after)
        elif counts_in_full(before) and not counts_in_full(after):
            self._restore_written_off()

    def _finish(self, after: Standing) -> None:
        """A settlement writes off the rest."""
        rest = ledger.balance_of(self.tx, self.account)
        if self._is_written_off() and rest.minor > 0:
            self._credit(EntryKind.WRITE_OFF, rest, f":{after.state.value}")

    def _is_written_off(self) -> bool:
        """What the settlement offer said of the rest (FCA CONC 7.4.2)."""
        wish = self.intent.wish
        rest = settlements.rest_of(self.tx, self.account.id, wish.amount)
        return wish.purpose is Purpose.SETTLEMENT and rest is RestOfDebt.WRITTEN_OFF

    def _take_back(self, amount: Money, after: Standing, reason: ReturnReason) -> None:
        own = self._own_entries()
        cash = [each for each in own if each.kind in _CASH_KINDS]
        whole = [each for each in settled_payments(own) if each.amount == -amount]
        if whole:
            self._reverse(whole[-1], reason)
            return
        key = f"{self.intent.id}:{after.state.value}:{after.refunded.minor}"
        still = owed_by_part(cash, self.account.currency)
        booking = self._booking(key, None, reason)
        self.bookkeeper.refund(self.tx, self.account, amount, booking, -still)

    def _restore_written_off(self) -> None:
        own = self._own_entries()
        restored = {each.reverses for each in own}
        for each in own:
            if each.kind is EntryKind.WRITE_OFF and each.id not in restored:
                self._reverse(each, None)

    def _reverse(self, entry: Entry, reason: ReturnReason | None) -> None:
        booking = self._booking(f"{entry.booking.key}:reversed", None, reason)
        self.bookkeeper.take_back(self.tx, entry, booking)

    def _credit(
        self, kind: EntryKind, amount: Money, again: str, method: str | None = None
    ) -> None:
        booking = self._booking(f"{self.intent.id}:{kind.value}{again}", method)
        self.bookkeeper.credit(self.tx, self.account, kind, amount, booking)

    def _own_entries(self) -> list[Entry]:
        return own_entries(self.intent, ledger.entries_of(self.tx, self.account))

    @property
    def _clock(self) -> Clock:
        return self.bookkeeper.books.clock

    def _booking(
        self, key: str, method: str | None, reason: ReturnReason | None = None
    ) -> Booking:
        now, day = self._clock.now(), self._clock.today(self.zone)
        return Booking(key, now, day, method, reason)
