"""What a person was in the middle of, to offer to go on with it another time.

It belongs to the person and not to the conversation: it is offered after the check,
on whichever channel they come back. Only figures are kept, and they are gone after
some days; a yes is never kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from actions.tasks import OPENED, figures_in
from bot.store.tables import UnfinishedTaskRow
from bot.store.trackers import TrackerEvents
from debt.services import Debt

KEPT = timedelta(days=7)


def remember(
    tx: Session,
    debt: Debt,
    conversation_id: str,
    before: TrackerEvents,
    after: TrackerEvents,
) -> None:
    """Keep the form that a turn left open, or forget the one that it ended."""
    was, now = _form(before), _form(after)
    if was not in OPENED and now not in OPENED:
        return
    debtor = debt.identity.debtor_or_none(tx, conversation_id)
    if debtor is None:
        return
    row = tx.get(UnfinishedTaskRow, debtor.id)
    if now not in OPENED:
        if row is not None:
            tx.delete(row)
        return
    if row is None:
        row = UnfinishedTaskRow(debtor_id=debtor.id)
        tx.add(row)
    slots = _slots(after)
    row.form = str(now)
    row.account_id = slots.get("account_id")
    row.figures = figures_in(row.form, slots)
    row.left_at = debt.clock.now()


def recall(tx: Session, debt: Debt, conversation_id: str) -> dict[str, Any] | None:
    """What the person of a conversation has not finished, if it is not too old."""
    debtor = debt.identity.debtor_or_none(tx, conversation_id)
    row = tx.get(UnfinishedTaskRow, debtor.id) if debtor else None
    if row is None or _is_old(row, debt.clock.now()):
        return None
    return {"form": row.form, "account_id": row.account_id, "figures": row.figures}


def forget_old_tasks(tx: Session, now: datetime) -> None:
    """Delete what nobody came back for."""
    tx.execute(delete(UnfinishedTaskRow).where(UnfinishedTaskRow.left_at < now - KEPT))


def _is_old(row: UnfinishedTaskRow, now: datetime) -> bool:
    return now - row.left_at > KEPT


def _form(events: TrackerEvents) -> str | None:
    loops = (e["name"] for e in reversed(events) if e["event"] == "active_loop")
    return next(loops, None)


def _slots(events: TrackerEvents) -> dict[str, Any]:
    return {e["name"]: e["value"] for e in events if e["event"] == "slot"}
