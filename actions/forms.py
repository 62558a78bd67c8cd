"""What the forms share: whose messages answer a form, and how slots are asked for.

A form takes an answer only from a message that may be one. A question, a right, or a
wish for a person is never swallowed as an answer: the form steps aside, the message's
own rule runs, and `action_resume_form` comes back to where we were.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, ParleyAction, Turn, WithDebt, leave_form

Slots = dict[str, Any]

# Intents that are never an answer to a form's question, whatever else they contain.
_INTERRUPTING_PREFIXES = ("ask_", "report_", "EXTERNAL_")
_INTERRUPTING = {
    "act_for_someone",
    "cancel",
    "cancel_plan",
    "cannot_pay",
    "change_contact_details",
    "change_language",
    "delete_my_data",
    "dispute_debt",
    "express_frustration",
    "goodbye",
    "make_complaint",
    "refuse_to_pay",
    "request_agent",
    "request_callback",
    "request_my_data",
    "request_settlement",
    "request_validation",
    "set_contact_preference",
    "stop_autopay",
    "stop_contact",
    "wrong_person",
}


def is_interruption(intent: str) -> bool:
    """Whether a message with this intent leaves the question unanswered."""
    return intent in _INTERRUPTING or intent.startswith(_INTERRUPTING_PREFIXES)


class ParleyForm(WithDebt, FormValidationAction, ABC):
    """A form with the services of the debt floor."""

    @abstractmethod
    def name(self) -> str:
        """`validate_` and the form's name."""

    @property
    @abstractmethod
    def slots(self) -> tuple[str, ...]:
        """What the form asks for, in this order."""

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Slots,
    ) -> list[str]:
        """Known here, so that Rasa need not send the domain with each turn."""
        return list(self.slots)

    def turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
        """The turn as an action sees it."""
        return Turn(dispatcher, tracker, self.name())


def is_asked(turn: Turn, slot: str) -> bool:
    """Whether this slot is what the form has just asked for."""
    return bool(turn.slot("requested_slot") == slot)


def yes_or_no(turn: Turn, slot: str) -> Slots:
    """The answer to a question for consent; nothing else in the message counts."""
    answers = {"affirm": {slot: True}, "deny": {slot: False}}
    return answers.get(turn.intent, {}) if is_asked(turn, slot) else {}


class ResumeForm(ParleyAction):
    """Comes back to the form that a question has interrupted."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_resume_form"

    def act(self, turn: Turn) -> Events:
        """Run the form again, which asks its question again.

        How it went is asked once; whoever says something else has left it.
        """
        if turn.form == "feedback_form":
            return leave_form(turn)
        return [FollowupAction(turn.form)] if turn.form else []
