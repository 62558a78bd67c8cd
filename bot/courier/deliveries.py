"""How far messages have been carried, what is due, and what has been given up.

Every step is noted only under the newest lease of the channel and only if nobody else
has moved the place: a process that was thought dead changes nothing when it wakes up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from bot.channels.carrier import Address
from bot.courier.leases import ChannelLease, ChannelLost
from bot.store.conversations import hold
from bot.store.messages import DEBTOR
from bot.store.tables import (
    IS_WAITING,
    AddressRow,
    ConversationRow,
    CourierRow,
    DeadLetterRow,
    MessageRow,
)
from debt.store.insert import insert_new


@dataclass(frozen=True)
class Errand:
    """The message that is to be carried next in one conversation.

    Attributes:
        carried_seq: everything up to this number has arrived.
        carried_parts: so many parts of this message have.
        attempts: how often its next part has been tried in vain.
        last_seq: the newest number in the conversation when this was read.
    """

    address: Address
    message: MessageRow
    carried_seq: int
    carried_parts: int
    attempts: int
    last_seq: int

    @property
    def conversation_id(self) -> str:
        """Whose message it is."""
        return self.address.conversation_id

    @property
    def is_done(self) -> bool:
        """Whether the message has arrived whole."""
        return self.carried_seq >= self.message.seq


def due(tx: Session, channel: str, limit: int) -> list[tuple[str, datetime]]:
    """Conversations with something to carry and when it is due, the earliest first."""
    query = (
        select(AddressRow.conversation_id, AddressRow.due_at)
        .where(_is_waiting(channel))
        .order_by(AddressRow.due_at)
        .limit(limit)
    )
    return [(row.conversation_id, row.due_at) for row in tx.execute(query)]


def waiting(tx: Session, channel: str) -> int:
    """How many conversations have something to carry."""
    query = select(func.count()).select_from(AddressRow).where(_is_waiting(channel))
    return tx.scalar(query) or 0


def owed(tx: Session, channel: str, since: datetime, limit: int) -> list[Address]:
    """Where the assistant has owed an answer since then."""
    oldest = (
        select(MessageRow.conversation_id)
        .where(IS_WAITING, MessageRow.created_at <= since)
        .order_by(MessageRow.created_at)
        .limit(limit)
    )
    waiting_for_it = set(tx.scalars(oldest))
    if not waiting_for_it:
        return []
    # Not by channel: the database might then begin with all of its addresses.
    query = (
        select(AddressRow, ConversationRow.locale)
        .join(ConversationRow, ConversationRow.id == AddressRow.conversation_id)
        .where(AddressRow.conversation_id.in_(waiting_for_it))
    )
    return [
        Address(row.conversation_id, locale, row.reference)
        for row, locale in tx.execute(query)
        if row.channel == channel and row.unreachable_since is None
    ]


def next_errand(tx: Session, conversation_id: str) -> Errand | None:
    """What is to be carried next; None if all has arrived or nobody is reached."""
    row = tx.get_one(AddressRow, conversation_id)
    conversation = tx.get_one(ConversationRow, conversation_id)
    message = _first_after(tx, conversation_id, row.carried_seq)
    if message is None or row.unreachable_since is not None:
        return None
    return Errand(
        Address(conversation_id, conversation.locale, row.reference),
        message,
        row.carried_seq,
        row.carried_parts,
        row.attempts,
        conversation.last_seq,
    )


def note_part(
    tx: Session, lease: ChannelLease, errand: Errand, of_parts: int
) -> Errand:
    """One more part has arrived, of so many; raises ChannelLost."""
    parts = errand.carried_parts + 1
    if parts >= of_parts:
        return note_message(tx, lease, errand)
    _step(tx, lease, errand, carried_parts=parts, attempts=0)
    return replace(errand, carried_parts=parts, attempts=0)


def note_message(tx: Session, lease: ChannelLease, errand: Errand) -> Errand:
    """A message has arrived whole, or never will; raises ChannelLost."""
    hold(tx, errand.conversation_id)
    seq = errand.message.seq
    _step(tx, lease, errand, carried_seq=seq, carried_parts=0, attempts=0)
    rest(tx, lease, errand.conversation_id)
    return replace(errand, carried_seq=seq, carried_parts=0)


def put_off(tx: Session, lease: ChannelLease, errand: Errand, until: datetime) -> None:
    """Its next part is to be tried again then; raises ChannelLost."""
    _step(tx, lease, errand, attempts=errand.attempts + 1, due_at=until)


def give_up(
    tx: Session, lease: ChannelLease, errand: Errand, reason: str, now: datetime
) -> None:
    """Go on without this message, and keep it for a person; raises ChannelLost."""
    note_message(tx, lease, errand)
    insert_new(
        tx,
        DeadLetterRow,
        conversation_id=errand.conversation_id,
        seq=errand.message.seq,
        channel=lease.channel,
        reason=reason,
        given_up_at=now,
    )


def lose_touch(tx: Session, lease: ChannelLease, errand: Errand, now: datetime) -> bool:
    """Send nothing more before they write again; False if they have just done so.

    Raises:
        ChannelLost: another process carries the channel.
    """
    hold(tx, errand.conversation_id)
    wrote_since = select(MessageRow.seq).where(
        MessageRow.conversation_id == errand.conversation_id,
        MessageRow.seq > errand.last_seq,
        MessageRow.sender == DEBTOR,
        MessageRow.is_shown,
    )
    if tx.scalar(wrote_since.limit(1)) is not None:
        return False
    _step(tx, lease, errand, unreachable_since=now)
    return True


def rest(tx: Session, _lease: ChannelLease, conversation_id: str) -> None:
    """Nothing is due any more, if nothing is left to carry."""
    # Who adds a message holds the conversation: nothing can come in between.
    hold(tx, conversation_id)
    row = tx.get_one(AddressRow, conversation_id)
    if _first_after(tx, conversation_id, row.carried_seq) is None:
        row.due_at = None


def _is_waiting(channel: str) -> ColumnElement[bool]:
    """In the words of the partial index."""
    return and_(
        AddressRow.channel == channel,
        AddressRow.due_at.is_not(None),
        AddressRow.unreachable_since.is_(None),
    )


def _first_after(tx: Session, conversation_id: str, seq: int) -> MessageRow | None:
    """The first message to the person after this number."""
    query = (
        select(MessageRow)
        .where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.seq > seq,
            MessageRow.sender != DEBTOR,
            MessageRow.is_shown,
        )
        .order_by(MessageRow.seq)
        .limit(1)
    )
    return tx.scalar(query)


def _step(tx: Session, lease: ChannelLease, errand: Errand, **values: object) -> None:
    """Change the place in a conversation, if it is still ours to change."""
    is_held = select(CourierRow.fence).where(
        CourierRow.channel == lease.channel, CourierRow.fence == lease.fence
    )
    moved = (
        update(AddressRow)
        .where(
            AddressRow.conversation_id == errand.conversation_id,
            AddressRow.carried_seq == errand.carried_seq,
            AddressRow.carried_parts == errand.carried_parts,
            is_held.exists(),
        )
        .values(**values)
        .returning(AddressRow.conversation_id)
    )
    if tx.scalar(moved) is None:
        raise ChannelLost(lease.channel)
