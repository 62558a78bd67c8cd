"""Messages to contacts on file, waiting for whoever carries them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from debt.account import ContactKind
from debt.store.tables.base import Base, Identifier, values_of


class NoticeRow(Base):
    """One message; its words are chosen where it is sent or shown."""

    __tablename__ = "notice"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ContactKind] = mapped_column(values_of(ContactKind))
    address: Mapped[str]
    code: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
