"""Which conversation a person of a platform is in, and where it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.carrier import Address
from bot.inbox import Inbox
from bot.store.conversations import hold, open_conversation
from bot.store.tables import AddressRow, ConversationRow
from debt.services import Debt
from debt.store.insert import insert_new


@dataclass(frozen=True)
class Found:
    """The conversation of a person, and whether it has only just begun."""

    conversation_id: str
    is_new: bool


class AddressBook:
    """Knows the conversations of every channel that is written to."""

    def __init__(self, debt: Debt, inbox: Inbox) -> None:
        self._debt = debt
        self._inbox = inbox

    def conversation_for(
        self,
        tx: Session,
        channel: str,
        sender: str,
        reference: dict[str, Any],
        locale: str,
        *,
        greets: bool = True,
    ) -> Found:
        """The conversation of who has just written; a new one is opened if need be.

        Args:
            sender: the platform's own lasting id of the person.
            reference: what the carrier needs to reach them, kept as it is now.
            greets: whether the assistant speaks first in a new conversation.
        """
        query = select(AddressRow.conversation_id).where(
            AddressRow.channel == channel, AddressRow.sender == sender
        )
        known = tx.scalar(query)
        if known is None:
            opened = self._open(tx, channel, sender, reference, locale)
            if opened is not None:
                if greets:
                    self._inbox.put_event(tx, opened, "conversation_started", {})
                return Found(opened, is_new=True)
            # Another message of theirs has opened it meanwhile.
            known = tx.scalars(query).one()
        _meet(tx, known, reference)
        return Found(known, is_new=False)

    def _open(
        self,
        tx: Session,
        channel: str,
        sender: str,
        reference: dict[str, Any],
        locale: str,
    ) -> str | None:
        """Open a conversation; None if another process has done it first."""
        now = self._debt.clock.now()
        conversation_id, _ = open_conversation(tx, channel, locale, now)
        is_first = insert_new(
            tx,
            AddressRow,
            conversation_id=conversation_id,
            channel=channel,
            sender=sender,
            reference=reference,
            opened_at=now,
        )
        if is_first:
            return conversation_id
        tx.delete(tx.get_one(ConversationRow, conversation_id))
        return None


def address_of(tx: Session, conversation_id: str) -> Address | None:
    """Where a conversation is reached; None if it is not written to."""
    row = tx.get(AddressRow, conversation_id)
    if row is None:
        return None
    conversation = tx.get_one(ConversationRow, conversation_id)
    return Address(conversation_id, conversation.locale, row.reference)


def _meet(tx: Session, conversation_id: str, reference: dict[str, Any]) -> None:
    """They have written: they are where they say, and can be written to again."""
    # Whoever changes both rows locks the conversation first, or two would wait for
    # each other for ever.
    hold(tx, conversation_id)
    row = tx.get_one(AddressRow, conversation_id)
    row.reference = reference
    if row.unreachable_since is not None:
        row.unreachable_since = None
        row.attempts = 0
