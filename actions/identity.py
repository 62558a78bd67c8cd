"""Who is this? Facts first, then a one-time code; no word of any debt before."""

from __future__ import annotations

import re
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import ParleyForm, Slots, is_asked, is_interruption
from actions.turn import (
    Events,
    ParleyAction,
    Turn,
    forget,
    sends_code_unasked,
)
from debt.identity import FactsOutcome, IdentityFacts, Level

REFERENCE = "identity_account_reference"
BIRTH = "identity_date_of_birth"
POSTCODE = "identity_postcode"
FACTS = (REFERENCE, BIRTH, POSTCODE)
# What a person answers who does not have one of the three; the other two may do.
UNKNOWN = "unknown"

# Asked for one thing and answered with one: it need not look like most of its kind.
_BARE_ANSWERS = {
    REFERENCE: re.compile(r"[A-Za-z0-9][A-Za-z0-9 /-]{3,19}"),
    POSTCODE: re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{2,9}"),
}
# Said so, whatever else the words were taken for; a question is none of it.
_HAS_NOT = re.compile(
    r"[^?]*\b(?:(?:don.?t|do not|haven.?t|have not|never)"
    r" (?:have|got|know|had|remember)|lost|no idea|can.?t (?:find|remember))\b[^?]*",
    re.I,
)
_DOES_NOT_KNOW = re.compile(
    r"\b(don.?t|do not|dont|can.?t|cannot|no|lost|forgot\w*|without|not sure)\b", re.I
)


class BeginIdentity(ParleyAction):
    """Begins the check for somebody who offers their details unasked."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_identity"

    def act(self, turn: Turn) -> Events:
        """Nobody is checked twice."""
        with self.debt.database.read() as tx:
            level = self.debt.identity.level(tx, turn.conversation_id)
        if level is Level.VERIFIED:
            turn.say("utter_identity_already")
            return []
        if level is Level.ANONYMOUS and sends_code_unasked(self.debt, turn):
            return []
        return [FollowupAction("identity_form")]


class ValidateIdentityForm(ParleyForm):
    """Takes the facts in one message or several, in any order."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_identity_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return FACTS

    def extract_identity_account_reference(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The reference on the letter."""
        return self._extract(dispatcher, tracker, REFERENCE, "account_reference")

    def extract_identity_date_of_birth(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The date of birth as an ISO date."""
        return self._extract(dispatcher, tracker, BIRTH, "date_of_birth")

    def extract_identity_postcode(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The postcode or ZIP code."""
        return self._extract(dispatcher, tracker, POSTCODE, "postcode")

    def validate_identity_account_reference(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Any reference may be right; whether it is, nobody is told."""
        return {REFERENCE: value or None}

    def validate_identity_date_of_birth(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Any date may be right."""
        return {BIRTH: value or None}

    def validate_identity_postcode(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Any postcode may be right."""
        return {POSTCODE: value or None}

    def _extract(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        slot: str,
        entity: str,
    ) -> Slots:
        """The entity; or, where it was asked for, that it is unknown or unreadable."""
        turn = self.turn(dispatcher, tracker)
        value = turn.entity(entity)
        if value is not None:
            return {slot: value}
        asked = is_asked(turn, slot) and turn.form == "identity_form"
        if not asked or _has_facts(turn):
            return {}
        has_not = turn.intent == "ask_why_identity" and _HAS_NOT.fullmatch(turn.text)
        if is_interruption(turn.intent) and not has_not:
            return {}
        if _DOES_NOT_KNOW.search(turn.text):
            return {slot: UNKNOWN}
        if not any(char.isdigit() for char in turn.text):
            return {}
        bare = _BARE_ANSWERS.get(slot)
        if bare is not None and bare.fullmatch(turn.text.strip(" .")):
            return {slot: turn.text.strip(" .")}
        turn.say(f"utter_invalid_{slot}")
        return {slot: ""}


def _has_facts(turn: Turn) -> bool:
    entities = ("account_reference", "date_of_birth", "postcode")
    return any(turn.entity(entity) for entity in entities)


class CheckIdentity(ParleyAction):
    """Submits the facts; the answer is the same whether or not anybody matched."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_check_identity"

    def act(self, turn: Turn) -> Events:
        """Send a code to the contact on file, if there is such a person."""
        with self.debt.database.begin() as tx:
            outcome = self.debt.identity.submit(
                tx, turn.conversation_id, _facts(turn), turn.key
            )
        turn.say(f"utter_identity_{outcome.value}")
        return forget(*FACTS)


class SendNewCode(ParleyAction):
    """Sends another code."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_send_new_code"

    def act(self, turn: Turn) -> Events:
        """The same limits and the same answer as for the first."""
        with self.debt.database.begin() as tx:
            outcome = self.debt.identity.resend(tx, turn.conversation_id, turn.key)
        is_sent = outcome is FactsOutcome.CODE_SENT
        turn.say("utter_identity_code_resent" if is_sent else "utter_identity_locked")
        return []


def _facts(turn: Turn) -> IdentityFacts:
    known = {slot: turn.slot(slot) for slot in FACTS}
    given = {slot: None if value == UNKNOWN else value for slot, value in known.items()}
    born = given[BIRTH]
    return IdentityFacts(
        reference=given[REFERENCE],
        date_of_birth=date.fromisoformat(born) if born else None,
        postcode=given[POSTCODE],
    )
