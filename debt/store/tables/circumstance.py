"""What people told of their situation, and allowed us to keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debt.store.tables.base import Base, Identifier


class CircumstanceRow(Base):
    """Withdrawing empties ``sentence`` and ``topics``; that there was consent stays."""

    __tablename__ = "circumstance"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"), index=True)
    about: Mapped[Identifier]
    sentence: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(JSON)
    recorded_at: Mapped[datetime]
    consented_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
