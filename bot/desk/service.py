"""What an agent at the desk can do: see the queue, claim, answer, hand back.

Claiming takes the conversation's lease, as an answer of the assistant does, so a
message is always answered by exactly one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions.wording import wording
from bot.channels.registry import awaits_consent
from bot.desk.agents import Agent
from bot.desk.history import HistoryPage, Place, read_page
from bot.desk.matters import Matter, matters_of
from bot.desk.summary import summary_of
from bot.inbox import Inbox
from bot.screen import MAX_CHARACTERS, mask_secrets, visible
from bot.store import attachments, conversations, messages
from bot.store.messages import AGENT, SYSTEM, Outbound, Reply
from bot.store.tables import AddressRow, AttachmentRow, MessageRow
from debt.account import AccountSummary
from debt.circumstance import Circumstance
from debt.errors import TicketTaken
from debt.handoff import Ticket, TicketState
from debt.identity import VerifiedDebtor
from debt.services import Debt


class NotYours(Exception):
    """Only the person who has claimed a conversation may answer in it."""


class EmptyReply(Exception):
    """A reply needs words."""


@dataclass(frozen=True)
class QueueItem:
    """A ticket as the queue shows it."""

    ticket: Ticket
    position: int | None
    is_verified: bool
    channel: str
    is_unreachable: bool
    awaits_consent: bool


@dataclass(frozen=True)
class Panel:
    """What an agent should know before the first word."""

    reason: str
    debtor: VerifiedDebtor | None
    accounts: tuple[AccountSummary, ...]
    matters: tuple[Matter, ...] = ()
    summary: str = ""
    told: tuple[Circumstance, ...] = ()


class Desk:
    """The agents' side of the conversations."""

    def __init__(self, debt: Debt, inbox: Inbox) -> None:
        self._debt = debt
        self._inbox = inbox

    def queue(self, tx: Session) -> list[QueueItem]:
        """Every open ticket, the one to be served next first."""
        items = []
        position = 0
        for ticket in self._debt.handoff.queue(tx):
            is_queued = ticket.state is TicketState.QUEUED
            position += is_queued
            items.append(self._item(tx, ticket, position if is_queued else None))
        return items

    def _item(self, tx: Session, ticket: Ticket, position: int | None) -> QueueItem:
        address = tx.get(AddressRow, ticket.conversation_id)
        return QueueItem(
            ticket,
            position,
            is_verified=self._debtor(tx, ticket.conversation_id) is not None,
            channel=conversations.channel_of(tx, ticket.conversation_id),
            is_unreachable=bool(address and address.unreachable_since),
            awaits_consent=bool(address and awaits_consent(address)),
        )

    def transcript(self, tx: Session, ticket: Ticket, seen: int) -> list[MessageRow]:
        """What was said in the ticket's conversation after the message `seen`."""
        rows = messages.messages_after(tx, ticket.conversation_id, seen, limit=1000)
        return list(rows)

    def panel(self, tx: Session, ticket: Ticket) -> Panel:
        """Who this is, if the assistant has verified it, and what they owe."""
        debtor = self._debtor(tx, ticket.conversation_id)
        accounts = self._debt.accounts.of(tx, debtor) if debtor else ()
        matters = self._matters(tx, ticket, debtor)
        summary = summary_of(self._debt, tx, ticket, debtor, wording())
        told = self._debt.circumstances.of(tx, debtor) if debtor else ()
        return Panel(ticket.reason, debtor, accounts, tuple(matters), summary, told)

    def history(self, tx: Session, ticket: Ticket, before: Place | None) -> HistoryPage:
        """What was said with the same person in their other conversations.

        Nothing, unless the ticket's own conversation is verified at this moment.
        """
        debtor = self._debtor(tx, ticket.conversation_id)
        whose = self._debt.identity.conversations_of(tx, debtor) if debtor else ()
        elsewhere = [
            each for each in whose if each.conversation_id != ticket.conversation_id
        ]
        return read_page(tx, elsewhere, before)

    def file(self, tx: Session, file_id: str, agent: Agent) -> AttachmentRow | None:
        """A file of a conversation, or of the history beside it, that this agent has
        or could claim; None for every other.
        """
        row = attachments.with_content(tx, file_id)
        if row is None:
            return None
        tickets = self._debt.handoff.queue(tx)
        own = [each for each in tickets if each.agent_id in {None, agent.id}]
        return row if any(self._shows(tx, each, row) for each in own) else None

    def _shows(self, tx: Session, ticket: Ticket, row: AttachmentRow) -> bool:
        if ticket.conversation_id == row.conversation_id:
            return True
        debtor = self._debtor(tx, ticket.conversation_id)
        return debtor is not None and any(
            each.conversation_id == row.conversation_id
            and each.began_at <= row.received_at < each.ended_at
            for each in self._debt.identity.conversations_of(tx, debtor)
        )

    def ticket(self, tx: Session, ticket_id: str) -> Ticket | None:
        """An open ticket by its id."""
        found = (t for t in self._debt.handoff.queue(tx) if t.id == ticket_id)
        return next(found, None)

    def claim(self, tx: Session, ticket_id: str, agent: Agent) -> Ticket:
        """Take a waiting conversation over from the assistant.

        Raises:
            TicketTaken: somebody else has it.
            ConversationBusy: the assistant is answering at this moment; try again.
        """
        ticket = self._open(tx, ticket_id)
        lease = conversations.lease(tx, ticket.conversation_id, self._now())
        claimed = self._debt.handoff.claim(tx, ticket_id, agent.id, agent.name)
        self._announce(tx, claimed, "utter_people_agent_joined", agent, agent.name)
        conversations.release(tx, lease)
        return claimed

    def reply(
        self, tx: Session, ticket_id: str, agent: Agent, client_id: str, text: str
    ) -> int:
        """Answer as a person; a repeated delivery is stored once.

        Raises:
            NotYours: the conversation is not this agent's.
            EmptyReply: there are no words in it.
        """
        ticket = self._own(tx, ticket_id, agent)
        conversations.hold(tx, ticket.conversation_id)
        seen = messages.already_received(tx, ticket.conversation_id, client_id)
        if seen is not None:
            return seen
        kept = mask_secrets(visible(text))[:MAX_CHARACTERS]
        if not kept:
            raise EmptyReply
        outbound = Outbound(AGENT, Reply(kept), agent.name, client_id, at=self._now())
        return messages.append(tx, ticket.conversation_id, outbound)

    def hand_back(self, tx: Session, ticket_id: str, agent: Agent) -> None:
        """Give the conversation back to the assistant.

        Raises:
            NotYours: the conversation is not this agent's.
        """
        ticket = self._own(tx, ticket_id, agent)
        self._debt.handoff.hand_back(tx, ticket_id, agent.id)
        self._announce(tx, ticket, "utter_people_agent_left", agent, None)
        self._inbox.put_event(tx, ticket.conversation_id, "handed_back", {})

    def close(self, tx: Session, ticket_id: str, agent: Agent, reference: str) -> None:
        """Note that a request by right has been answered.

        Raises:
            NotYours: the conversation is not this agent's, or the matter is not of it.
        """
        self._own_matter(tx, ticket_id, agent, reference)
        self._debt.requests.close(tx, reference, agent.id)

    def lift(self, tx: Session, ticket_id: str, agent: Agent, reference: str) -> None:
        """End a block: from now on the account may be collected on again.

        Raises:
            NotYours: the conversation is not this agent's, or the matter is not of it.
        """
        self._own_matter(tx, ticket_id, agent, reference)
        self._debt.rights.lift(tx, reference)

    def _own_matter(
        self, tx: Session, ticket_id: str, agent: Agent, reference: str
    ) -> None:
        ticket = self._own(tx, ticket_id, agent)
        debtor = self._debtor(tx, ticket.conversation_id)
        known = {each.reference for each in self._matters(tx, ticket, debtor)}
        if reference not in known:
            raise NotYours(reference)

    def _matters(
        self, tx: Session, ticket: Ticket, debtor: VerifiedDebtor | None
    ) -> list[Matter]:
        blocks = self._debt.rights.of(tx, debtor, ticket.conversation_id)
        requests = self._debt.requests.of(tx, debtor, ticket.conversation_id)
        return matters_of(blocks, requests)

    def _announce(
        self, tx: Session, ticket: Ticket, key: str, agent: Agent, speaker: str | None
    ) -> None:
        """Tell who joined or left; `speaker` has the conversation from now on."""
        text = wording().text(key, agent=agent.name)
        notice = Outbound(SYSTEM, Reply(text), speaker, at=self._now())
        messages.append(tx, ticket.conversation_id, notice)

    def _open(self, tx: Session, ticket_id: str) -> Ticket:
        ticket = self.ticket(tx, ticket_id)
        if ticket is None:
            raise NotYours(ticket_id)
        if ticket.agent_name is not None:
            raise TicketTaken(ticket.agent_name)
        return ticket

    def _own(self, tx: Session, ticket_id: str, agent: Agent) -> Ticket:
        ticket = self.ticket(tx, ticket_id)
        if ticket is None or ticket.agent_id != agent.id:
            raise NotYours(ticket_id)
        return ticket

    def _debtor(self, tx: Session, conversation_id: str) -> VerifiedDebtor | None:
        return self._debt.identity.debtor_or_none(tx, conversation_id)

    def _now(self) -> datetime:
        return self._debt.clock.now()
