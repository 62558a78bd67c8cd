"""What the forms share: whose messages answer a form, and how slots are asked for.

A form takes an answer only from a message that may be one. A question, a right, or a
wish for a person is never swallowed as an answer: the form steps aside, the message's
own rule runs, and `action_resume_form` comes back to where we were.

How to write a form, say `promise_form`:

1. Its slots begin with `promise_`; the last one is the yes, of type `bool`.
2. An action opens it with `begin_form(turn, "promise_form")`.
3. `opened_by` names the intents that open it: any other task leaves it.
4. `extract_promise_amount` returns `{}` unless `may_answer(turn)`; then it reads
   `amount_text(turn)` or `date_of(turn)`. These, `turn.entity` and `turn.words` also
   give what was said before identity or the account was asked for, so a form that
   opens with everything said asks for nothing but the yes. A new figure forgets the
   yes: `{AMOUNT: text, CONFIRMED: None}`.
5. `extract_promise_confirmed` is `yes_or_no(turn, CONFIRMED)`, nothing else.
6. `utter_resume_promise_amount` says what we were doing ("We were choosing an
   amount."); that of the yes names what would be agreed, with its question's values.
Going back, "change the date", another account and another task are handled here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.account import named_accounts
from actions.consent import is_clear_yes, is_hesitant_yes
from actions.figures import is_bare_answer
from actions.message import FIGURES
from actions.turn import (
    Events,
    ParleyAction,
    Turn,
    WithDebt,
    answers_of,
    forget,
    leave_form,
    verified_or_none,
)

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
# Intents that open a form of their own.
_TASKS = {
    "change_plan",
    "make_offer",
    "make_payment",
    "promise_to_pay",
    "request_plan",
    "request_settlement",
    "start_autopay",
}
_INSTEAD = re.compile(
    r"\b(actually|instead|rather|prefer|forget (it|that)|after all)\b"
)
_CHANGE = r"\b(?:change|correct|different|another|edit|wrong|redo|other)\b.*\b(?:{})\b"
# What people call a slot, by the last word of its name.
_CALLED = {
    "amount": "amount|sum|figure|number",
    "date": "date|day",
    "frequency": "frequency|how often",
    "offer": "offer|plan",
}


def is_interruption(intent: str) -> bool:
    """Whether a message with this intent leaves the question unanswered."""
    return intent in _INTERRUPTING or intent.startswith(_INTERRUPTING_PREFIXES)


def may_answer(turn: Turn) -> bool:
    """Whether figures in the message may be an answer, and not part of something else.

    What was said before identity or an account was asked for is one, when it goes on.
    """
    aside = is_interruption(turn.intent) and not turn.is_resumed
    return not aside or is_bare_answer(turn)


class ParleyForm(WithDebt, FormValidationAction, ABC):
    """A form with the services of the debt floor."""

    opened_by: tuple[str, ...] = ()
    """The intents that open it. Another task than these leaves the form; none named
    here, and no task does.
    """
    is_of_account = False
    """Whether it is about one account: it begins again for another that is named."""

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

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Events:
        """Take the answers of the message, unless it leads elsewhere."""
        turn = self.turn(dispatcher, tracker)
        if turn.is_answer and not turn.is_resumed:
            slot = self.slot_to_change(turn)
            if slot is not None:
                turn.say("utter_talk_back")
                return [SlotSet(slot, None), SlotSet("requested_slot", slot)]
            if self.is_other_task(turn):
                return []
            moved = self._move_to_account(turn)
        else:
            moved = []
        answers: Events = await super().run(dispatcher, tracker, domain)
        return [*moved, *answers]

    async def next_requested_slot(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> dict[str, Any]:
        """The slot whose question follows; words are chosen by it."""
        asked = await self.required_slots([], dispatcher, tracker, domain)
        missing = (slot for slot in asked if tracker.slots.get(slot) is None)
        return dict(SlotSet("requested_slot", next(missing, None)))

    def turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
        """The turn as an action sees it."""
        return Turn(dispatcher, tracker, self.name())

    def is_other_task(self, turn: Turn) -> bool:
        """Whether the message begins something else, and is no answer with figures."""
        if not self.opened_by or turn.intent not in _TASKS.difference(self.opened_by):
            return False
        has_figures = any(turn.entity(figure) for figure in FIGURES)
        says_instead = bool(_INSTEAD.search(turn.text.casefold()))
        return not is_bare_answer(turn) and (says_instead or not has_figures)

    def _move_to_account(self, turn: Turn) -> Events:
        """Begin again for the account that is named in place of the one in hand."""
        if not self.is_of_account or not may_answer(turn):
            return []
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            accounts = self.debt.accounts.of(tx, debtor) if debtor else ()
        named = [each.account_id for each in named_accounts(accounts, turn.text)]
        if len(named) != 1 or turn.slot("account_id") in (None, *named):
            return []
        turn.say("utter_talk_account_changed")
        answers = answers_of(turn, self.form_name())
        turn.tracker.slots.update({**dict.fromkeys(answers), "account_id": named[0]})
        return [*forget(*answers), SlotSet("account_id", named[0])]

    def slot_to_change(self, turn: Turn) -> str | None:
        """The slot that is named, or the one before, where no new value is given."""
        asked = turn.slot("requested_slot")
        if asked not in self.slots or any(turn.entity(each) for each in FIGURES):
            return None
        answered = [s for s in self.slots if turn.slot(s) is not None and s != asked]
        for slot in answered:
            last_word = slot.rsplit("_", 1)[-1]
            called = _CALLED.get(last_word, last_word)
            if re.search(_CHANGE.format(called), turn.text, re.I):
                return slot
        before = [s for s in answered if self.slots.index(s) < self.slots.index(asked)]
        return before[-1] if turn.intent == "go_back" and before else None


def is_asked(turn: Turn, slot: str) -> bool:
    """Whether this slot is what the form has just asked for."""
    return bool(turn.slot("requested_slot") == slot)


def yes_or_no(turn: Turn, slot: str) -> Slots:
    """The answer to a question for consent; none where figures correct what was asked.

    A yes that is not a clear one leaves the slot empty, so it is asked for once more.
    """
    if not is_asked(turn, slot) or any(turn.entity(each) for each in FIGURES):
        return {}
    if turn.intent == "deny":
        return {slot: False}
    is_pressed_yes = turn.is_pressed and turn.intent == "affirm"
    if is_pressed_yes or is_clear_yes(turn.text, turn.intent):
        return {slot: True}
    if is_hesitant_yes(turn.text, turn.intent):
        turn.say("utter_talk_clear_yes")
        return {slot: None}
    return {}


def begin_form(turn: Turn, form: str) -> Events:
    """Open a form with nothing answered in it; whatever other form is open is left."""
    left = leave_form(turn) if turn.form != form else []
    return [*left, *forget(*answers_of(turn, form)), FollowupAction(form)]


class ResumeForm(ParleyAction):
    """Comes back to the form that a question has interrupted."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_resume_form"

    def act(self, turn: Turn) -> Events:
        """Run the form again: it asks its question again, in short.

        How it went is asked once; whoever says something else has left it.
        """
        if turn.form == "feedback_form":
            return leave_form(turn)
        return [FollowupAction(turn.form)] if turn.form else []
