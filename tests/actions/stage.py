"""Runs an action as Rasa would, and reads what it said and did."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.registry import action_classes, action_name
from actions.turn import ParleyAction, Turn
from actions.wording import wording
from debt.payment import Settled
from debt.rights import Block
from debt.store.rights import blocks_of
from debt.store.tables import TicketRow
from tests.debt.builders import MARIA
from tests.debt.floor import CHAT, Floor

CLASSES = {action_name(cls): cls for cls in action_classes()}
_numbers = count(1)


@dataclass(frozen=True)
class Said:
    """One utterance: its response and what fills it."""

    response: str
    buttons: tuple[str, ...]
    values: Mapping[str, str]

    @property
    def words(self) -> str:
        """The text with everything filled in, and what stands on the card."""
        parts = [wording().text(self.response, **self.values), *self.buttons]
        return "\n".join([*parts, self.values.get("rows", "")])


@dataclass(frozen=True)
class Heard:
    """What came of one action."""

    said: tuple[Said, ...]
    events: list[dict[str, Any]]

    @property
    def responses(self) -> list[str]:
        return [each.response for each in self.said]

    @property
    def words(self) -> str:
        return "\n".join(each.words for each in self.said)

    @property
    def slots(self) -> dict[str, Any]:
        return {e["name"]: e["value"] for e in self.events if e["event"] == "slot"}

    @property
    def followed_by(self) -> str | None:
        names = [e["name"] for e in self.events if e["event"] == "followup"]
        return names[-1] if names else None

    @property
    def leaves_form(self) -> bool:
        loops = [e for e in self.events if e["event"] == "active_loop"]
        return bool(loops) and loops[-1]["name"] is None


@dataclass
class Stage:
    """A conversation in which actions are run one by one."""

    floor: Floor
    chat: str = CHAT
    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None

    def hears(
        self, text: str = "", intent: str = "", **entities: str
    ) -> tuple[CollectingDispatcher, Tracker]:
        """A message as Rasa hands it to an action."""
        found = [{"entity": k, "value": v} for k, v in entities.items()]
        parsed: dict[str, Any] = {
            "intent": {"name": intent},
            "entities": found,
            "text": text,
        }
        if text:
            parsed["also"] = []  # what is typed has been read by the model
        user = {
            "event": "user",
            "text": text,
            "message_id": f"m-{next(_numbers)}",
            "parse_data": parsed,
            "metadata": {"locale": "en-GB"},
        }
        loop = {"name": self.form} if self.form else {}
        tracker = Tracker(self.chat, self.slots, parsed, [user], False, None, loop, "")
        return CollectingDispatcher(), tracker

    def run(
        self, action: str, text: str = "", intent: str = "", **entities: str
    ) -> Heard:
        """Run one action, and keep the slots that it sets."""
        dispatcher, tracker = self.hears(text, intent, **entities)
        return self.run_again(action, dispatcher, tracker)

    def run_again(
        self, action: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Heard:
        """Run an action on a given message, as a retried turn does."""
        made = CLASSES[action](self.floor.debt)
        if isinstance(made, ParleyAction):
            events = made.run(dispatcher, tracker, {})
        else:
            domain: dict[str, Any] = {"forms": {}, "slots": {}}
            events = asyncio.run(made.run(dispatcher, tracker, domain))
        heard = Heard(tuple(map(_said, dispatcher.messages)), list(events))
        self.slots.update(heard.slots)
        return heard

    def turn(self, text: str = "", intent: str = "", **entities: str) -> Turn:
        dispatcher, tracker = self.hears(text, intent, **entities)
        return Turn(dispatcher, tracker, "action_test")

    def pays(self, checkout: str = "co_1") -> str:
        """The money arrives at the provider; returns the reference of the payment."""
        told: list[Settled] = []

        def keep(tx: Session, settled: Settled) -> None:
            told.append(settled)

        cards, now = self.floor.cards, self.floor.clock.now()
        cards.become(checkout, "paid")
        raw, signature = cards.event(f"ev-{checkout}", checkout, at=now.timestamp())
        self.floor.debt.payments.settle(raw, signature, keep)
        return told[-1].reference

    def tickets(self) -> list[TicketRow]:
        with self.floor.database.read() as tx:
            return list(tx.scalars(select(TicketRow)))

    def blocks(self) -> tuple[Block, ...]:
        with self.floor.database.read() as tx:
            return blocks_of(tx, MARIA.id, self.floor.clock.now())


def _said(message: dict[str, Any]) -> Said:
    known = {"text", "buttons", "elements", "custom", "template", "response"}
    known |= {"image", "attachment"}
    titles = tuple(button["title"] for button in message["buttons"])
    values = {k: v for k, v in message.items() if k not in known}
    return Said(message["response"], titles, values)
