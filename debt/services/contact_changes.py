"""Another telephone number, e-mail or address: the old contact has to agree first."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from debt.account import Contact, ContactKind
from debt.clock import Clock
from debt.contact import ChangeOutcome, ChangeState, ContactChange, Detail, masked
from debt.gateways.notices import Notices
from debt.identity import (
    CODE_AWAITED,
    CODE_TRIES,
    CodeAttempt,
    CodeOutcome,
    VerifiedDebtor,
    judge,
    keyed_hash,
    new_code,
    normal_code,
)
from debt.services.identity import IdentityService
from debt.store import accounts
from debt.store import contact_changes as store
from debt.store.requests import fingerprint, once
from debt.store.tables import ContactChangeRow

_KINDS = {Detail.PHONE: ContactKind.SMS, Detail.EMAIL: ContactKind.EMAIL}
# Each sends two codes, one of them to an address that anybody may name.
CHANGES_IN_A_DAY = 3
_AWAITING = (ChangeState.ASKED, ChangeState.ALLOWED)


@dataclass(frozen=True)
class ContactChangeService:
    """A new contact counts after a code to the old one and a code to itself."""

    clock: Clock
    notices: Notices
    identity: IdentityService
    pepper: bytes = field(repr=False)

    def ask(
        self, tx: Session, debtor: VerifiedDebtor, detail: Detail, new: str, key: str
    ) -> ContactChange:
        """Send a code to the contact on file.

        Where there is none, or too many changes were asked for in a day, the change is
        passed on to a person.
        """
        asked = fingerprint(debtor.id, detail.value, new)
        with once(tx, "contact.change", key, asked) as request:
            if request.result is None:
                request.result = self._ask(tx, debtor, detail, new, key).id
            return _change(store.change_with_id(tx, request.result))

    def awaiting_code(self, tx: Session, conversation_id: str) -> bool:
        """Whether a message that looks like a code should be checked as one."""
        row = store.newest_change(tx, conversation_id)
        if row is None or row.state not in _AWAITING or row.tries >= CODE_TRIES:
            return False
        debtor = self.identity.debtor_or_none(tx, conversation_id)
        if debtor is None or debtor.id != row.debtor_id:
            return False
        return self.clock.now() - row.sent_at < CODE_AWAITED

    def check_code(self, tx: Session, conversation_id: str, code: str) -> ChangeOutcome:
        """Check a typed code; call it only while one is awaited."""
        row = store.newest_change(tx, conversation_id, for_update=True)
        if row is None or not self.awaiting_code(tx, conversation_id):
            return ChangeOutcome.EXPIRED
        outcome = judge(self._attempt(row, code))
        if outcome is CodeOutcome.ACCEPTED:
            return self._accepted(tx, row)
        row.tries += 1
        tx.flush()
        return ChangeOutcome(outcome.value)

    def _ask(
        self, tx: Session, debtor: VerifiedDebtor, detail: Detail, new: str, key: str
    ) -> ContactChangeRow:
        now = self.clock.now()
        old = accounts.first_contact(tx, debtor.id)
        used = store.changes_since(tx, debtor.id, now - timedelta(days=1))
        is_open = old is not None and used < CHANGES_IN_A_DAY
        code = new_code()
        if old is not None and is_open:
            self.notices.send_code(tx, old, code, key)
        return store.add_change(
            tx,
            debtor.conversation_id,
            debtor_id=debtor.id,
            kind=detail,
            old=old and old.address,
            new=new,
            state=ChangeState.ASKED if is_open else ChangeState.PASSED_ON,
            code_hash=self._hash(debtor.conversation_id, code),
            sent_at=now,
            asked_at=now,
        )

    def _accepted(self, tx: Session, row: ContactChangeRow) -> ChangeOutcome:
        kind = _KINDS.get(row.kind)
        if kind is None:
            row.state = ChangeState.PASSED_ON
        elif row.state is ChangeState.ASKED:
            self._send_to_new(tx, row, Contact(kind, row.new))
        else:
            row.state = ChangeState.CHANGED
            row.changed_at = self.clock.now()
            store.put_contact(tx, row.debtor_id, Contact(kind, row.new))
        tx.flush()
        return ChangeOutcome(row.state.value)

    def _send_to_new(self, tx: Session, row: ContactChangeRow, new: Contact) -> None:
        code = new_code()
        row.state = ChangeState.ALLOWED
        row.code_hash = self._hash(row.conversation_id, code)
        row.sent_at, row.tries = self.clock.now(), 0
        self.notices.send_code(tx, new, code, f"{row.id}:new")

    def _attempt(self, row: ContactChangeRow, code: str) -> CodeAttempt:
        typed = self._hash(row.conversation_id, normal_code(code))
        return CodeAttempt(
            right=hmac.compare_digest(typed, row.code_hash),
            tries=row.tries,
            age=self.clock.now() - row.sent_at,
            used=False,
        )

    def _hash(self, conversation_id: str, code: str) -> str:
        return keyed_hash(self.pepper, conversation_id, "contact", code)


def _change(row: ContactChangeRow) -> ContactChange:
    return ContactChange(
        row.reference, row.kind, row.new, row.state, row.old and masked(row.old)
    )
