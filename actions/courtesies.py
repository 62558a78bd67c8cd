"""Greeting, help, saying it again, and staying calm."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from rasa_sdk.events import FollowupAction

from actions.turn import Events, ParleyAction, Turn, verified_or_none

_SMALL_TALK = "utter_talk_"
# What stands beside the values of a response in the record of what was said.
_NO_VALUES = {"utter_action", "in_full", "channel", "in_lines"}
_INSULT = re.compile(
    r"\b(?:f+u+c*k\w*|fk\w*|shit\w*|bitch\w*|bastards?|wankers?|arse\w*|asshole\w*|"
    r"cunts?|idiots?|moron\w*|stupid|scum\w*|pricks?|dick\w*|bollocks|piss off)\b",
    re.I,
)


class Greet(ParleyAction):
    """Greets back; by name who has been checked."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_greet"

    def act(self, turn: Turn) -> Events:
        """Who was checked here before hears that it is needed again."""
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
        if debtor is not None:
            first_name = debtor.name.split()[0]
            turn.say("utter_talk_greet_known", first_name=first_name)
        elif turn.slot("account_id") is not None:
            turn.say("utter_talk_greet_again")
        else:
            turn.say("utter_talk_greet")
        return []


class GiveHelp(ParleyAction):
    """Says what the assistant can do: the most wanted first, all of it when asked."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_give_help"

    def act(self, turn: Turn) -> Events:
        """The second level follows the first."""
        has_been_said = "utter_talk_help" in map(_response, _said(turn))
        turn.say("utter_talk_help_more" if has_been_said else "utter_talk_help")
        return []


class Repeat(ParleyAction):
    """Says the last answer again, a sentence a line."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_repeat"

    def act(self, turn: Turn) -> Events:
        """The question of an open form is put again by itself."""
        last = _last_answer(turn)
        if last is None:
            turn.say("utter_talk_repeat_form" if turn.form else "utter_talk_repeat")
            return []
        turn.say("utter_talk_repeat_intro")
        values = {
            name: value
            for name, value in (last.get("metadata") or {}).items()
            if isinstance(value, str) and name not in _NO_VALUES
        }
        buttons = (last.get("data") or {}).get("buttons") or []
        turn.ask(_response(last), buttons, **values, in_lines="yes")
        return []


class StayCalm(ParleyAction):
    """For anger at the conversation: no argument, one line, and a person."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_stay_calm"

    def act(self, turn: Turn) -> Events:
        """The second time a person is asked to come without more ado."""
        heard = [e for e in turn.tracker.events if e.get("event") == "user"]
        if [_intent(each) for each in heard].count(turn.intent) > 1:
            return [FollowupAction("action_request_agent")]
        is_insult = bool(_INSULT.search(turn.text))
        turn.say("utter_talk_boundary" if is_insult else "utter_talk_frustration")
        return []


def _said(turn: Turn) -> list[dict[str, Any]]:
    """What the assistant has said lately."""
    return [e for e in turn.tracker.events if e.get("event") == "bot"]


def _last_answer(turn: Turn) -> dict[str, Any] | None:
    """The last thing said, in answer to the message before this one, that was more
    than a courtesy and no question of a form.
    """
    events = reversed(turn.tracker.events)
    before = (e for e in events if e.get("event") in {"user", "bot"})
    next(before, None)  # the message that asks for it
    answers = takewhile(lambda e: e["event"] == "bot", before)
    substantial = (
        each
        for each in answers
        if _response(each)
        and not _response(each).startswith(_SMALL_TALK)
        and "in_full" not in (each.get("metadata") or {})
    )
    return next(substantial, None)


def _response(said: dict[str, Any]) -> str:
    return str((said.get("metadata") or {}).get("utter_action") or "")


def _intent(heard: dict[str, Any]) -> str:
    return str(heard["parse_data"]["intent"]["name"])
