"""What people said of the help they got."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debt.store.tables.base import Base, Identifier


class FeedbackRow(Base):
    """Asked at most once in a conversation; without a score nobody answered."""

    __tablename__ = "feedback"

    conversation_id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"))
    topic: Mapped[Identifier]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    score: Mapped[int | None]
    comment: Mapped[str | None]
    answered_at: Mapped[datetime | None]
