"""Who a conversation is with: what was submitted, the code sent, the session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from debt.store.tables.base import Base, Identifier


class SubmissionRow(Base):
    """One attempt; ``debtor_id`` is empty when the facts matched nobody."""

    __tablename__ = "identity_submission"
    __table_args__ = (
        Index(None, "conversation_id", "submitted_at"),
        Index(None, "debtor_id", "submitted_at"),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    conversation_id: Mapped[Identifier]
    debtor_id: Mapped[Identifier | None] = mapped_column(ForeignKey("debtor.id"))
    submitted_at: Mapped[datetime]


class CodeRow(Base):
    """The latest code of a conversation; one nobody was sent has no ``debtor_id``."""

    __tablename__ = "identity_code"

    conversation_id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier | None] = mapped_column(ForeignKey("debtor.id"))
    code_hash: Mapped[Identifier]
    sent_at: Mapped[datetime]
    tries: Mapped[int]
    used_at: Mapped[datetime | None]


class SessionRow(Base):
    """A conversation that passed the check."""

    __tablename__ = "identity_session"

    conversation_id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"), index=True)
    verified_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class PastSessionRow(Base):
    """A session that another one has followed; a conversation may have been with
    several people, one after the other."""

    __tablename__ = "identity_past_session"

    conversation_id: Mapped[Identifier] = mapped_column(primary_key=True)
    verified_at: Mapped[datetime] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"), index=True)
    ended_at: Mapped[datetime]


class VoucherRow(Base):
    """Who says whom a conversation is with, before any code was sent."""

    __tablename__ = "voucher"

    conversation_id: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"))
    source: Mapped[Identifier]
    vouched_at: Mapped[datetime]


class InvitationRow(Base):
    """A link that was given to one person, under the hash of its token.

    The rows stay: they record who was invited by whom, and where it was used.
    """

    __tablename__ = "invitation"

    token_hash: Mapped[Identifier] = mapped_column(primary_key=True)
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"), index=True)
    invited_by: Mapped[str]
    invited_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    conversation_id: Mapped[Identifier | None]
