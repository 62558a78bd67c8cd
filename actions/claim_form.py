"""The one detail that is asked for after a claim; nobody has to give it."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.formats import day
from actions.forms import ParleyForm, Slots, is_asked, is_interruption
from actions.rights import CLAIMS
from actions.turn import Events, ParleyAction, Turn, forget

DETAILS = "claim_details"
RIGHT = "claim_right"
REFERENCE = "claim_reference"
# What leaves a question unanswered, or is the answer that there is no answer.
_NO_DETAIL = {"deny", "goodbye", "thank"}
# A bare name sounds like somebody else; here it may be the lawyer's or the adviser's.
_BY_NAME = {"wrong_person", "act_for_someone"}
_DENIAL = re.compile(r"\b(not|wrong|isn'?t|never|behalf)\b", re.IGNORECASE)
_NO_ANSWER = {"affirm", "greet", "ask_repeat", "go_back", "provide_identity"}


class ValidateClaimForm(ParleyForm):
    """Whatever is said to the question is kept in the person's own words."""

    opened_by = tuple(CLAIMS)

    def name(self) -> str:
        """The form's validator."""
        return "validate_claim_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for."""
        return (DETAILS,)

    def extract_claim_details(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The words; more of the same claim is a detail of it, not a new one."""
        turn = self.turn(dispatcher, tracker)
        is_aside = is_interruption(turn.intent) and turn.intent != turn.slot(RIGHT)
        if is_aside and turn.intent in _BY_NAME and not _DENIAL.search(turn.text):
            is_aside = False
        if not is_asked(turn, DETAILS) or is_aside or turn.intent in _NO_ANSWER:
            return {}
        return {DETAILS: "" if turn.intent in _NO_DETAIL else turn.text}

    def validate_claim_details(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Nothing said is an answer too."""
        return {DETAILS: value}


class AskClaimDetails(ParleyAction):
    """Asks for what helps with this claim."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_claim_form_claim_details"

    def act(self, turn: Turn) -> Events:
        """One question, with a way past it."""
        turn.say(f"utter_claim_ask_{turn.slot(RIGHT)}")
        return []


class KeepClaimDetails(ParleyAction):
    """Adds the detail to the claim and says what comes next."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_claim_details"

    def act(self, turn: Turn) -> Events:
        """The reference is told again, so that it stands last in the chat."""
        reference, words = turn.slot(REFERENCE), turn.slot(DETAILS)
        with self.debt.database.begin() as tx:
            request = self.debt.requests.add(tx, reference, words, turn.key)
        turn.say(
            "utter_claim_details_kept" if words else "utter_claim_no_details",
            reference=reference,
            due=day(request.due_on, turn.locale),
        )
        return forget(DETAILS, RIGHT, REFERENCE)
