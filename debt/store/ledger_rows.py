"""An entry as its rows, for one at a time and for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from debt.ledger import Entry
from debt.store.tables import EntryRow, PostingRow


def entry_values(entry: Entry, recorded_at: datetime) -> dict[str, Any]:
    """The columns of `EntryRow`."""
    booking = entry.booking
    return {
        "id": entry.id,
        "account_id": entry.account_id,
        "kind": entry.kind,
        "occurred_at": booking.occurred_at,
        "booked_on": booking.booked_on,
        "recorded_at": recorded_at,
        "idempotency_key": booking.key,
        "request_hash": entry.request_hash,
        "method": booking.method,
        "reason": booking.reason,
        "reverses": entry.reverses,
        "caused_by": booking.caused_by,
        "missed_on": booking.missed_on,
    }


def posting_values(entry: Entry) -> list[dict[str, Any]]:
    """The columns of `PostingRow`, for each side of the entry."""
    return [
        {
            "entry_id": entry.id,
            "ledger_account": each.ledger_account,
            "account_id": entry.account_id,
            "currency": each.amount.currency,
            "minor": each.amount.minor,
        }
        for each in entry.postings
    ]


def insert_history(tx: Session, entries: Sequence[Entry]) -> None:
    """Insert entries that are new, of accounts nobody else writes to, all at once.

    They count as recorded when they happened.
    """
    write = tx.connection().execute
    rows = [entry_values(each, each.booking.occurred_at) for each in entries]
    write(insert(EntryRow), rows)
    write(insert(PostingRow), [row for each in entries for row in posting_values(each)])
