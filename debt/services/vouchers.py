"""Standing in for the facts of the identity check: a login elsewhere, an invitation.

A voucher opens nothing. It only says to whom a one-time code goes once one is needed,
and nothing of that person is shown before the code was typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.errors import UnknownAccount
from debt.store import identity
from debt.store import vouchers as store
from debt.voucher import INVITATION_LIFETIME, VoucherSource, hash_of, new_token


@dataclass(frozen=True)
class VoucherService:
    """Vouchers count for 30 minutes, invitations once within 30 days."""

    clock: Clock

    def person(self, tx: Session, name: str) -> str:
        """The id of the one person with this account reference or customer number.

        Raises:
            UnknownAccount: there is nobody, or it could be two people.
        """
        found = store.people_called(tx, name)
        if len(found) != 1:
            raise UnknownAccount(name)
        return found.pop()

    def vouch(
        self, tx: Session, conversation_id: str, debtor_id: str, source: VoucherSource
    ) -> None:
        """Take somebody's word for whom a conversation is with.

        A check that somebody else passed in this conversation ends.
        """
        now = self.clock.now()
        session = identity.session_of(tx, conversation_id)
        if session is not None and session.debtor_id != debtor_id:
            identity.end_session(tx, conversation_id, now)
            identity.forget_code(tx, conversation_id)
        store.replace_voucher(tx, conversation_id, debtor_id, source.value, now)

    def is_of_another(self, tx: Session, conversation_id: str, debtor_id: str) -> bool:
        """Whether anybody else was ever verified in a conversation."""
        stretches = identity.stretches_of(tx, conversation_id)
        return any(each.debtor_id != debtor_id for each in stretches)

    def invite(self, tx: Session, debtor_id: str, invited_by: str) -> str:
        """A token for one person, to be sent to them; at most 64 of ``A-Za-z0-9_-``."""
        token = new_token()
        now = self.clock.now()
        store.add_invitation(tx, hash_of(token), debtor_id, invited_by, now)
        return token

    def redeem(self, tx: Session, token: str, conversation_id: str) -> bool:
        """Use up an invitation for a conversation; whether it was good is not for show.

        The same token in the same conversation is good again: an answer may be lost.
        """
        now = self.clock.now()
        token_hash = hash_of(token)
        debtor_id = store.use_invitation(
            tx, token_hash, now - INVITATION_LIFETIME, conversation_id, now
        )
        if debtor_id is not None:
            self.vouch(tx, conversation_id, debtor_id, VoucherSource.INVITATION)
            return True
        known = store.invitation_of(tx, token_hash)
        return known is not None and known.conversation_id == conversation_id
