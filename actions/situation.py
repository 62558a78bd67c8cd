"""Four questions about what else weighs on somebody; every answer is optional.

They never count against anybody: they are there for a person to help sooner, and to say
plainly that a home and heating come before any debt here.
"""

from __future__ import annotations

from datetime import datetime

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.answers import SKIPPED, asks_why, own_words
from actions.forms import Slots, is_asked
from actions.reading_form import ReadingForm
from actions.turn import DebtorAction, Events, Turn, forget
from debt.circumstance import (
    PRIORITY_DEBTS,
    Question,
    Reason,
    Topic,
    sentence_of,
    topics_in,
)
from debt.errors import NotVerified
from debt.identity import VerifiedDebtor

ALLOWED = "situation_allowed"
QUESTIONS = {
    "situation_help": Question.WOULD_HELP,
    "situation_changed": Question.WHAT_CHANGED,
    "situation_debts": Question.OTHER_DEBTS,
    "situation_elsewhere": Question.ELSEWHERE,
}
# Where the answer to "what would help most?" leads.
_WAYS = {
    Topic.PERSON: "action_request_agent",
    Topic.PAUSE: "action_begin_hold",
    Topic.SMALLER: "action_begin_budget",
}


class BeginSituation(DebtorAction):
    """Opens the questions; a reason that was noted is not asked for again."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_situation"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """The first question is whether to be asked at all."""
        told = {each.about for each in self.debt.circumstances.of(tx, debtor)}
        known = told.intersection(reason.value for reason in Reason)
        events = forget(ALLOWED, *QUESTIONS)
        if known:
            events.append(SlotSet("situation_changed", SKIPPED))
        return [*events, FollowupAction("situation_form")]


class ValidateSituationForm(ReadingForm):
    """Hears the answers, and keeps each as it comes."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_situation_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (ALLOWED, *QUESTIONS)

    def read(self, turn: Turn) -> Slots:
        """Whoever asks why is told, and asked again."""
        asked = turn.slot("requested_slot")
        if asked not in self.slots:
            return {}
        if asks_why(turn):
            turn.say("utter_situation_why")
            return {asked: None}
        if is_asked(turn, ALLOWED):
            return self._allowed(turn)
        words = own_words(turn, asked)
        if words is None:
            return {}
        sentence = sentence_of(words)
        return {asked: sentence} if self._keep(turn, asked, sentence) else {}

    def _allowed(self, turn: Turn) -> Slots:
        """The moment of the yes; after a no, nothing is asked."""
        if turn.intent == "affirm":
            return {ALLOWED: self.debt.clock.now().isoformat()}
        if turn.intent == "deny" or own_words(turn, ALLOWED) == SKIPPED:
            return dict.fromkeys(self.slots, SKIPPED)
        return {}

    def _keep(self, turn: Turn, asked: str, sentence: str) -> bool:
        """False when the check of who this is has run out meanwhile."""
        if not sentence:
            return True
        consented_at = datetime.fromisoformat(turn.slot(ALLOWED))
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                question = QUESTIONS[asked]
                self.debt.circumstances.record(
                    tx, debtor, question, sentence, consented_at, turn.key
                )
        except NotVerified:
            return False
        return True


class ConcludeSituation(DebtorAction):
    """Says what comes first, and goes on with what would help most."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_conclude_situation"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """A pause that stands already is not offered again."""
        answers = {slot: turn.slot(slot) or SKIPPED for slot in QUESTIONS}
        owed = topics_in(
            f"{answers['situation_debts']}\n{answers['situation_elsewhere']}"
        )
        if set(owed).intersection(PRIORITY_DEBTS):
            turn.say("utter_situation_priority")
        elif any(answers.values()):
            turn.say("utter_situation_thanks")
        standing = self.debt.rights.standing(
            tx, debtor, turn.conversation_id, turn.slot("account_id")
        )
        wished = topics_in(answers["situation_help"])
        ways = (
            way
            for topic, way in _WAYS.items()
            if topic in wished and (standing is None or topic is Topic.PERSON)
        )
        way = next(ways, "action_make_room")
        return [*forget(ALLOWED, *QUESTIONS), FollowupAction(way)]
