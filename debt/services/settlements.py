"""Offers to close an account for less, where creditor and phase allow it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from debt.account import Account
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.services.books import Books
from debt.settlement import SettlementOffer, percent_off, settlement_amount
from debt.store import accounts, ledger
from debt.store import settlements as store


@dataclass(frozen=True)
class SettlementService:
    """Writes down what it offers, so it needs a write transaction."""

    books: Books

    def standing(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> SettlementOffer | None:
        """The offer that stands, the same one until its date has passed.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
        """
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account_id)
        balance = ledger.balance_of(tx, account)
        limits = self.books.limits(tx, debtor, account).settlement
        percent = percent_off(account, limits)
        if balance.minor <= 0 or percent <= 0:
            return None
        today = self.books.today(debtor)
        known = store.standing_offer(tx, account.id, balance, percent, today)
        if known:
            return known
        return self._offer(
            tx, account, balance, percent, today + timedelta(days=limits.days)
        )

    def _offer(
        self,
        tx: Session,
        account: Account,
        balance: Money,
        percent: int,
        expires_on: date,
    ) -> SettlementOffer:
        amount = settlement_amount(balance, percent)
        saves = balance - amount
        offer = SettlementOffer(account.id, amount, percent, saves, expires_on)
        store.add_offer(tx, offer, self.books.clock.now())
        return offer
