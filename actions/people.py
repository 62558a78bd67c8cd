"""A person, whenever one is wanted."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions.choices import UNCLEAR, choice
from actions.formats import clock_time, day
from actions.turn import (
    Events,
    ParleyAction,
    Turn,
    WithDebt,
    leave_form,
    verified_or_none,
)
from debt.handoff import Ticket
from debt.operator import Desk

# What begins the task of a form again, for whoever left it to talk to a person.
_BEGINS = {
    "payment_form": "make_payment",
    "plan_form": "request_plan",
    "settlement_form": "request_settlement",
    "promise_form": "promise_to_pay",
    "contact_form": "change_contact_details",
}


class RequestAgent(ParleyAction):
    """Puts the conversation into the queue at the first word."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_request_agent"

    def act(self, turn: Turn) -> Events:
        """Works before identity and inside any form; asking twice keeps the place."""
        with self.debt.database.begin() as tx:
            handoff = self.debt.handoff
            had_one = handoff.open_ticket(tx, turn.conversation_id) is not None
            ticket = handoff.request(
                tx, turn.conversation_id, turn.intent, turn.key, task=turn.form
            )
            position = handoff.position(tx, ticket) or 1
            opens_at = next_opening(self, tx, turn)
        if opens_at is None:
            turn.say(
                "utter_people_still_queued" if had_one else "utter_people_queued",
                reference=ticket.reference,
                position=str(position),
            )
        else:
            turn.say(
                "utter_people_still_closed" if had_one else "utter_people_closed",
                reference=ticket.reference,
                date=day(opens_at.date(), turn.locale),
                time=clock_time(opens_at.time()),
            )
        return leave_form(turn)


class KeepFile(ParleyAction):
    """Passes on a file, which nobody but a person can look at."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_file"

    def act(self, turn: Turn) -> Events:
        """Works before identity: whose file it is, a person will find out."""
        with self.debt.database.begin() as tx:
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, "file_received", turn.key
            )
        turn.say("utter_people_file_received", reference=ticket.reference)
        return []


class ReturnFromPerson(ParleyAction):
    """Takes over again when a person has handed back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_return_from_person"

    def act(self, turn: Turn) -> Events:
        """Says where we were, and goes on only if that is wanted."""
        with self.debt.database.read() as tx:
            ticket = self.debt.handoff.last_ticket(tx, turn.conversation_id)
        begins = ticket and begins_task(ticket)
        if not begins:
            turn.say("utter_people_back")
            return []
        left = choice(begins)
        ways = [left, choice("something_else", UNCLEAR), choice("request_agent")]
        turn.ask(
            "utter_people_back_to_task",
            [{"title": way.title, "payload": f"/{way.intent}"} for way in ways],
            task=left.title,
        )
        return []


def begins_task(ticket: Ticket) -> str | None:
    """The intent that takes up again what was left for a person."""
    return _BEGINS.get(ticket.task or "")


def next_opening(action: WithDebt, tx: Session, turn: Turn) -> datetime | None:
    """When the desk opens, by the person's clock; None while it is open.

    The desk's own clock stands in for that of somebody who is not checked yet.
    """
    desk = desk_of(action, tx, turn)
    now = action.debt.clock.now()
    if desk.is_open(now):
        return None
    opens_at = desk.next_open(now)
    debtor = verified_or_none(action.debt, tx, turn)
    zone = ZoneInfo(debtor.zone if debtor else desk.zone)
    return opens_at.astimezone(zone) if opens_at else None


def desk_of(action: WithDebt, tx: Session, turn: Turn) -> Desk:
    """The hours of the people who would answer here."""
    words = action.debt.operator.words_in(tx, turn.conversation_id, turn.locale)
    return words.desk
