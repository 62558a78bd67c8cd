"""How people want to be reached, and whether they may be written to at this moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Contact, ContactKind
from debt.clock import Clock
from debt.contact import (
    Medium,
    Objection,
    Preferences,
    Wish,
    WishKind,
    objection_to_hour,
)
from debt.identity import VerifiedDebtor
from debt.rights import blocks_on
from debt.store import accounts, identity, rights, vouchers
from debt.store import contact as store
from debt.store.requests import fingerprint, once

# The media that go to an address on file; a chat is reached by its conversation.
_ON_FILE = {
    Medium.PHONE: ContactKind.SMS,
    Medium.SMS: ContactKind.SMS,
    Medium.WHATSAPP: ContactKind.SMS,
    Medium.EMAIL: ContactKind.EMAIL,
}


@dataclass(frozen=True)
class ContactService:
    """Wishes can be said by anybody who writes; they count from the same moment."""

    clock: Clock

    def wish(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        conversation_id: str,
        wishes: Iterable[Wish],
        words: str,
        key: str,
    ) -> None:
        """Write down what a person wants, with the words they said it in.

        Args:
            debtor: ``None`` before the check; the wishes then wait for the
                conversation to pass it, and hold for the conversation itself.
        """
        told = tuple(wishes)
        whom = debtor.id if debtor else None
        with once(tx, "contact.wish", key, fingerprint(told, words)) as request:
            if request.made_before:
                return
            for each in told:
                store.add_wish(tx, whom, conversation_id, each, words, self.clock.now())
            request.result = str(len(told))

    def allow_again(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        conversation_id: str,
        medium: Medium | None,
    ) -> None:
        """Take back that a medium is stopped; without one, every stop and time."""
        whom, now = debtor.id if debtor else None, self.clock.now()
        value = medium.value if medium else None
        store.withdraw(tx, whom, conversation_id, WishKind.STOP, value, now)
        store.withdraw(tx, whom, conversation_id, WishKind.ONLY, None, now)
        if medium is None:
            for kind in (WishKind.NOT_AT, WishKind.NOT_ON, WishKind.NOT_IN):
                store.withdraw(tx, whom, conversation_id, kind, None, now)

    def contacts(self, tx: Session, debtor: VerifiedDebtor) -> list[Contact]:
        """Where the person can be reached, the preferred contact first."""
        return store.contacts_of(tx, debtor.id)

    def preferences(
        self, tx: Session, debtor_id: str | None, conversation_id: str | None = None
    ) -> Preferences:
        """What stands of the wishes of a person, or of an unchecked conversation."""
        return Preferences(store.wishes_of(tx, debtor_id, conversation_id))

    def report_wrong_party(
        self,
        tx: Session,
        conversation_id: str,
        address: str | None,
        words: str,
        key: str,
    ) -> None:
        """Write down that we reached somebody else, so that nothing more goes there.

        Whom we looked for is known only where a login or an invitation vouched for
        them; an address counts where the person names it (FCA CONC 7.5.2).
        """
        with once(tx, "contact.wrong_party", key, fingerprint(conversation_id)) as done:
            if done.made_before:
                return
            voucher = vouchers.voucher_of(tx, conversation_id)
            session = identity.session_of(tx, conversation_id)
            sought = voucher or session
            store.add_wrong_party(
                tx,
                conversation_id,
                sought.debtor_id if sought else None,
                address,
                words,
                self.clock.now(),
            )
            done.result = conversation_id

    def objection(
        self,
        tx: Session,
        debtor_id: str,
        medium: Medium,
        *,
        account_id: str | None = None,
        conversation_id: str | None = None,
    ) -> Objection | None:
        """Why no message may go to a person now; ``None`` if one may.

        Everything is looked up at this moment, so it is to be asked right before
        sending, every time, and never for an answer to what a person has just written.

        Args:
            account_id: what the message is about; without it any block forbids it.
            conversation_id: of a chat, the one that the message would go into.
        """
        if self._is_wrong_party(tx, debtor_id, medium, conversation_id):
            return Objection.WRONG_PARTY
        if self._is_blocked(tx, debtor_id, account_id):
            return Objection.BLOCKED
        wishes = self.preferences(tx, debtor_id, conversation_id)
        if wishes.is_stopped(medium):
            return Objection.STOPPED
        if not self._has_address(tx, debtor_id, medium, conversation_id):
            return Objection.NO_ADDRESS
        zone = accounts.debtor_row(tx, debtor_id).zone
        return objection_to_hour(wishes, zone, self.clock.now())

    def _is_wrong_party(
        self, tx: Session, debtor_id: str, medium: Medium, conversation_id: str | None
    ) -> bool:
        if conversation_id and store.is_wrong_party(tx, conversation_id):
            return True
        reached = store.wrongly_reached(tx, debtor_id)
        found = identity.verifications_of(tx, debtor_id)
        # Whoever has typed a code since is at the contact that it was sent to.
        return reached is not None and not any(v.began_at > reached for v in found)

    def _is_blocked(self, tx: Session, debtor_id: str, account_id: str | None) -> bool:
        now = self.clock.now()
        blocks = rights.blocks_of(tx, debtor_id, now)
        return bool(blocks_on(blocks, account_id, now) if account_id else blocks)

    def _has_address(
        self, tx: Session, debtor_id: str, medium: Medium, conversation_id: str | None
    ) -> bool:
        if medium is Medium.POST:
            return True
        kind = _ON_FILE.get(medium)
        if kind is None:
            return conversation_id is not None
        return store.contact_of_kind(tx, debtor_id, kind) is not None
