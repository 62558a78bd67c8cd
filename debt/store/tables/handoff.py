"""Tickets: people who asked for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.handoff import TicketState
from debt.store.tables.base import Base, Identifier, values_of

_IS_OPEN = text("state <> 'closed'")


class TicketRow(Base):
    """The last judge allows one open ticket for each conversation.

    ``version`` counts changes; a claim names the version it saw.
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
