"""The dialogue state between turns, kept whole and replaced under a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store.conversations import LeaseLost
from bot.store.tables import TrackerRow

TrackerEvents = list[dict[str, Any]]


@dataclass(frozen=True)
class StoredTracker:
    """The events of a conversation's current session; version 0 is a new one."""

    version: int
    events: TrackerEvents


def load(tx: Session, conversation_id: str) -> StoredTracker:
    """The dialogue state as the last committed turn left it."""
    row = tx.get(TrackerRow, conversation_id)
    return (
        StoredTracker(0, []) if row is None else StoredTracker(row.version, row.events)
    )


def replace(
    tx: Session, conversation_id: str, seen: StoredTracker, events: TrackerEvents
) -> None:
    """Compare and swap.

    Raises:
        LeaseLost: another turn has been committed since `seen` was loaded.
    """
    if seen.version == 0:
        tx.add(TrackerRow(conversation_id=conversation_id, version=1, events=events))
        tx.flush()
        return
    swapped = (
        update(TrackerRow)
        .where(
            TrackerRow.conversation_id == conversation_id,
            TrackerRow.version == seen.version,
        )
        .values(version=seen.version + 1, events=events)
        .returning(TrackerRow.version)
    )
    if tx.scalar(swapped) is None:
        raise LeaseLost(conversation_id)
