"""What was said with the same person elsewhere: all channels in one order of time.

Each conversation is verified by itself, and only what was said while it was verified
as this person belongs to them. It is read page by page, the newest first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from bot.store.tables import ConversationRow, MessageRow
from debt.identity import Verification

PAGE = 30

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_PLACE = re.compile(r"(\d{1,16})-([0-9a-f]{32})-(\d{1,10})", re.ASCII)


@dataclass(frozen=True, order=True)
class Place:
    """Where a message stands among those of all conversations."""

    at: datetime
    conversation_id: str
    seq: int

    @staticmethod
    def of(row: MessageRow) -> Place:
        """The place of a message."""
        return Place(row.created_at, row.conversation_id, row.seq)

    @staticmethod
    def read(text: object) -> Place | None:
        """A place as `written` gave it out; None for anything else."""
        found = _PLACE.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            return None
        at = _EPOCH + int(found[1]) * _MICROSECOND
        return Place(at, found[2], int(found[3]))

    def written(self) -> str:
        """The place as a page of the desk hands it back."""
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.conversation_id}-{self.seq}"


@dataclass(frozen=True)
class Said:
    """A message and the channel on which it was said."""

    channel: str
    message: MessageRow


@dataclass(frozen=True)
class HistoryPage:
    """Messages, oldest first, and where to go on reading if there are older ones."""

    said: tuple[Said, ...] = ()
    before: Place | None = None


def read_page(
    tx: Session, stretches: Sequence[Verification], before: Place | None
) -> HistoryPage:
    """The newest messages of these stretches, or the newest before a place.

    Args:
        stretches: those that end last first.
    """
    found: list[MessageRow] = []
    for stretch in stretches:
        if len(found) > PAGE and found[PAGE].created_at >= stretch.ended_at:
            break  # everything that is left is older than this page
        if before is None or stretch.began_at <= before.at:
            found += _newest(tx, stretch, before)
            found = sorted(found, key=Place.of, reverse=True)[: PAGE + 1]
    page = found[:PAGE]
    channels = _channels(tx, {row.conversation_id for row in page})
    said = tuple(Said(channels[row.conversation_id], row) for row in reversed(page))
    return HistoryPage(said, Place.of(page[-1]) if len(found) > PAGE else None)


def _newest(
    tx: Session, stretch: Verification, before: Place | None
) -> Sequence[MessageRow]:
    """The newest messages of one stretch, and one more than a page has."""
    query = (
        select(MessageRow)
        .where(
            MessageRow.conversation_id == stretch.conversation_id,
            MessageRow.is_shown,
            MessageRow.created_at >= stretch.began_at,
            MessageRow.created_at < stretch.ended_at,
        )
        .order_by(MessageRow.created_at.desc(), MessageRow.seq.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        place = tuple_(
            MessageRow.created_at, MessageRow.conversation_id, MessageRow.seq
        )
        query = query.where(place < (before.at, before.conversation_id, before.seq))
    return tx.scalars(query).all()


def _channels(tx: Session, conversation_ids: set[str]) -> dict[str, str]:
    query = select(ConversationRow.id, ConversationRow.channel).where(
        ConversationRow.id.in_(conversation_ids)
    )
    return {row.id: row.channel for row in tx.execute(query)}
