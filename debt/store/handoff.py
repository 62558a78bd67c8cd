"""Tickets, in and out of the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.errors import IllegalTransition
from debt.handoff import Callback, Ticket, TicketState, priority_of
from debt.reference import new_reference
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import CallbackRow, TicketRow


def open_ticket(tx: Session, conversation_id: str) -> Ticket | None:
    row = tx.scalars(
        select(TicketRow)
        .where(
            TicketRow.conversation_id == conversation_id,
            TicketRow.state != TicketState.CLOSED,
        )
        .execution_options(populate_existing=True)
    ).first()
    return _ticket(row) if row else None


def open_or_add(
    tx: Session, conversation_id: str, reason: str, task: str | None, now: datetime
) -> Ticket:
    """The open ticket of the conversation, or a new one. Never two."""
    known = open_ticket(tx, conversation_id)
    if known:
        return known
    insert_new(
        tx,
        TicketRow,
        id=new_id(),
        reference=new_reference("H"),
        conversation_id=conversation_id,
        reason=reason,
        state=TicketState.QUEUED,
        priority=priority_of(reason),
        waiting_since=now,
        version=1,
        task=task,
    )
    # Nothing was inserted when the reference was taken or somebody else was faster.
    return open_or_add(tx, conversation_id, reason, task, now)


def ticket_with_id(tx: Session, ticket_id: str) -> Ticket:
    """A ticket as it is now.

    Raises:
        IllegalTransition: there is no such ticket.
    """
    row = tx.get(TicketRow, ticket_id, populate_existing=True)
    if row is None:
        raise IllegalTransition(ticket_id)
    return _ticket(row)


def unfinished(tx: Session) -> list[Ticket]:
    rows = tx.scalars(
        select(TicketRow)
        .where(TicketRow.state != TicketState.CLOSED)
        .execution_options(populate_existing=True)
    )
    return [_ticket(row) for row in rows]


def change(tx: Session, seen: Ticket, changed: Ticket, now: datetime) -> Ticket | None:
    """Write a change down unless somebody else changed the ticket since it was seen."""
    closed = changed.state is TicketState.CLOSED
    done = tx.execute(
        update(TicketRow)
        .where(
            TicketRow.id == seen.id,
            TicketRow.state == seen.state,
            TicketRow.version == seen.version,
        )
        .values(
            state=changed.state,
            priority=changed.priority,
            agent_id=changed.agent_id,
            agent_name=changed.agent_name,
            version=seen.version + 1,
            closed_at=now if closed else None,
        )
        .returning(TicketRow.id)
    )
    return replace(changed, version=seen.version + 1) if done.first() else None


def last_ticket(tx: Session, conversation_id: str) -> Ticket | None:
    """The newest ticket of a conversation, whatever became of it."""
    row = tx.scalars(
        select(TicketRow)
        .where(TicketRow.conversation_id == conversation_id)
        .order_by(TicketRow.waiting_since.desc(), TicketRow.id)
        .limit(1)
    ).first()
    return _ticket(row) if row else None


def add_callback(
    tx: Session, ticket_id: str, callback: Callback, now: datetime
) -> None:
    tx.add(
        CallbackRow(
            id=new_id(),
            ticket_id=ticket_id,
            phone=callback.phone,
            begins_at=callback.begins_at,
            ends_at=callback.ends_at,
            asked_at=now,
        )
    )
    tx.flush()


def callback_of(tx: Session, ticket_id: str) -> Callback | None:
    """The newest call that was promised on a ticket."""
    row = tx.scalars(
        select(CallbackRow)
        .where(CallbackRow.ticket_id == ticket_id)
        .order_by(CallbackRow.asked_at.desc(), CallbackRow.id)
        .limit(1)
    ).first()
    return Callback(row.phone, row.begins_at, row.ends_at) if row else None


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(
        id=row.id,
        reference=row.reference,
        conversation_id=row.conversation_id,
        reason=row.reason,
        state=row.state,
        priority=row.priority,
        waiting_since=row.waiting_since,
        version=row.version,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        task=row.task,
    )
