"""One turn of a conversation as an action sees it, and what every action shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions import formats
from actions.choices import button_of
from actions.disclosing import disclose_collector
from actions.message import KEPT, WORDS, Message
from actions.opening import opened_debt
from actions.tasks import OPENED, figures_in
from debt.errors import Blocked, NotVerified, OldDebt
from debt.identity import Level, VerifiedDebtor
from debt.money import Money
from debt.services import Debt

Events = list[dict[str, Any]]
Button = dict[str, str]

_PERSON = "request_agent"


@dataclass(frozen=True)
class Turn(Message):
    """What was said, by whom, and the way to answer."""

    dispatcher: CollectingDispatcher
    tracker: Tracker
    action: str

    @property
    def key(self) -> str:
        """Names what this action does for this message: it is done once."""
        return f"{self._message().get('message_id')}:{self.action}"

    def wanted(self) -> Events:
        """Remember what is wanted, with its figures, while something else is asked.

        Of a form, it is that it be opened again with what was answered.
        """
        if self.form in OPENED and self.asks_for_form:
            answered = figures_in(self.form, self.tracker.slots)
            return [
                SlotSet("wanted_action", OPENED[self.form]),
                SlotSet("wanted_figures", answered),
            ]
        found = ((name, self.entity(name)) for name in KEPT)
        figures = {name: value for name, value in found if value is not None}
        return [
            SlotSet("wanted_action", self.action),
            SlotSet("wanted_figures", {**figures, WORDS: self.words}),
        ]

    def say(self, response: str, **values: str) -> None:
        """Answer with a response."""
        self.dispatcher.utter_message(response=response, **values)

    def ask(self, response: str, buttons: list[Button], **values: str) -> None:
        """Answer with a response and buttons for what may be said to it.

        A person is always one of them.
        """
        if not any(button["payload"] == f"/{_PERSON}" for button in buttons):
            buttons = [*buttons, button_of(_PERSON)]
        self.dispatcher.utter_message(response=response, buttons=buttons, **values)


class WithDebt:
    """What an action and a form have in common: the services of the debt floor."""

    def __init__(self, debt: Debt | None = None) -> None:
        """Rasa's own action server makes actions without arguments."""
        self.debt = debt or opened_debt()


class ParleyAction(WithDebt, Action, ABC):
    """An action with the services of the debt floor."""

    @abstractmethod
    def name(self) -> str:
        """The action's name in the domain."""

    @abstractmethod
    def act(self, turn: Turn) -> Events:
        """Do it."""

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> Events:
        """Called by Rasa."""
        return self.act(Turn(dispatcher, tracker, self.name()))


class DebtorAction(ParleyAction):
    """An action on the accounts of a verified person: the one gate to them.

    Anybody else is asked who they are first, and gets what they wanted afterwards. The
    collector's disclosure stands before the first account fact of a conversation.
    """

    @abstractmethod
    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Do it for a verified person, in one transaction."""

    def act(self, turn: Turn) -> Events:
        """Pass the gate, or ask for identity; say why where it cannot be done."""
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                disclose_collector(self.debt, tx, debtor, turn)
                return self._serve(tx, debtor, turn)
        except NotVerified:
            return self._ask_identity(turn)

    def _serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """What is refused leaves no trace, but the disclosure was given."""
        try:
            with tx.begin_nested():
                return self.serve(tx, debtor, turn)
        except Blocked as block:
            turn.say(
                f"utter_rights_paused_{block.kind.value}", reference=block.reference
            )
            return leave_form(turn)
        except OldDebt as old:
            about = SlotSet("account_id", old.account_id)
            go_on = FollowupAction("old_debt_form")
            return [*leave_form(turn), *turn.wanted(), about, go_on]

    def _ask_identity(self, turn: Turn) -> Events:
        """Begin the identity check, or wait for its code; then do what was wanted."""
        wanted = [*leave_form(turn), *turn.wanted()]
        with self.debt.database.read() as tx:
            level = self.debt.identity.level(tx, turn.conversation_id)
        if level is Level.MATCHED:
            turn.say("utter_identity_code_waiting")
            return wanted
        if sends_code_unasked(self.debt, turn):
            return wanted
        if turn.form != "identity_form":
            turn.say("utter_identity_needed")
        return [*wanted, FollowupAction("identity_form")]


def verified_or_none(debt: Debt, tx: Session, turn: Turn) -> VerifiedDebtor | None:
    """The verified person, for what works before identity too."""
    return debt.identity.debtor_or_none(tx, turn.conversation_id)


def sends_code_unasked(debt: Debt, turn: Turn) -> bool:
    """Send a code to a person who is vouched for; what is said is the same as after
    facts. False when nobody is, so that facts are needed.
    """
    with debt.database.begin() as tx:
        outcome = debt.identity.send_to_vouched(tx, turn.conversation_id, turn.key)
    if outcome is None:
        return False
    turn.say(f"utter_identity_{outcome.value}")
    return True


def leave_form(turn: Turn) -> Events:
    """End whatever form is open and forget its answers.

    The answers of `payment_form` stand in slots that begin with `payment_`.
    """
    if turn.form is None:
        return []
    answers = answers_of(turn, turn.form)
    return [ActiveLoop(None), *forget(*answers, "requested_slot")]


def answers_of(turn: Turn, form: str) -> list[str]:
    """The slots that belong to a form."""
    task = form.removesuffix("form")
    return [slot for slot in turn.tracker.slots if slot.startswith(task)]


def forget(*slots: str) -> Events:
    """Empty these slots."""
    return [SlotSet(slot, None) for slot in slots]


def money(amount: Money, debtor: VerifiedDebtor) -> str:
    """An amount as this person writes it."""
    return formats.money(amount, debtor.locale)
