"""Opening, finding and leasing conversations."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.store.tables import IS_WAITING, ConversationRow, MessageRow
from debt.store.database import new_id

# Longer than any healthy turn; a dead engine's conversation is free after this.
LEASE = timedelta(seconds=10)

# The free conversation whose message has waited longest. Made once: it is asked for
# after every write of any process, and making it costs more than running it.
_WAITING = (
    select(ConversationRow.id)
    .join(MessageRow, MessageRow.conversation_id == ConversationRow.id)
    .where(
        IS_WAITING,
        or_(
            ConversationRow.leased_until.is_(None),
            ConversationRow.leased_until < bindparam("now"),
        ),
    )
    .order_by(MessageRow.created_at)
    .limit(1)
)


class LeaseLost(Exception):
    """Another worker took the conversation over; this turn must not be committed."""


class ConversationBusy(Exception):
    """Somebody else holds the lease at this moment; trying again soon is right."""


@dataclass(frozen=True)
class Lease:
    """The right to work on one conversation until a time, under a fencing number."""

    conversation_id: str
    fence: int


def hash_token(token: str) -> str:
    """The form in which a bearer token is stored: reading the table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_conversation(
    tx: Session, channel: str, locale: str, now: datetime
) -> tuple[str, str]:
    """Start a conversation; returns its id and the secret that opens it again."""
    token = secrets.token_urlsafe(32)
    row = ConversationRow(
        id=new_id(),
        channel=channel,
        session_hash=hash_token(token),
        locale=locale,
        created_at=now,
    )
    tx.add(row)
    tx.flush()
    return row.id, token


def conversation_of(tx: Session, token: str) -> ConversationRow | None:
    """The conversation that this session secret opens."""
    query = select(ConversationRow).where(
        ConversationRow.session_hash == hash_token(token)
    )
    return tx.scalar(query)


def channel_of(tx: Session, conversation_id: str) -> str:
    """The channel on which a conversation is held."""
    return tx.get_one(ConversationRow, conversation_id).channel


def hold(tx: Session, conversation_id: str) -> None:
    """Let nobody else add to a conversation before this transaction has ended."""
    tx.get_one(ConversationRow, conversation_id, with_for_update=True)


def next_seq(tx: Session, conversation_id: str) -> int:
    """The next number in a conversation's one order of messages."""
    raised = (
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(last_seq=ConversationRow.last_seq + 1)
        .returning(ConversationRow.last_seq)
    )
    return tx.execute(raised).scalar_one()


def anybody_waits(tx: Session, now: datetime) -> bool:
    """Whether there is a conversation to lease; takes no lock."""
    return tx.scalar(_WAITING, {"now": now}) is not None


def lease_next(tx: Session, now: datetime) -> Lease | None:
    """Lease the conversation whose message has waited longest, if there is one."""
    waiting = _WAITING.with_for_update(skip_locked=True, of=ConversationRow)
    conversation_id = tx.scalar(waiting, {"now": now})
    return None if conversation_id is None else _take(tx, conversation_id, now)


def lease(tx: Session, conversation_id: str, now: datetime) -> Lease:
    """Lease one given conversation.

    Raises:
        ConversationBusy: a turn is under way in it.
    """
    row = tx.get_one(ConversationRow, conversation_id, with_for_update=True)
    if row.leased_until is not None and row.leased_until >= now:
        raise ConversationBusy(conversation_id)
    return _take(tx, conversation_id, now)


def renew(tx: Session, lease: Lease, now: datetime) -> None:
    """Keep a lease for a turn that takes long; raises LeaseLost when it is gone."""
    _set_lease(tx, lease, now + LEASE)


def release(tx: Session, lease: Lease) -> None:
    """Give the conversation free; raises LeaseLost when somebody else has it now."""
    _set_lease(tx, lease, None)


def _take(tx: Session, conversation_id: str, now: datetime) -> Lease:
    taken = (
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(fence=ConversationRow.fence + 1, leased_until=now + LEASE)
        .returning(ConversationRow.fence)
    )
    return Lease(conversation_id, tx.execute(taken).scalar_one())


def _set_lease(tx: Session, lease: Lease, until: datetime | None) -> None:
    held = (
        update(ConversationRow)
        .where(
            ConversationRow.id == lease.conversation_id,
            ConversationRow.fence == lease.fence,
        )
        .values(leased_until=until)
        .returning(ConversationRow.id)
    )
    if tx.scalar(held) is None:
        raise LeaseLost(lease.conversation_id)
