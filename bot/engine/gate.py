"""The gate: while a block stands, nothing of collection leaves the assistant.

Every turn passes here in the transaction that sends it, so a right claimed in the same
message counts already. Money is held back elsewhere, by the services themselves; what a
person at the desk writes is their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from actions.choices import choice
from actions.wording import wording
from bot.engine.assistant import Answer
from bot.meaning import understood
from bot.store.messages import Button, Reply
from bot.store.trackers import TrackerEvents
from debt.rights import Block
from debt.services import Debt

COLLECTING = {
    "begin_budget",
    "change_payment_method",
    "choose_plan",
    "make_offer",
    "make_payment",
    "promise_to_pay",
    "request_plan",
    "request_settlement",
    "start_autopay",
}
"""What a button may not lead to while a block stands."""
_DISPUTE = "dispute_debt"


def let_out(tx: Session, debt: Debt, conversation_id: str, answer: Answer) -> Answer:
    """The answer as it may leave; a form whose question may not leave is ended."""
    if not any(map(_collects, answer.replies)):
        return answer
    debtor = debt.identity.debtor_or_none(tx, conversation_id)
    account_id = _slot(answer.events, "account_id")
    block = debt.rights.standing(tx, debtor, conversation_id, account_id)
    if block is None:
        if debtor and debt.validations.runs(tx, debtor, account_id):
            return replace(answer, replies=tuple(map(_with_dispute, answer.replies)))
        return answer
    events = answer.events
    if any(reply.collects for reply in answer.replies):
        events = _without_form(events)
    return replace(answer, replies=paused(answer.replies, block), events=events)


def paused(replies: tuple[Reply, ...], block: Block) -> tuple[Reply, ...]:
    """What collects is said to be paused, once, and no button leads to it."""
    notice = Reply(
        wording().text(
            f"utter_rights_paused_{block.kind.value}", reference=block.reference
        ),
        (_to_a_person(),),
    )
    left = [notice if each.collects else _without_buttons(each) for each in replies]
    first = next((n for n, each in enumerate(left) if each.text == notice.text), None)
    return tuple(
        each
        for number, each in enumerate(left)
        if number == first or each.text != notice.text
    )


def _collects(reply: Reply) -> bool:
    return reply.collects or any(map(_leads_to_paying, reply.buttons))


def _leads_to_paying(button: Button) -> bool:
    return button.meaning["intent"]["name"] in COLLECTING


def _without_buttons(reply: Reply) -> Reply:
    """The other ways stay, and a person is always one of them."""
    left = tuple(each for each in reply.buttons if not _leads_to_paying(each))
    if left == reply.buttons:
        return reply
    return replace(reply, buttons=left or (_to_a_person(),))


def _with_dispute(reply: Reply) -> Reply:
    """In the validation period disputing stands beside paying (Reg F 1006.38(b)(1))."""
    meant = {each.meaning["intent"]["name"] for each in reply.buttons}
    if not _collects(reply) or _DISPUTE in meant:
        return reply
    button = Button(choice(_DISPUTE).title, understood(_DISPUTE))
    return replace(reply, buttons=(*reply.buttons, button))


def _to_a_person() -> Button:
    person = choice("request_agent")
    return Button(person.title, understood(person.intent))


def _slot(events: TrackerEvents, name: str) -> Any:
    """The value that the events leave in a slot; a new session begins without any."""
    for event in reversed(events):
        if event["event"] == "session_started":
            return None
        if event["event"] == "slot" and event["name"] == name:
            return event["value"]
    return None


def _without_form(events: TrackerEvents) -> TrackerEvents:
    """Nothing is asked for any more, so no answer is waited for."""
    asked_for = {"event": "slot", "name": "requested_slot", "value": None}
    return [*events, {"event": "active_loop", "name": None}, asked_for]
