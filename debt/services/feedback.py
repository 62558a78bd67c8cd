"""Asking how it went: after something is settled, once, and never in trouble."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.feedback import HIGHEST, LOWEST, Satisfaction, Topic, satisfaction
from debt.identity import VerifiedDebtor
from debt.rights_request import RequestKind
from debt.store import feedback as store
from debt.store import rights, rights_requests

# After these a question about the service would be out of place.
_GRAVE = {"crisis", "vulnerability", "deceased", "make_complaint", "hardship"}


@dataclass(frozen=True)
class FeedbackService:
    """At most one question in a conversation."""

    clock: Clock

    def ask(self, tx: Session, debtor: VerifiedDebtor, topic: Topic) -> bool:
        """Note that the person is asked now; False where they should not be.

        Nobody is asked who has any block, an open complaint, or has told of a crisis,
        a death or ill health in this conversation.
        """
        conversation_id = debtor.conversation_id
        now = self.clock.now()
        if rights.blocks_of(tx, debtor.id, now):
            return False
        if _GRAVE & store.reasons_for_a_person(tx, conversation_id):
            return False
        wanted = rights_requests.open_requests(tx, conversation_id, debtor.id)
        if any(each.kind is RequestKind.COMPLAINT for each in wanted):
            return False
        return store.add_question(tx, conversation_id, debtor.id, topic, now)

    def answer(
        self, tx: Session, conversation_id: str, score: int, comment: str | None
    ) -> None:
        """Keep what was said; again in one conversation replaces it.

        Raises:
            ValueError: the score is not 1 to 5.
        """
        if not LOWEST <= score <= HIGHEST:
            raise ValueError(score)
        store.answer(tx, conversation_id, score, comment, self.clock.now())

    def report(self, tx: Session) -> list[Satisfaction]:
        """The scores by what was settled, for the operator."""
        return satisfaction(store.all_feedback(tx), self.clock.now())
