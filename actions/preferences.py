"""How a person wants to be reached: written down at once and confirmed in one line."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.turn import Button, Events, ParleyAction, Turn, verified_or_none
from actions.wishes import (
    frees_every_time,
    is_taken_back,
    media_named,
    stops_of,
    wishes_in,
)
from actions.wording import wording
from debt.contact import Medium, Wish, WishKind

# Said without naming what is wanted.
_BARE = re.compile(
    r"\bpreferences?\b|\bhow (?:do|can) I\b|\bhow you\b|\bwhere do I\b"
    r"|\bwhen you\b|\bchange how\b",
    re.I,
)
_NEW_DETAIL = re.compile(r"\b(?:new|changed?|update|moved|swap|replace)\b", re.I)
# What is offered to somebody who has not said what they want.
_USUAL = ("email", "sms", "post")


class SetContactPreference(ParleyAction):
    """Takes any wish about the medium, the time, the day or the place."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_set_contact_preference"

    def act(self, turn: Turn) -> Events:
        """Works before identity too; what cannot be set here goes to a person."""
        if _gives_new_detail(turn):
            return [FollowupAction("action_begin_contact_change")]
        if _was_answered(turn):
            return []
        wishes = stops_of(turn) or wishes_in(turn)
        if is_taken_back(turn.text):
            self._allow_again(turn)
        elif wishes:
            self._record(turn, wishes)
        elif _BARE.search(turn.text):
            turn.ask("utter_contact_preference_ask", _usual_buttons())
        else:
            self._pass_on(turn)
        return []

    def _record(self, turn: Turn, wishes: list[Wish]) -> None:
        """One confirmation with nothing else in it (Reg F 1006.14(h)(2)(i))."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            self.debt.contact.wish(
                tx, debtor, turn.conversation_id, wishes, turn.text, turn.key
            )
        turn.say("utter_contact_preference_set", wishes=in_words(wishes))

    def _allow_again(self, turn: Turn) -> None:
        named: list[Medium | None] = [*media_named(turn)]
        if frees_every_time(turn.text) or not named:
            named = [None]
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            for medium in named:
                self.debt.contact.allow_again(tx, debtor, turn.conversation_id, medium)
        turn.say("utter_contact_preference_allowed")

    def _pass_on(self, turn: Turn) -> None:
        with self.debt.database.begin() as tx:
            ticket = self._ticket(tx, turn)
        turn.say("utter_contact_preference_passed_on", reference=ticket)

    def _ticket(self, tx: Session, turn: Turn) -> str:
        return self.debt.handoff.request(
            tx, turn.conversation_id, "set_contact_preference", turn.key
        ).reference


def in_words(wishes: list[Wish]) -> str:
    """The wishes as one phrase: "no texts, nothing before 12:00"."""
    days = [each.value.title() for each in wishes if each.kind is WishKind.NOT_ON]
    others = [_phrase(each) for each in wishes if each.kind is not WishKind.NOT_ON]
    if days:
        named = ", ".join(days)
        others.append(wording().text("utter_contact_wish_not_on", days=named))
    return ", ".join(others)


def _phrase(wish: Wish) -> str:
    if wish.kind is WishKind.NOT_AT:
        begin, _, end = wish.value.partition("-")
        if begin == "00:00":
            return wording().text("utter_contact_wish_not_before", time=end)
        if end == "24:00":
            return wording().text("utter_contact_wish_not_after", time=begin)
        return wording().text("utter_contact_wish_not_between", begin=begin, end=end)
    if wish.kind is WishKind.NOT_IN:
        return wording().text("utter_contact_wish_not_at_work")
    if wish.kind is WishKind.LANGUAGE:
        return wording().text("utter_contact_wish_language", language=wish.value)
    medium = wording().text(f"utter_contact_medium_{wish.value}")
    return wording().text(f"utter_contact_wish_{wish.kind.value}", medium=medium)


def _was_answered(turn: Turn) -> bool:
    """Whether the same message was taken for a stop of one medium just before."""
    told = [e for e in turn.tracker.events if e.get("event") == "user"][-2:]
    if len(told) < 2 or turn.intent != "set_contact_preference" or not stops_of(turn):
        return False
    before, now = (str(each.get("message_id")) for each in told)
    is_stop = told[0]["parse_data"]["intent"]["name"] == "stop_contact"
    return is_stop and now.startswith(f"{before}:")


def _gives_new_detail(turn: Turn) -> bool:
    has_detail = turn.entity("phone") or turn.entity("email")
    return bool(has_detail and _NEW_DETAIL.search(turn.text))


def _usual_buttons() -> list[Button]:
    """Their labels are sentences, and are understood as if they had been typed."""
    return [
        {
            "title": wording().text(f"utter_contact_prefer_{value}"),
            "payload": f'/set_contact_preference{{"contact_channel": "{value}"}}',
        }
        for value in _USUAL
    ]
