"""Small talk with a purpose: what was not understood, what is left off."""

from __future__ import annotations

from itertools import takewhile

from rasa_sdk.events import FollowupAction

from actions.choices import UNCLEAR, button_of, choices
from actions.tasks import UNFINISHED
from actions.turn import (
    Button,
    Events,
    ParleyAction,
    Turn,
    forget,
    leave_form,
)

_PERSON = "request_agent"
_GUESSES = 2
_TOO_OFTEN = 3
"""So many messages in a row that were not understood bring a person."""
_LIKELY = 0.1
"""A guess less likely than this would only puzzle."""


class AnswerUnclear(ParleyAction):
    """Asks what was meant: never the same way twice in a row, a person always near."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_unclear"

    def act(self, turn: Turn) -> Events:
        """First the two best guesses; then the menu; then a person is asked to come.

        The question of an open form is not put again: it still stands.
        """
        times = _unclear_in_a_row(turn)
        if times == 1:
            asked = "utter_talk_unclear_form" if turn.form else "utter_talk_unclear"
            turn.ask(asked, _ways_on(turn))
        elif times == _TOO_OFTEN:
            self._ask_person_to_come(turn)
        else:
            turn.say(
                "utter_talk_unclear_again"
                if times % 2 == 0
                else "utter_talk_unclear_person"
            )
        return []

    def _ask_person_to_come(self, turn: Turn) -> None:
        with self.debt.database.begin() as tx:
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, "not_understood", turn.key
            )
        turn.say("utter_talk_unclear_ticket", reference=ticket.reference)


class CancelTask(ParleyAction):
    """Leaves whatever was being done."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_cancel_task"

    def act(self, turn: Turn) -> Events:
        """Forget the answers given so far; nothing has been agreed."""
        turn.say(
            "utter_talk_cancelled" if turn.form else "utter_talk_nothing_to_cancel"
        )
        return [*leave_form(turn), *forget("wanted_action")]


class AnswerYes(ParleyAction):
    """A yes to a question that a yes does not answer, or to none at all."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_yes"

    def act(self, turn: Turn) -> Events:
        """Nothing is done for it; the question is put again."""
        if turn.slot(UNFINISHED) and turn.form is None:
            return [FollowupAction("action_resume_task")]
        turn.say("utter_talk_yes_to_which" if turn.form else "utter_talk_yes_to_what")
        return []


class AnswerNo(ParleyAction):
    """A no to a question that a no does not answer, or to none at all."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_no"

    def act(self, turn: Turn) -> Events:
        """Who says no to a task need not go on with it."""
        turn.say("utter_talk_cancelled" if turn.form else "utter_talk_no_problem")
        return [*leave_form(turn), *forget("wanted_action")]


class GoBack(ParleyAction):
    """For who wants to change an answer where none has been given."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_go_back"

    def act(self, turn: Turn) -> Events:
        """A form goes back by itself, unless it is at its first question."""
        turn.say("utter_talk_back_first" if turn.form else "utter_talk_go_back")
        return []


class SayGoodbye(ParleyAction):
    """Lets a person go, in the middle of anything."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_say_goodbye"

    def act(self, turn: Turn) -> Events:
        """What was not finished has not been agreed."""
        is_done = turn.form in (None, "feedback_form")
        turn.say("utter_talk_goodbye" if is_done else "utter_talk_goodbye_later")
        return leave_form(turn)


def _unclear_in_a_row(turn: Turn) -> int:
    """How many of the newest messages were not understood, this one included."""
    heard = [e for e in reversed(turn.tracker.events) if e["event"] == "user"]
    intents = (event["parse_data"]["intent"]["name"] for event in heard)
    return len(list(takewhile(lambda intent: intent == UNCLEAR, intents)))


def _ways_on(turn: Turn) -> list[Button]:
    """The likeliest things the message may have meant, and the way out of them."""
    ranking = turn.tracker.latest_message.get("intent_ranking") or ()
    likely = [str(each["name"]) for each in ranking if each["confidence"] >= _LIKELY]
    guesses = choices(intent for intent in likely if intent != _PERSON)
    return [
        *(button_of(guess.intent) for guess in guesses[:_GUESSES]),
        button_of("something_else", UNCLEAR),
    ]
