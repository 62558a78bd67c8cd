"""The one way to book an entry: the account locked, what is owed read, the key kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.allocation import Owed
from debt.ledger import (
    Booking,
    Entry,
    EntryKind,
    new_credit,
    new_debit,
    new_refund,
    reverse,
)
from debt.money import Money
from debt.services.books import Books
from debt.store import accounts, ledger
from debt.store.database import new_id


@dataclass(frozen=True)
class Bookkeeper:
    """Every method is safe to repeat with the same key, and says whether it booked.

    All raise ``IdempotencyConflict`` when the key booked something else before, and
    ``InvalidMoney`` for an amount that is not above zero.
    """

    books: Books

    def debit(
        self,
        tx: Session,
        account: Account,
        kind: EntryKind,
        amount: Money,
        booking: Booking,
    ) -> bool:
        """Book what raises the balance: a charge, interest, a fee, an adjustment."""
        return self._record(tx, new_debit(new_id(), account.id, kind, amount, booking))

    def credit(
        self,
        tx: Session,
        account: Account,
        kind: EntryKind,
        amount: Money,
        booking: Booking,
    ) -> bool:
        """Book what lowers the balance: a payment, a write-off, an adjustment.

        It pays off the parts as they stand, in the order of the policy for that day.
        """
        accounts.lock_account(tx, account.id)
        owed = ledger.owed_of(tx, account)
        order = self.books.limits_on(tx, account, booking.booked_on).payment.allocation
        entry = new_credit(new_id(), account.id, kind, amount, booking, owed, order)
        return self._record(tx, entry)

    def take_back(self, tx: Session, entry: Entry, booking: Booking) -> bool:
        """Book the reverse of an entry: the same parts, to the penny."""
        return self._record(tx, reverse(entry, new_id(), booking))

    def refund(
        self,
        tx: Session,
        account: Account,
        amount: Money,
        booking: Booking,
        paid_off: Owed,
    ) -> bool:
        """Book a part of a payment that went back, of what it still pays off."""
        entry = new_refund(new_id(), account.id, amount, booking, paid_off)
        return self._record(tx, entry)

    def _record(self, tx: Session, entry: Entry) -> bool:
        return ledger.record(tx, entry, self.books.clock.now())
