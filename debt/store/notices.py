"""The notices of the demo: kept in the database, where a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from debt.account import Contact
from debt.clock import Clock
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import NoticeRow

# A code is of no use after ten minutes and must not rest in the database after a day.
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class StoredNotices:
    """Keeps messages instead of sending them."""

    clock: Clock

    def send_code(self, tx: Session, contact: Contact, code: str, key: str) -> None:
        """Queue a one-time code in the open transaction; a key is sent at most once."""
        insert_new(
            tx,
            NoticeRow,
            id=new_id(),
            key=key,
            kind=contact.kind,
            address=contact.address,
            code=code,
            created_at=self.clock.now(),
        )


def latest_notices(tx: Session, limit: int = 50) -> Sequence[NoticeRow]:
    """The newest notices first."""
    query = select(NoticeRow).order_by(NoticeRow.created_at.desc()).limit(limit)
    return tx.scalars(query).all()


def delete_old_notices(tx: Session, now: datetime) -> None:
    """Remove what has been kept for a day."""
    tx.execute(delete(NoticeRow).where(NoticeRow.created_at < now - KEPT_FOR))
