"""Small talk with a purpose: what was not understood, what is left off."""

from __future__ import annotations

from itertools import takewhile

from actions.choices import UNCLEAR, choice, choices
from actions.turn import Button, Events, ParleyAction, Turn, forget, leave_form

_PERSON = "request_agent"
_GUESSES = 2
_LIKELY = 0.1
"""A guess less likely than this would only puzzle."""


class AnswerUnclear(ParleyAction):
    """Asks what was meant: never the same way twice in a row, a person always near."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_unclear"

    def act(self, turn: Turn) -> Events:
        """First the two best guesses; then the menu; then, in turns, a person.

        Inside a form the question that follows is the way on, so no guess is made.
        """
        times = _unclear_in_a_row(turn)
        is_even = times % 2 == 0
        if turn.form:
            turn.say(
                "utter_talk_unclear_person" if is_even else "utter_talk_unclear_form"
            )
        elif times > 1:
            turn.say(
                "utter_talk_unclear_again" if is_even else "utter_talk_unclear_person"
            )
        else:
            turn.ask("utter_talk_unclear", _ways_on(turn))
        return []


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
    ways = [*guesses[:_GUESSES], choice("something_else", UNCLEAR), choice(_PERSON)]
    return [{"title": way.title, "payload": f"/{way.intent}"} for way in ways]
