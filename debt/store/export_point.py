"""How far exports have told what happened, and what they told last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from debt.store.tables import ExportedEventRow, ExportPointRow

_ONLY = "last"


def read(tx: Session) -> datetime | None:
    """The moment of the last export that was kept."""
    return tx.scalar(select(ExportPointRow.at).where(ExportPointRow.name == _ONLY))


def told(tx: Session) -> set[tuple[str, str]]:
    """Files and ids of the events that were told and may be met again."""
    rows = tx.execute(select(ExportedEventRow.file, ExportedEventRow.event_id))
    return {(file, event_id) for file, event_id in rows}


def keep(tx: Session, at: datetime, told: Collection[tuple[str, str]]) -> None:
    """Move the point on; what was told is what the next export has to leave out."""
    tx.execute(delete(ExportPointRow))
    tx.add(ExportPointRow(name=_ONLY, at=at))
    tx.execute(delete(ExportedEventRow))
    if told:
        rows = [{"file": file, "event_id": event_id} for file, event_id in sorted(told)]
        tx.execute(insert(ExportedEventRow), rows)
