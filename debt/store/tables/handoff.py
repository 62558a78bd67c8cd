"""Tickets: people who asked for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.handoff import TicketState
from debt.store.tables.base import Base, Identifier, values_of

_IS_OPEN = text("state <> 'closed'")


class TicketRow(Base):
    """The last judge allows one open ticket for each conversation.

    ``version`` counts changes; a claim names the version it saw. ``task`` is the form
    that was being filled in when the person was asked for.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index(
            "uq_ticket_open",
            "conversation_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index(None, "state", "priority", "waiting_since"),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    reference: Mapped[Identifier] = mapped_column(unique=True)
    conversation_id: Mapped[Identifier]
    reason: Mapped[str]
    state: Mapped[TicketState] = mapped_column(values_of(TicketState))
    priority: Mapped[int]
    waiting_since: Mapped[datetime]
    agent_id: Mapped[Identifier | None]
    agent_name: Mapped[str | None]
    version: Mapped[int]
    closed_at: Mapped[datetime | None]
    task: Mapped[Identifier | None]


class CallbackRow(Base):
    """A telephone call that was promised; the ticket says to whom."""

    __tablename__ = "callback"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    ticket_id: Mapped[Identifier] = mapped_column(ForeignKey("ticket.id"), index=True)
    phone: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    asked_at: Mapped[datetime]
