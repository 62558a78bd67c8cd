"""One conversation, and everybody who can do something in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.agents import Agent
from bot.desk.service import Desk
from bot.engine.assistant import Answer, Incoming
from bot.inbox import Inbox, Refusal
from bot.meaning import understood
from bot.store import messages
from bot.store.messages import BOT, Button, Outbound, Reply
from bot.store.tables import ConversationRow, MessageRow
from bot.store.trackers import TrackerEvents
from debt.handoff import Ticket
from tests.debt.floor import Floor

Row = TypeVar("Row")
SAM = Agent("sam", "Sam")
PRIYA = Agent("priya", "Priya")
YES = Button("Yes, pay £20.00", understood("affirm"))
NO = Button("No, not now", understood("deny"))

_numbers = count(1)


@dataclass
class Talk:
    """A conversation of the web chat."""

    floor: Floor
    inbox: Inbox
    desk: Desk
    conversation: str
    token: str

    def says(self, text: str, client_id: str | None = None) -> int:
        """The person types something."""
        with self.floor.database.begin() as tx:
            return self.inbox.put_text(tx, self.conversation, client_id or new(), text)

    def presses(self, token: str, client_id: str | None = None) -> int | Refusal:
        with self.floor.database.begin() as tx:
            return self.inbox.put_button(
                tx, self.conversation, client_id or new(), token
            )

    def happens(self, name: str, **entities: str) -> int:
        """Something outside the chat is told to the assistant."""
        with self.floor.database.begin() as tx:
            return self.inbox.put_event(tx, self.conversation, name, entities)

    def is_told(self, text: str, *buttons: Button) -> list[str]:
        """The assistant says something; returns the tokens of its buttons."""
        outbound = Outbound(BOT, Reply(text, buttons), at=self.floor.clock.now())
        with self.floor.database.begin() as tx:
            seq = messages.append(tx, self.conversation, outbound)
        return [button["token"] for button in self.message(seq).buttons]

    def wants_a_person(self) -> Ticket:
        with self.floor.database.begin() as tx:
            return self.floor.debt.handoff.request(
                tx, self.conversation, "request_agent", new()
            )

    def is_taken_by(self, agent: Agent) -> Ticket:
        """A person at the desk takes over."""
        ticket = self.wants_a_person()
        with self.floor.database.begin() as tx:
            return self.desk.claim(tx, ticket.id, agent)

    def message(self, seq: int) -> MessageRow:
        with self.floor.database.read() as tx:
            return tx.get_one(MessageRow, (self.conversation, seq))

    def all(self) -> list[MessageRow]:
        """Every message, in order, hidden ones too."""
        query = (
            select(MessageRow)
            .where(MessageRow.conversation_id == self.conversation)
            .order_by(MessageRow.seq)
        )
        with self.floor.database.read() as tx:
            return list(tx.scalars(query))

    def shown(self) -> list[tuple[str, str]]:
        """Who said what, as the person sees it."""
        with self.floor.database.read() as tx:
            rows = messages.messages_after(tx, self.conversation, 0)
            return [(row.sender, row.text) for row in rows]

    def row(self) -> ConversationRow:
        with self.floor.database.read() as tx:
            return tx.get_one(ConversationRow, self.conversation)


@dataclass
class Clerk:
    """A small assistant: repeats what it read, and remembers how often it was asked.

    Attributes:
        errors: raised one after the other before it answers again.
    """

    errors: list[BaseException] = field(default_factory=list)
    heard: list[Incoming] = field(default_factory=list)

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        self.heard.append(incoming)
        if self.errors:
            raise self.errors.pop(0)
        text = f"You said: {incoming.text}"
        known = [*events, {"event": "user", "text": incoming.text}]
        return Answer((Reply(text, (YES,)),), known, "greet", 0.875)


def open_talk(floor: Floor) -> Talk:
    inbox = Inbox(floor.debt)
    with floor.database.begin() as tx:
        opened = inbox.open(tx, "web", "en-GB")
    desk = Desk(floor.debt, inbox)
    talk = Talk(floor, inbox, desk, opened.conversation_id, opened.token)
    settle(talk)
    return talk


def settle(talk: Talk) -> None:
    """Mark everything as handled."""
    with talk.floor.database.begin() as tx:
        for row in waiting_rows(tx, talk.conversation):
            row.waiting = False


def waiting_rows(tx: Session, conversation_id: str) -> Sequence[MessageRow]:
    query = select(MessageRow).where(
        MessageRow.conversation_id == conversation_id, MessageRow.waiting
    )
    return tx.scalars(query).all()


def new() -> str:
    """A client's id for a message."""
    return f"id-{next(_numbers)}"
