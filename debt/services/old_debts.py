"""Debts too old for a court: told of before anything is paid on them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.disclosure import DisclosureKind
from debt.identity import VerifiedDebtor
from debt.services.books import Books
from debt.store import accounts, rights


@dataclass(frozen=True)
class OldDebtService:
    """Everything that collects asks the books; here it is asked and answered."""

    books: Books

    def is_time_barred(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> bool:
        """Whether the account is too old for a court where the person lives.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return self.books.is_time_barred(tx, debtor, account)

    def confirm(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        version: str,
        key: str,
    ) -> None:
        """Note that the person was told and wants to go on: in this conversation.

        Args:
            version: names the exact words, as a hash of them.
            key: of the turn that gave them.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        here, kind = debtor.conversation_id, DisclosureKind.OLD_DEBT
        given = rights.Given(here, account.id, kind, version, key)
        rights.add_disclosure(tx, given, self.books.clock.now())
