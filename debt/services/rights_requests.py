"""The register of what people ask for by right, and who answers it by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from debt.alarm import AlarmKind
from debt.clock import Clock
from debt.errors import IllegalTransition
from debt.identity import VerifiedDebtor
from debt.operator import Operator
from debt.rights_request import WARNED_BEFORE, AnswerTimes, RequestKind, RightsRequest
from debt.services.rights import own_account
from debt.store import alarms
from debt.store import rights_requests as store
from debt.store.requests import fingerprint, once

_HERE = "UTC"
"""The zone in which a day is counted for somebody of whom none is known."""


@dataclass(frozen=True)
class RightsRequestService:
    """Anybody who writes can ask, verified or not."""

    clock: Clock
    operator: Operator

    def open(
        self,
        tx: Session,
        conversation_id: str,
        debtor: VerifiedDebtor | None,
        kind: RequestKind,
        account_id: str | None,
        words: str,
        key: str,
        reference: str | None = None,
    ) -> RightsRequest:
        """Write a request down; the same one that is open is given again.

        Args:
            debtor: ``None`` before the check; the request then waits for the
                conversation to pass it.
            account_id: what it is about, of a verified person's accounts only.
            words: the person's own.
            reference: the one the person has been given for the same matter already.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(conversation_id, kind.value, account_id, words, reference)
        with once(tx, "rights_request.open", key, asked) as request:
            if request.result is None:
                if account_id is not None:
                    account_id = own_account(tx, debtor, account_id)
                new = store.NewRequest(
                    kind=kind,
                    debtor_id=debtor.id if debtor else None,
                    account_id=account_id,
                    conversation_id=conversation_id,
                    words=words,
                    due_on=self._due_on(kind, debtor),
                    key=key,
                    reference=reference,
                )
                request.result = store.open_or_add(tx, new, self.clock.now())
            return self._one(tx, request.result, key)

    def add(self, tx: Session, reference: str, words: str, key: str) -> RightsRequest:
        """Add what the person says later; what they said before stays.

        Raises:
            IllegalTransition: there is no such request.
        """
        with once(tx, "rights_request.add", key, fingerprint(reference, words)) as each:
            if each.result is None and words:
                store.add_words(tx, reference, words)
            each.result = reference
            return self._one(tx, reference)

    def of(
        self, tx: Session, debtor: VerifiedDebtor | None, conversation_id: str
    ) -> list[RightsRequest]:
        """What is open: the person's, or of a conversation with nobody yet."""
        return store.open_requests(tx, conversation_id, debtor.id if debtor else None)

    def close(self, tx: Session, reference: str, by: str) -> RightsRequest:
        """Note that a request has been answered; the first note stays.

        Args:
            by: the id of who answered it.

        Raises:
            IllegalTransition: there is no such request.
        """
        now = self.clock.now()
        store.close_request(tx, reference, by, now)
        alarms.close_alarm(tx, AlarmKind.REQUEST_DUE, reference, now)
        return self._one(tx, reference)

    def warn(self, tx: Session) -> None:
        """Raise an alarm for each request whose day is near."""
        now = self.clock.now()
        until = self.clock.today(_HERE) + WARNED_BEFORE
        for each in store.requests_due(tx, until):
            detail = f"{each.kind.value} of {each.received_at:%Y-%m-%d}: {each.due_on}"
            alarms.open_alarm(tx, AlarmKind.REQUEST_DUE, each.reference, detail, now)

    def _one(
        self, tx: Session, reference: str, key: str | None = None
    ) -> RightsRequest:
        request = store.request_with_reference(tx, reference, key)
        if request is None:
            raise IllegalTransition(reference)
        return request

    def _due_on(self, kind: RequestKind, debtor: VerifiedDebtor | None) -> date:
        today = self.clock.today(debtor.zone if debtor else _HERE)
        words = self.operator.words(debtor.jurisdiction if debtor else None)
        times = AnswerTimes(words.complaint_weeks, words.data_days)
        return times.due_on(kind, today)
