"""Why an account is behind, told from the books."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.delinquency import Explanation
from debt.help_amounts import HelpfulAmounts, helpful_amounts
from debt.identity import VerifiedDebtor
from debt.services.books import Books
from debt.store import accounts


@dataclass(frozen=True)
class DelinquencyService:
    """Reads only."""

    books: Books

    def explain(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Explanation:
        """The facts, and the three amounts that would help.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return self.books.explain(tx, debtor, account)

    def amounts(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> HelpfulAmounts:
        """The three amounts that help, by the plan in force where there is one.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        explained = self.books.explain(tx, debtor, account)
        limits = self.books.limits_of(account, explained)
        plan = self.books.plan_status(tx, debtor, account, limits)
        return helpful_amounts(explained, plan)
