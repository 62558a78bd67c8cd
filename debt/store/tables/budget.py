"""What people told about their income and spending."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from debt.store.tables.base import Base, Currency, Identifier


class BudgetRow(Base):
    """A new version each time; none is ever changed. ``figures`` holds amounts in minor
    units, and no words."""

    __tablename__ = "budget"
    __table_args__ = (UniqueConstraint("debtor_id", "version"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"))
    version: Mapped[int]
    currency: Mapped[Currency]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
