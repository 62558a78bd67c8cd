"""How it went, from 1 to 5: one question, which any other message leaves behind."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.choices import UNCLEAR
from actions.forms import ParleyForm, Slots, is_asked
from actions.turn import Events, ParleyAction, Turn, forget, verified_or_none
from debt.feedback import Topic
from debt.identity import VerifiedDebtor
from debt.services import Debt

SCORE = "feedback_score"
COMMENT = "feedback_comment"
TOPIC = "feedback_topic"
SKIPPED = 0
_NUMBER = re.compile(
    r"(?:an?\s+|i'?d\s+(?:say|give)\s+(?:you\s+)?(?:an?\s+)?)?([1-5])"
    r"(?:\s*(?:/|out\s+of)\s*5|\s*stars?)?[.!]*",
    re.I,
)
_WORDS = {
    1: r"rubbish|terrible|awful|useless|crap|horrible|worst|one|dreadful|hopeless",
    2: r"poor|bad|two|disappointing|not\s+(?:good|great)",
    3: r"average|three|so[\s-]so|meh|all\s*right|alright|not\s+bad",
    4: r"good|four|helpful|nice|decent",
    5: r"great|excellent|brilliant|perfect|five|fantastic|amazing|lovely|very\s+good",
}
_MOST_WORDS = 5
# A message with one of these meanings may be a remark; any other wants something.
_REMARKS = {UNCLEAR, "out_of_scope", "express_frustration", "thank", "affirm"}
_NO = {"deny", "cancel", "goodbye"}
_SKIP = re.compile(r"\W*(?:skip|pass|no(?:pe)?(?:\s+thanks?)?|nothing)\W*", re.I)


def feedback_after(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, topic: Topic, turn: Turn
) -> Events:
    """What an action returns that has settled something: the question, if it fits."""
    if turn.form:
        return []  # something else is being talked about
    is_asked_now = debt.feedback.ask(tx, debtor, topic)
    return [FollowupAction("feedback_form")] if is_asked_now else []


def score_of(text: str) -> int | None:
    """The score that a few words give: "4", "five stars", "rubbish"."""
    plain = text.strip()
    if number := _NUMBER.fullmatch(plain):
        return int(number[1])
    if len(plain.split()) > _MOST_WORDS:
        return None
    found = [
        (len(match[0]), score)
        for score, words in _WORDS.items()
        if (match := re.search(rf"\b(?:{words})\b", plain, re.I))
    ]
    # The longest says most: "not bad" is better than "bad".
    return max(found)[1] if found else None


class AskFeedback(ParleyAction):
    """Asks at the end about what was settled before, where it was not the moment."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_feedback"

    def act(self, turn: Turn) -> Events:
        """Only somebody who is still verified; nobody is asked twice."""
        topic = turn.slot(TOPIC)
        if topic is None:
            return []
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            if debtor is None:
                return forget(TOPIC)
            asked = feedback_after(self.debt, tx, debtor, Topic(topic), turn)
        return [*forget(TOPIC), *asked]


class ValidateFeedbackForm(ParleyForm):
    """A score and, where somebody likes, a remark."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_feedback_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (SCORE, COMMENT)

    def extract_feedback_score(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Whatever is no score is left to its own rule, and the question is gone."""
        turn = self.turn(dispatcher, tracker)
        if not is_asked(turn, SCORE):
            return {}
        score = score_of(turn.text)
        if score is None and (turn.intent in _NO or _SKIP.fullmatch(turn.text)):
            return {SCORE: SKIPPED, COMMENT: ""}
        return {} if score is None else {SCORE: score}

    def validate_feedback_score(
        self, value: int, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """It was read by rules already."""
        return {SCORE: value}

    def extract_feedback_comment(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A remark is kept as it was typed; a wish for something is none."""
        turn = self.turn(dispatcher, tracker)
        if not is_asked(turn, COMMENT):
            return {}
        if turn.intent in _NO or _SKIP.fullmatch(turn.text):
            return {COMMENT: ""}
        return {COMMENT: turn.text} if turn.intent in _REMARKS else {}

    def validate_feedback_comment(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Empty means none."""
        return {COMMENT: value}


class KeepFeedback(ParleyAction):
    """Keeps what was said, and thanks for it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_feedback"

    def act(self, turn: Turn) -> Events:
        """Somebody who was not content is offered a person."""
        score, comment = turn.slot(SCORE), turn.slot(COMMENT)
        if score:
            with self.debt.database.begin() as tx:
                self.debt.feedback.answer(
                    tx, turn.conversation_id, int(score), comment or None
                )
        if not score:
            turn.say("utter_feedback_skipped")
        else:
            turn.say("utter_feedback_sorry" if score < 3 else "utter_feedback_thanks")
        return forget(SCORE, COMMENT)
