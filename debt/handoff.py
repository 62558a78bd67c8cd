"""The queue for a person: states of a ticket, and who comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from debt.errors import IllegalTransition


class TicketState(str, Enum):
    """Where a ticket stands."""

    QUEUED = "queued"
    ASSIGNED = "assigned"
    CLOSED = "closed"


_EDGES = {
    (TicketState.QUEUED, TicketState.ASSIGNED),
    (TicketState.QUEUED, TicketState.CLOSED),
    (TicketState.ASSIGNED, TicketState.QUEUED),
    (TicketState.ASSIGNED, TicketState.CLOSED),
}
# Danger to life first, then people who need a specialist; the rest in order of arrival.
_PRIORITIES = {"crisis": 0, "vulnerability": 1, "deceased": 1}
_USUAL_PRIORITY = 5


@dataclass(frozen=True)
class Ticket:
    """One request for a person.

    Attributes:
        reference: what the person can quote: ``H-7K2M``.
        priority: 0 is served first.
        version: counts the changes, so that a claim can name the state it saw.
        task: the form that was being filled in when the person was asked for.
    """

    id: str
    reference: str
    conversation_id: str
    reason: str
    state: TicketState
    priority: int
    waiting_since: datetime
    version: int
    agent_id: str | None = None
    agent_name: str | None = None
    task: str | None = None


@dataclass(frozen=True)
class Callback:
    """A telephone call that was promised to somebody.

    Attributes:
        phone: in E.164.
    """

    phone: str
    begins_at: datetime
    ends_at: datetime


def priority_of(reason: str) -> int:
    return _PRIORITIES.get(reason, _USUAL_PRIORITY)


def move(state: TicketState, to: TicketState) -> TicketState:
    """The new state of a ticket.

    Raises:
        IllegalTransition: a ticket does not go that way.
    """
    if (state, to) not in _EDGES:
        raise IllegalTransition(state.value, to.value)
    return to


def in_order(tickets: list[Ticket]) -> list[Ticket]:
    """By priority, then by how long they have waited; the id settles a tie."""
    return sorted(tickets, key=lambda t: (t.priority, t.waiting_since, t.id))
