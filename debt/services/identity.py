"""Who a conversation is with: facts, a code to the contact on file, a session."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.errors import NotVerified, UnknownAccount
from debt.gateways.notices import Notices
from debt.identity import (
    CODE_AWAITED,
    CODE_TRIES,
    SUBMISSION_WINDOW,
    SUBMISSIONS_PER_CONVERSATION,
    SUBMISSIONS_PER_DEBTOR,
    CodeAttempt,
    CodeOutcome,
    FactsOutcome,
    IdentityFacts,
    Level,
    Verification,
    VerifiedDebtor,
    is_live,
    judge,
    keyed_hash,
    match,
    new_code,
    normal_code,
)
from debt.store import accounts, contact, rights, rights_requests, vouchers
from debt.store import identity as store
from debt.store.requests import once
from debt.store.tables import CodeRow, DebtorRow, SessionRow
from debt.voucher import is_good


@dataclass(frozen=True)
class IdentityService:
    """The check. A stranger and a customer get the same answers for the same work."""

    clock: Clock
    notices: Notices
    pepper: bytes = field(repr=False)

    def submit(
        self, tx: Session, conversation_id: str, facts: IdentityFacts, key: str
    ) -> FactsOutcome:
        """Send a code if two or more facts all fit exactly one person.

        The answer is CODE_SENT whether or not anybody fits; LOCKED comes after five
        submissions in the conversation within an hour.
        """
        given = repr(sorted(facts.given().items()))
        digest = keyed_hash(self.pepper, conversation_id, given)
        with once(tx, "identity.submit", key, digest) as request:
            if request.result is None:
                debtor_id = match(facts, accounts.candidates(tx, facts))
                outcome = self._send(tx, conversation_id, debtor_id, key)
                request.result = outcome.value
            return FactsOutcome(request.result)

    def resend(self, tx: Session, conversation_id: str, key: str) -> FactsOutcome:
        """Send a fresh code to whom the last one was for; counts as a submission."""
        digest = keyed_hash(self.pepper, conversation_id)
        with once(tx, "identity.resend", key, digest) as request:
            if request.result is None:
                code = store.code_of(tx, conversation_id)
                debtor_id = code.debtor_id if code else None
                outcome = self._send(tx, conversation_id, debtor_id, key)
                request.result = outcome.value
            return FactsOutcome(request.result)

    def send_to_vouched(
        self, tx: Session, conversation_id: str, key: str
    ) -> FactsOutcome | None:
        """Send a code to whom the conversation is vouched to be with; counts as a
        submission. None when nobody is vouched for.
        """
        voucher = vouchers.voucher_of(tx, conversation_id)
        if voucher is None or not is_good(voucher.vouched_at, self.clock.now()):
            return None
        digest = keyed_hash(self.pepper, conversation_id, "vouched")
        with once(tx, "identity.vouched", key, digest) as request:
            if request.result is None:
                outcome = self._send(tx, conversation_id, voucher.debtor_id, key)
                request.result = outcome.value
            return FactsOutcome(request.result)

    def awaiting_code(self, tx: Session, conversation_id: str) -> bool:
        """Whether a message that looks like a code should be checked as one.

        Still true for an hour, so that a late code is told it has expired.
        """
        code = store.code_of(tx, conversation_id)
        if code is None or code.used_at or code.tries >= CODE_TRIES:
            return False
        return self.clock.now() - code.sent_at < CODE_AWAITED

    def check_code(self, tx: Session, conversation_id: str, code: str) -> CodeOutcome:
        """Check a typed code; the right one starts the session.

        Blocks set, requests made and wishes said in this conversation before the
        check become the person's own.
        """
        row = store.code_for_update(tx, conversation_id)
        if row is None:
            return CodeOutcome.NOT_EXPECTED
        outcome = judge(self._attempt(row, code))
        if outcome in (CodeOutcome.WRONG, CodeOutcome.TOO_MANY):
            row.tries += 1
        if outcome is CodeOutcome.ACCEPTED and row.debtor_id:
            row.used_at = self.clock.now()
            store.start_session(tx, conversation_id, row.debtor_id, row.used_at)
            rights.adopt_blocks(tx, conversation_id, row.debtor_id)
            rights_requests.adopt(tx, conversation_id, row.debtor_id)
            contact.adopt_wishes(tx, conversation_id, row.debtor_id)
        tx.flush()
        return outcome

    def level(self, tx: Session, conversation_id: str) -> Level:
        if self._live_session(tx, conversation_id):
            return Level.VERIFIED
        awaited = self.awaiting_code(tx, conversation_id)
        return Level.MATCHED if awaited else Level.ANONYMOUS

    def debtor(self, tx: Session, conversation_id: str) -> VerifiedDebtor:
        """The person this conversation is with.

        Raises:
            NotVerified: never checked, 15 minutes without a word, or 12 hours over.
        """
        session = self._live_session(tx, conversation_id)
        if session is None:
            raise NotVerified(conversation_id)
        row = accounts.debtor_row(tx, session.debtor_id)
        return _verified(row, conversation_id)

    def debtor_or_none(
        self, tx: Session, conversation_id: str
    ) -> VerifiedDebtor | None:
        """The person this conversation is with, for what works before the check too."""
        try:
            return self.debtor(tx, conversation_id)
        except NotVerified:
            return None

    def for_operator(self, tx: Session, debtor_id: str) -> VerifiedDebtor:
        """A person on file, for the operator's own tools: no conversation leads here.

        Raises:
            UnknownAccount: nobody has this id.
        """
        row = tx.get(DebtorRow, debtor_id)
        if row is None:
            raise UnknownAccount(debtor_id)
        return _verified(row, "operator")

    def conversations_of(
        self, tx: Session, debtor: VerifiedDebtor
    ) -> tuple[Verification, ...]:
        """Every stretch of every conversation that was with this person, newest first.

        Also those whose check has run out; what anybody wrote in the same conversation
        before, between or afterwards is none of it.
        """
        found = store.verifications_of(tx, debtor.id)
        return tuple(sorted(found, key=lambda each: each.ended_at, reverse=True))

    def was_with_others_until(
        self, tx: Session, conversation_id: str
    ) -> datetime | None:
        """Up to when a conversation was with somebody whom it is not with now.

        That is whoever was verified in it and is not any more. None if there was
        nobody, or only the person who is verified at this moment.
        """
        live = self._live_session(tx, conversation_id)
        ends = [
            each.ended_at
            for each in store.stretches_of(tx, conversation_id)
            if live is None or each.debtor_id != live.debtor_id
        ]
        return max(ends, default=None)

    def touch(self, tx: Session, conversation_id: str) -> None:
        """The person said something: the 15 minutes begin again, if not yet over."""
        if self._live_session(tx, conversation_id):
            store.keep_session(tx, conversation_id, self.clock.now())

    def forget(self, tx: Session, conversation_id: str) -> None:
        """End the session and drop any code and voucher."""
        store.end_session(tx, conversation_id, self.clock.now())
        store.forget_code(tx, conversation_id)
        vouchers.drop_voucher(tx, conversation_id)

    def _send(
        self, tx: Session, conversation_id: str, debtor_id: str | None, key: str
    ) -> FactsOutcome:
        """Every step is taken for nobody too, so that nothing tells them apart."""
        now = self.clock.now()
        since = now - SUBMISSION_WINDOW
        used = store.submissions_in(tx, conversation_id, since)
        if used >= SUBMISSIONS_PER_CONVERSATION:
            return FactsOutcome.LOCKED
        before = store.submissions_for(tx, debtor_id or "", since)
        known = accounts.first_contact(tx, debtor_id or "")
        store.add_submission(tx, conversation_id, debtor_id, now)
        reachable = known is not None and before < SUBMISSIONS_PER_DEBTOR
        code = new_code()
        store.replace_code(
            tx,
            conversation_id,
            debtor_id if reachable else None,
            keyed_hash(self.pepper, conversation_id, code),
            now,
        )
        if known and reachable:
            self.notices.send_code(tx, known, code, key)
        return FactsOutcome.CODE_SENT

    def _attempt(self, row: CodeRow, code: str) -> CodeAttempt:
        typed = keyed_hash(self.pepper, row.conversation_id, normal_code(code))
        return CodeAttempt(
            right=hmac.compare_digest(typed, row.code_hash) and bool(row.debtor_id),
            tries=row.tries,
            age=self.clock.now() - row.sent_at,
            used=row.used_at is not None,
        )

    def _live_session(self, tx: Session, conversation_id: str) -> SessionRow | None:
        row = store.session_of(tx, conversation_id)
        if row is None or not is_live(row.verified_at, row.seen_at, self.clock.now()):
            return None
        return row


def _verified(row: DebtorRow, conversation_id: str) -> VerifiedDebtor:
    return VerifiedDebtor(
        row.id, row.name, row.locale, row.zone, conversation_id, row.jurisdiction
    )
