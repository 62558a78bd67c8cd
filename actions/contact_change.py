"""A new telephone number, e-mail or address, proven by codes before it counts."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.forms import ParleyForm, Slots, is_asked, is_interruption, yes_or_no
from actions.turn import DebtorAction, Events, ParleyAction, Turn, forget
from debt.contact import ChangeOutcome, ChangeState, Detail
from debt.identity import VerifiedDebtor

DETAIL = "contact_detail"
VALUE = "contact_value"
CONFIRMED = "contact_confirmed"
_SLOTS = (DETAIL, VALUE, CONFIRMED)
_BY_CHANNEL = {"phone": Detail.PHONE, "email": Detail.EMAIL, "post": Detail.ADDRESS}
_WORDS = {
    Detail.EMAIL: re.compile(r"e-?mail|inbox", re.I),
    Detail.ADDRESS: re.compile(r"address|moved|house|flat|post|street|letters", re.I),
    Detail.PHONE: re.compile(r"phone|mobile|number|cell|sim|landline|\btel\b", re.I),
}
_ABOUT_CONTACT = {"change_contact_details", "set_contact_preference"}
_ADDRESS = re.compile(r"(?=.*\d)(?=.*[^\W\d]{2}).{6,200}", re.DOTALL)


class BeginContactChange(DebtorAction):
    """Opens the form with what the message has named already."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_contact_change"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """The form asks for what is missing."""
        detail = _detail_named(turn)
        known = [SlotSet(DETAIL, detail.value)] if detail else []
        value = _value_given(turn, detail) if detail else None
        given = [SlotSet(VALUE, value)] if value else []
        begun = [*forget(*_SLOTS), *known, *given]
        return [*begun, FollowupAction("contact_form")]


class ValidateContactForm(ParleyForm):
    """Which detail, what it is now, and an explicit yes to it."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_contact_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return _SLOTS

    def extract_contact_detail(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A telephone number or e-mail says by itself which of the two it is."""
        turn = self.turn(dispatcher, tracker)
        if _is_interrupted(turn) or not (_gives_value(turn) or is_asked(turn, DETAIL)):
            return {}
        detail = _detail_named(turn)
        return {DETAIL: detail.value} if detail else {}

    def validate_contact_detail(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Any of the three."""
        return {DETAIL: value}

    def extract_contact_value(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The new value; another one in place of the yes corrects it."""
        turn = self.turn(dispatcher, tracker)
        if _is_interrupted(turn):
            return {}
        value = _gives_value(turn)
        if value:
            return {VALUE: value, CONFIRMED: None}
        if not is_asked(turn, VALUE):
            return {}
        return {VALUE: _value_given(turn, Detail(turn.slot(DETAIL))) or ""}

    def validate_contact_value(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Empty is what could not be read."""
        if value == "":
            self.turn(dispatcher, tracker).say("utter_invalid_contact_value")
        return {VALUE: value or None}

    def extract_contact_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to what was read back; a no with another value corrects it."""
        turn = self.turn(dispatcher, tracker)
        return {} if _gives_value(turn) else yes_or_no(turn, CONFIRMED)

    def validate_contact_confirmed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too: nothing is changed."""
        return {CONFIRMED: value}


class AskContactValue(ParleyAction):
    """Asks for the new number, e-mail or address."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_contact_form_contact_value"

    def act(self, turn: Turn) -> Events:
        """Each has its own question."""
        detail = turn.slot(DETAIL) or Detail.PHONE.value
        turn.say(f"utter_contact_ask_{detail}")
        return []


class AskContactConfirmed(ParleyAction):
    """Reads the new value back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_contact_form_contact_confirmed"

    def act(self, turn: Turn) -> Events:
        """In full: it is the person's own."""
        turn.say("utter_contact_read_back", value=str(turn.slot(VALUE)))
        return []


class SendContactCode(DebtorAction):
    """Asks the contact on file for its yes."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_send_contact_code"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Without a contact on file a person has to see to it."""
        if not turn.slot(CONFIRMED):
            turn.say("utter_contact_unchanged")
            return forget(*_SLOTS)
        change = self.debt.contact_changes.ask(
            tx, debtor, Detail(turn.slot(DETAIL)), turn.slot(VALUE), turn.key
        )
        if change.state is ChangeState.PASSED_ON:
            pass_on(self, tx, turn)
        else:
            turn.say("utter_contact_code_sent", contact=str(change.sent_to))
        return forget(*_SLOTS)


class AnswerContactCode(ParleyAction):
    """Tells what a typed code came to; it was checked before it could be stored."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_contact_code"

    def act(self, turn: Turn) -> Events:
        """A new address goes to a person, who also knows what else hangs on it."""
        told = turn.entity("contact_outcome") or ChangeOutcome.EXPIRED
        outcome = ChangeOutcome(told)
        if outcome is ChangeOutcome.PASSED_ON:
            with self.debt.database.begin() as tx:
                pass_on(self, tx, turn)
        else:
            turn.say(f"utter_contact_code_{outcome.value}")
        return []


def pass_on(action: ParleyAction, tx: Session, turn: Turn) -> None:
    """Put a person on a change that the assistant cannot make."""
    ticket = action.debt.handoff.request(
        tx, turn.conversation_id, "change_contact_details", turn.key
    )
    turn.say("utter_contact_passed_on", reference=ticket.reference)


def _detail_named(turn: Turn) -> Detail | None:
    if turn.entity("phone"):
        return Detail.PHONE
    if turn.entity("email"):
        return Detail.EMAIL
    if turn.entity("contact_channel") in _BY_CHANNEL:
        return _BY_CHANNEL[str(turn.entity("contact_channel"))]
    named = (detail for detail, word in _WORDS.items() if word.search(turn.text))
    return next(named, None)


def _gives_value(turn: Turn) -> str | None:
    return turn.entity("phone") or turn.entity("email")


def _value_given(turn: Turn, detail: Detail | None) -> str | None:
    """The value; an address is whatever was typed, if it looks like one."""
    if detail is not Detail.ADDRESS:
        return turn.entity("phone" if detail is Detail.PHONE else "email")
    is_answer = is_asked(turn, VALUE) and _ADDRESS.fullmatch(turn.text.strip())
    return " ".join(turn.text.split()) if is_answer else None


def _is_interrupted(turn: Turn) -> bool:
    """Whether a message is about something else; these two name what is changed."""
    return is_interruption(turn.intent) and turn.intent not in _ABOUT_CONTACT
