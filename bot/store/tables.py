"""What the talking floor keeps: conversations, their messages, and the desk's agents.

A message table holds both directions in one order, so the transcript, the inbox (the
rows a debtor wrote that are not handled yet) and the replay after a reconnect are the
same rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from debt.store.database import UtcDateTime
from debt.store.tables import Base as DebtBase


class Base(DeclarativeBase):
    """Tables of the talking floor; the debt floor keeps its own."""

    metadata = MetaData(naming_convention=DebtBase.metadata.naming_convention)


class ConversationRow(Base):
    """One conversation on one channel, and who may work on it at this moment."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    session_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # While a browser fetches its new secret: what the old one was, and since when it
    # opens nothing. `rotations` makes every secret that is handed out another one.
    former_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    rotated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rotations: Mapped[int] = mapped_column(default=0)
    locale: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seq: Mapped[int] = mapped_column(default=0)
    # The lease: only the holder of the newest fence may commit a turn.
    fence: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MessageRow(Base):
    """One message of a conversation, in either direction."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        # The inbox: partial, so that it stays as small as the work that waits.
        Index(
            "ix_message_waiting",
            "created_at",
            postgresql_where=text("waiting"),
            sqlite_where=text("waiting"),
        ),
    )

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sender: Mapped[str] = mapped_column(String(8))
    name: Mapped[str | None] = mapped_column(String(80))
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str]
    buttons: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    links: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    card: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    # What is shown of attachments: id, name, size and type of each.
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Inbox columns. `understood` is what a button or a trusted event means, given
    # by the server and never by the sender's text.
    understood: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_shown: Mapped[bool] = mapped_column(default=True)
    waiting: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    intent: Mapped[str | None] = mapped_column(String(64))
    confidence: Mapped[int | None]  # in thousandths


# In the very words of the partial index, or SQLite would read the whole table instead.
IS_WAITING = text("message.waiting")


class ButtonRow(Base):
    """What a button means; the client only ever sees its token."""

    __tablename__ = "button"

    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id"), index=True
    )
    seq: Mapped[int]
    label: Mapped[str]
    meaning: Mapped[dict[str, Any]] = mapped_column(JSON)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttachmentRow(Base):
    """A file that a person sent; its content is read only to be handed out."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "conversation_id", "received_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    # By its content; never what its sender called it.
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class SignInRow(Base):
    """A sign-in token that was used, until it would have expired anyway."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TrackerRow(Base):
    """The dialogue state of a conversation, replaced whole under a version."""

    __tablename__ = "tracker"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id"), primary_key=True
    )
    version: Mapped[int]
    events: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class UnfinishedTaskRow(Base):
    """The form that a person left open, with the figures that were answered in it."""

    __tablename__ = "unfinished_task"

    debtor_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    form: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str | None] = mapped_column(String(32))
    figures: Mapped[dict[str, str]] = mapped_column(JSON)
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AddressRow(Base):
    """Where a conversation is reached that is written to rather than looked at, and
    how far its messages have been carried there.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("channel", "sender"),
        # What is to be carried: partial, so that those who are silent cost nothing.
        Index(
            "ix_address_due",
            "channel",
            "due_at",
            postgresql_where=text("due_at IS NOT NULL AND unreachable_since IS NULL"),
            sqlite_where=text("due_at IS NOT NULL AND unreachable_since IS NULL"),
        ),
    )

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id"), primary_key=True
    )
    channel: Mapped[str] = mapped_column(String(16))
    # The platform's own lasting id of the person.
    sender: Mapped[str] = mapped_column(String(160))
    # What the carrier needs to reach them; never a secret.
    reference: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Where a channel needs consent before anything is said on it.
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # They blocked us, or left; nothing is sent before they write again.
    unreachable_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Everything up to this message has arrived, and so many parts of the next one.
    carried_seq: Mapped[int] = mapped_column(default=0)
    carried_parts: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    # When the next part is to be sent; none while nothing is left to carry.
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeadLetterRow(Base):
    """A message that could not be delivered and that a person has to look at."""

    __tablename__ = "dead_letter"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    given_up_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CourierRow(Base):
    """Which process carries the messages of a channel at this moment."""

    __tablename__ = "courier"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    fence: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The platform has told us to be silent until then.
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AgentRow(Base):
    """A person who answers at the desk."""

    __tablename__ = "agent"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AgentSessionRow(Base):
    """A login of an agent; the cookie holds a token of which this is the hash."""

    __tablename__ = "agent_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class JobRow(Base):
    """A recurring job of the scheduler and its next run."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class HeartbeatRow(Base):
    """The last sign of life of a role's processes."""

    __tablename__ = "heartbeat"

    role: Mapped[str] = mapped_column(String(16), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
