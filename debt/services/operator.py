"""The operator's words for a conversation: by who is in it, as far as that is known."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.errors import NotVerified
from debt.identity import VerifiedDebtor
from debt.operator import Operator, Words
from debt.services.identity import IdentityService


@dataclass(frozen=True)
class OperatorService:
    """Chooses the words; none of them is changed here."""

    operator: Operator
    identity: IdentityService

    def words_of(self, debtor: VerifiedDebtor) -> Words:
        """The words for a verified person: by their jurisdiction."""
        return self.operator.words(debtor.jurisdiction)

    def words_in(self, tx: Session, conversation_id: str, locale: str) -> Words:
        """The words for who is in a conversation; before the check by its locale."""
        try:
            return self.words_of(self.identity.debtor(tx, conversation_id))
        except NotVerified:
            return self.operator.words_by_locale(locale)
