"""Small talk with a purpose: what was not understood, what is left off."""

from __future__ import annotations

from itertools import takewhile

from actions.turn import Button, Events, ParleyAction, Turn, forget, leave_form
from actions.wording import wording

UNCLEAR = "nlu_fallback"
# What a button can stand for, by what it says. Courtesies need none, and nobody is
# asked by a button whether they want to live.
NEVER_OFFERED = {
    "affirm",
    "deny",
    "express_frustration",
    "goodbye",
    "greet",
    "out_of_scope",
    "provide_identity",
    "report_crisis",
    "thank",
    UNCLEAR,
}
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


class MentionMore(ParleyAction):
    """Keeps in sight what else a message meant, while one thing is done first."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_mention_more"

    def act(self, turn: Turn) -> Events:
        """A button for each, and no question: the one in hand stays the only one."""
        meant = [str(e["value"]) for e in turn.entities if e["entity"] == "meaning"]
        turn.ask("utter_talk_more", _choices(meant))
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
    return [
        *_choices([intent for intent in likely if intent != "request_agent"]),
        _choice("something_else", f"/{UNCLEAR}"),
        _choice("request_agent", "/request_agent"),
    ]


def _choices(intents: list[str]) -> list[Button]:
    offered = [intent for intent in intents if intent not in NEVER_OFFERED]
    return [_choice(intent, f"/{intent}") for intent in offered[:_GUESSES]]


def _choice(name: str, payload: str) -> Button:
    return {"title": wording().text(f"utter_choice_{name}"), "payload": payload}
