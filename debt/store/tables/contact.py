"""How people want to be reached, whom we must not write to, and what was changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debt.contact import ChangeState, Detail, WishKind
from debt.store.tables.base import Base, Identifier, values_of


class PreferenceRow(Base):
    """One wish; said before anybody was checked it has no debtor yet."""

    __tablename__ = "contact_preference"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier | None] = mapped_column(
        ForeignKey("debtor.id"), index=True
    )
    conversation_id: Mapped[Identifier] = mapped_column(index=True)
    kind: Mapped[WishKind] = mapped_column(values_of(WishKind))
    value: Mapped[Identifier]
    words: Mapped[str]
    said_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class WrongPartyRow(Base):
    """Somebody whom we did not mean to reach; ``debtor_id`` is whom we looked for."""

    __tablename__ = "wrong_party"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    conversation_id: Mapped[Identifier] = mapped_column(index=True)
    debtor_id: Mapped[Identifier | None] = mapped_column(
        ForeignKey("debtor.id"), index=True
    )
    address: Mapped[str | None] = mapped_column(index=True)
    words: Mapped[str]
    said_at: Mapped[datetime]


class ContactChangeRow(Base):
    """A contact that is to be another; the rows stay as the history of it."""

    __tablename__ = "contact_change"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    reference: Mapped[Identifier] = mapped_column(unique=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"), index=True)
    conversation_id: Mapped[Identifier] = mapped_column(index=True)
    kind: Mapped[Detail] = mapped_column(values_of(Detail))
    old: Mapped[str | None]
    new: Mapped[str]
    state: Mapped[ChangeState] = mapped_column(values_of(ChangeState))
    code_hash: Mapped[Identifier]
    sent_at: Mapped[datetime]
    tries: Mapped[int]
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
