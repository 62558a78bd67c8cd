"""A call from a person at a time that suits; the ticket is there from the start."""

from __future__ import annotations

from datetime import date, datetime

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.formats import clock_time, day
from actions.forms import ParleyForm, Slots, is_asked, is_interruption, yes_or_no
from actions.people import desk_of
from actions.turn import (
    Button,
    Events,
    ParleyAction,
    Turn,
    WithDebt,
    forget,
    verified_or_none,
)
from debt.account import ContactKind
from debt.callback import Window, next_windows, window
from debt.contact import masked
from debt.handoff import Callback
from debt.operator import Desk

PHONE = "callback_phone"
TIME = "callback_time"
CONFIRMED = "callback_confirmed"
_SLOTS = (PHONE, TIME, CONFIRMED)
_ABOUT_CALLS = {"request_callback", "set_contact_preference", "change_contact_details"}
_OFFERED = 2


class BeginCallback(ParleyAction):
    """Queues for a person at once, then asks where and when to call."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_callback"

    def act(self, turn: Turn) -> Events:
        """Whoever says no more than this is not forgotten."""
        with self.debt.database.begin() as tx:
            self.debt.handoff.request(
                tx, turn.conversation_id, "request_callback", turn.key, task=turn.form
            )
        return [*forget(*_SLOTS), FollowupAction("callback_form")]


class ValidateCallbackForm(ParleyForm):
    """A number, a time within the opening hours, and an explicit yes."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_callback_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return _SLOTS

    def extract_callback_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A number that is typed, or a yes to the one on file."""
        turn = self.turn(dispatcher, tracker)
        phone = turn.entity("phone")
        if phone and not _is_interrupted(turn):
            return {PHONE: phone, CONFIRMED: None}
        is_yes = is_asked(turn, PHONE) and turn.intent == "affirm"
        return {PHONE: number_on_file(self, turn)} if is_yes else {}

    def validate_callback_phone(
        self,
        value: str | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """Any number; a yes without one on file is asked again."""
        return {PHONE: value}

    def extract_callback_time(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A day, a time of day, or both; a new one in place of the yes corrects it."""
        turn = self.turn(dispatcher, tracker)
        clock, named = turn.entity("time_of_day"), turn.entity("date")
        if _is_interrupted(turn) or not (clock or named):
            return {}
        if clock and not clock[0].isdigit():
            return {TIME: f"{named or ''}|{clock}", CONFIRMED: None}
        first, _, rest = (clock or "").partition(" ")
        is_offered = bool(rest)  # a button carries its day before its hours
        chosen = f"{first}|{rest}" if is_offered else f"{named or ''}|{clock or ''}"
        return {TIME: chosen, CONFIRMED: None}

    def validate_callback_time(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Only when somebody is there to call."""
        turn = self.turn(dispatcher, tracker)
        if not value or _read_window(self, turn, value):
            return {TIME: value or None}
        turn.say("utter_invalid_callback_time")
        return {TIME: None}

    def extract_callback_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to what was read back; a no with another time corrects it."""
        turn = self.turn(dispatcher, tracker)
        corrects = turn.entity("phone") or turn.entity("time_of_day")
        return {} if corrects or turn.entity("date") else yes_or_no(turn, CONFIRMED)

    def validate_callback_confirmed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too: a person still answers in the chat."""
        return {CONFIRMED: value}


class AskCallbackPhone(ParleyAction):
    """Asks which number to call; one on file is only named to its owner."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_callback_form_callback_phone"

    def act(self, turn: Turn) -> Events:
        """Masked, since somebody may look over a shoulder."""
        known = number_on_file(self, turn)
        if known:
            turn.say("utter_callback_ask_number_on_file", phone=masked(known))
        else:
            turn.say("utter_callback_ask_number")
        return []


class AskCallbackTime(ParleyAction):
    """Asks when to call, with the next two stretches that are possible."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_callback_form_callback_time"

    def act(self, turn: Turn) -> Events:
        """By the clock of the person, as far as it is known."""
        with self.debt.database.read() as tx:
            desk, zone = _place(self, tx, turn)
        found = next_windows(desk, zone, self.debt.clock.now(), _OFFERED)
        turn.ask("utter_callback_ask_time", [_button(each, turn) for each in found])
        return []


class AskCallbackConfirmed(ParleyAction):
    """Reads number, day and hours back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_callback_form_callback_confirmed"

    def act(self, turn: Turn) -> Events:
        """A number that was typed here stands in full, one on file masked."""
        chosen = _read_window(self, turn, turn.slot(TIME) or "")
        if chosen is None:
            return forget(TIME)
        phone = str(turn.slot(PHONE))
        is_known = phone == number_on_file(self, turn)
        turn.say(
            "utter_callback_read_back",
            phone=masked(phone) if is_known else phone,
            **_in_words(chosen, turn),
        )
        return []


class KeepCallback(ParleyAction):
    """Writes the call down on the ticket."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_callback"

    def act(self, turn: Turn) -> Events:
        """The reference is that of the ticket, which was there before."""
        chosen = _read_window(self, turn, turn.slot(TIME) or "")
        with self.debt.database.begin() as tx:
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, "request_callback", turn.key
            )
            if turn.slot(CONFIRMED) and chosen:
                call = Callback(turn.slot(PHONE), chosen.begins_at, chosen.ends_at)
                self.debt.handoff.call_back(tx, ticket, call, turn.key)
        if turn.slot(CONFIRMED) and chosen:
            words = _in_words(chosen, turn)
            turn.say("utter_callback_arranged", reference=ticket.reference, **words)
        else:
            turn.say("utter_callback_not_arranged", reference=ticket.reference)
        return forget(*_SLOTS)


def number_on_file(action: WithDebt, turn: Turn) -> str | None:
    """The telephone number of a verified person."""
    with action.debt.database.read() as tx:
        debtor = verified_or_none(action.debt, tx, turn)
        if debtor is None:
            return None
        contacts = action.debt.contact.contacts(tx, debtor)
    phones = [each.address for each in contacts if each.kind is ContactKind.SMS]
    return phones[0] if phones else None


def _place(action: WithDebt, tx: Session, turn: Turn) -> tuple[Desk, str]:
    desk = desk_of(action, tx, turn)
    debtor = verified_or_none(action.debt, tx, turn)
    return desk, debtor.zone if debtor else desk.zone


def _read_window(action: WithDebt, turn: Turn, value: str) -> Window | None:
    """The window that a slot names: a day or none, then hours or none."""
    named, _, clock = value.partition("|")
    with action.debt.database.read() as tx:
        desk, zone = _place(action, tx, turn)
    on = date.fromisoformat(named) if named else None
    return window(desk, zone, on, clock or None, action.debt.clock.now())


def _in_words(chosen: Window, turn: Turn) -> dict[str, str]:
    return {
        "date": day(chosen.begins_at.date(), turn.locale),
        "begin": _clock(chosen.begins_at),
        "end": _clock(chosen.ends_at),
    }


def _clock(moment: datetime) -> str:
    return clock_time(moment.time().replace(second=0, microsecond=0))


def _button(offered: Window, turn: Turn) -> Button:
    words = _in_words(offered, turn)
    begin, end = offered.begins_at, offered.ends_at
    value = f"{begin:%Y-%m-%d} {begin:%H:%M}-{end:%H:%M}"
    return {
        "title": f"{words['date']}, {words['begin']} to {words['end']}",
        "payload": f'/request_callback{{"time_of_day": "{value}"}}',
    }


def _is_interrupted(turn: Turn) -> bool:
    return is_interruption(turn.intent) and turn.intent not in _ABOUT_CALLS
