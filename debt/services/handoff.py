"""The queue for a person, and the agents who take from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.errors import IllegalTransition, TicketTaken
from debt.handoff import Callback, Ticket, TicketState, in_order, move, priority_of
from debt.store import handoff as store
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class HandoffService:
    """A conversation has at most one open ticket, a ticket at most one agent."""

    clock: Clock

    def request(
        self,
        tx: Session,
        conversation_id: str,
        reason: str,
        key: str,
        task: str | None = None,
    ) -> Ticket:
        """Queue for a person; the open ticket of the conversation is given again.

        A more urgent reason moves an open ticket forward.

        Args:
            task: the form that is left for it, so that nobody has to begin anew.
        """
        asked = fingerprint(conversation_id, reason)
        with once(tx, "handoff.request", key, asked) as request:
            if request.result:
                return store.ticket_with_id(tx, request.result)
            now = self.clock.now()
            ticket = store.open_or_add(tx, conversation_id, reason, task, now)
            if priority_of(reason) < ticket.priority:
                ticket = self._change(
                    tx, ticket.id, lambda t: replace(t, priority=priority_of(reason))
                )
            request.result = ticket.id
            return ticket

    def position(self, tx: Session, ticket: Ticket) -> int | None:
        """The place in the queue, counted from 1; ``None`` when it is not waiting."""
        waiting = [t.id for t in self.queue(tx) if t.state is TicketState.QUEUED]
        return waiting.index(ticket.id) + 1 if ticket.id in waiting else None

    def queue(self, tx: Session) -> tuple[Ticket, ...]:
        """Every ticket not closed, waiting or assigned, in the order of service."""
        return tuple(in_order(store.unfinished(tx)))

    def last_ticket(self, tx: Session, conversation_id: str) -> Ticket | None:
        """The newest ticket of a conversation, closed or not."""
        return store.last_ticket(tx, conversation_id)

    def call_back(
        self, tx: Session, ticket: Ticket, callback: Callback, key: str
    ) -> None:
        """Promise a telephone call; a later promise takes the place of this one."""
        with once(tx, "handoff.call_back", key, fingerprint(ticket.id)) as request:
            if not request.made_before:
                store.add_callback(tx, ticket.id, callback, self.clock.now())
                request.result = ticket.id

    def callback(self, tx: Session, ticket: Ticket) -> Callback | None:
        """The call that was promised on a ticket, if one was."""
        return store.callback_of(tx, ticket.id)

    def open_ticket(self, tx: Session, conversation_id: str) -> Ticket | None:
        return store.open_ticket(tx, conversation_id)

    def claim(
        self, tx: Session, ticket_id: str, agent_id: str, agent_name: str
    ) -> Ticket:
        """Take a waiting ticket; claiming one's own again gives it again.

        Raises:
            TicketTaken: somebody else has it; the error names them.
            IllegalTransition: it is closed.
        """
        seen = store.ticket_with_id(tx, ticket_id)
        if seen.state is TicketState.QUEUED:
            assigned = move(seen.state, TicketState.ASSIGNED)
            mine = replace(
                seen, state=assigned, agent_id=agent_id, agent_name=agent_name
            )
            claimed = store.change(tx, seen, mine, self.clock.now())
            if claimed:
                return claimed
            seen = store.ticket_with_id(tx, ticket_id)
        return _own(seen, agent_id)

    def hand_back(self, tx: Session, ticket_id: str, agent_id: str) -> Ticket:
        """Close a ticket: the bot speaks with the person again.

        Raises:
            TicketTaken: it is not this agent's.
            IllegalTransition: it is not assigned.
        """
        seen = _own(store.ticket_with_id(tx, ticket_id), agent_id)
        return self._move(tx, seen, TicketState.CLOSED)

    def release(self, tx: Session, ticket_id: str, agent_id: str) -> Ticket:
        """Put a ticket back where it was in the queue, for another agent.

        Raises:
            TicketTaken: it is not this agent's.
            IllegalTransition: it is not assigned.
        """
        seen = _own(store.ticket_with_id(tx, ticket_id), agent_id)
        return self._move(tx, seen, TicketState.QUEUED)

    def withdraw(self, tx: Session, ticket_id: str) -> Ticket:
        """Close a ticket nobody has taken yet, when the person no longer waits.

        Raises:
            IllegalTransition: it is not waiting.
        """
        seen = store.ticket_with_id(tx, ticket_id)
        if seen.state is not TicketState.QUEUED:
            raise IllegalTransition(seen.state.value)
        return self._move(tx, seen, TicketState.CLOSED)

    def _move(self, tx: Session, seen: Ticket, to: TicketState) -> Ticket:
        waiting = to is TicketState.QUEUED
        moved = replace(
            seen,
            state=move(seen.state, to),
            agent_id=None if waiting else seen.agent_id,
            agent_name=None if waiting else seen.agent_name,
        )
        changed = store.change(tx, seen, moved, self.clock.now())
        if changed is None:
            raise IllegalTransition(seen.id)
        return changed

    def _change(
        self, tx: Session, ticket_id: str, alter: Callable[[Ticket], Ticket]
    ) -> Ticket:
        """Change a ticket whatever else happens to it meanwhile."""
        seen = store.ticket_with_id(tx, ticket_id)
        changed = store.change(tx, seen, alter(seen), self.clock.now())
        return changed or self._change(tx, ticket_id, alter)


def _own(ticket: Ticket, agent_id: str) -> Ticket:
    if ticket.state is not TicketState.ASSIGNED:
        raise IllegalTransition(ticket.state.value)
    if ticket.agent_id != agent_id:
        raise TicketTaken(ticket.agent_name)
    return ticket
