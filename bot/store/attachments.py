"""Files that people sent, in and out of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from bot.store.tables import AttachmentRow


@dataclass(frozen=True)
class Used:
    """How much a conversation has sent."""

    files: int
    size: int


def used_since(tx: Session, conversation_id: str, since: datetime) -> Used:
    """What has come from a conversation after a moment."""
    query = select(func.count(), func.coalesce(func.sum(AttachmentRow.size), 0)).where(
        AttachmentRow.conversation_id == conversation_id,
        AttachmentRow.received_at > since,
    )
    files, size = tx.execute(query).one()
    return Used(files, size)


def with_content(tx: Session, file_id: str) -> AttachmentRow | None:
    """A file with its bytes."""
    if not file_id.isalnum():
        return None
    return tx.get(AttachmentRow, file_id, options=[undefer(AttachmentRow.content)])


def shown(row: AttachmentRow) -> dict[str, Any]:
    """What a message tells of its file."""
    return {
        "id": row.id,
        "name": row.name,
        "size": row.size,
        "type": row.media_type,
    }
