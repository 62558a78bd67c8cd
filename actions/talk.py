"""Small talk with a purpose: what was not understood, what is left off."""

from __future__ import annotations

from itertools import takewhile

from actions.turn import Events, ParleyAction, Turn, forget, leave_form


class AnswerUnclear(ParleyAction):
    """Says that a message was not understood, and never the same way twice."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer_unclear"

    def act(self, turn: Turn) -> Events:
        """Offer the menu first; the second time in a row offer a person first."""
        is_second = _unclear_in_a_row(turn) % 2 == 0
        turn.say("utter_talk_unclear_again" if is_second else "utter_talk_unclear")
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
    return len(list(takewhile(lambda intent: intent == "nlu_fallback", intents)))
