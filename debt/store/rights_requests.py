"""Requests by right, in and out of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import Session

from debt.reference import new_reference
from debt.rights_request import RequestKind, RightsRequest
from debt.store.insert import insert_new
from debt.store.tables import RightsRequestRow


@dataclass(frozen=True)
class NewRequest:
    """A request to be written down; without a debtor it is the conversation's.

    Attributes:
        key: the write that opens it.
    """

    kind: RequestKind
    debtor_id: str | None
    account_id: str | None
    conversation_id: str
    words: str
    due_on: date
    key: str
    reference: str | None = None


def open_or_add(tx: Session, new: NewRequest, now: datetime) -> str:
    """The reference of the same request if it is open, or of a new one."""
    same = (RightsRequestRow.kind == new.kind) & (
        RightsRequestRow.account_id.is_not_distinct_from(new.account_id)
    )
    whose = _whose(new.conversation_id, new.debtor_id)
    row = tx.scalars(_open(whose & same).limit(1)).first()
    return row.reference if row else _add(tx, new, now)


def _add(tx: Session, new: NewRequest, now: datetime) -> str:
    reference = new.reference or new_reference("Q")
    is_new = insert_new(
        tx,
        RightsRequestRow,
        reference=reference,
        kind=new.kind,
        debtor_id=new.debtor_id,
        account_id=new.account_id,
        conversation_id=new.conversation_id,
        words=new.words,
        received_at=now,
        due_on=new.due_on,
        opened_by=new.key,
        closed_at=None,
        closed_by=None,
    )
    return reference if is_new or new.reference else _add(tx, new, now)


def request_with_reference(
    tx: Session, reference: str, key: str | None = None
) -> RightsRequest | None:
    """A request; ``key`` is of the write that asks, to know a repeated one."""
    row = tx.get(RightsRequestRow, reference, populate_existing=True)
    return _request(row, key) if row else None


def add_words(tx: Session, reference: str, words: str) -> None:
    """Words after those that are there, on a line of their own."""
    tx.execute(
        update(RightsRequestRow)
        .where(RightsRequestRow.reference == reference)
        .values(words=RightsRequestRow.words + "\n" + words)
    )


def narrow_request(
    tx: Session, reference: str, debtor_id: str, account_id: str
) -> None:
    """Let a person's request about everything be about one account only."""
    tx.execute(
        update(RightsRequestRow)
        .where(
            RightsRequestRow.reference == reference,
            RightsRequestRow.debtor_id == debtor_id,
            RightsRequestRow.account_id.is_(None),
        )
        .values(account_id=account_id)
    )


def open_requests(
    tx: Session, conversation_id: str, debtor_id: str | None
) -> list[RightsRequest]:
    """What is open of a person and a conversation, the next to be answered first."""
    rows = tx.scalars(_open(_whose(conversation_id, debtor_id)))
    return [_request(row) for row in rows]


def requests_due(tx: Session, until: date) -> list[RightsRequest]:
    """What has to be answered by a day and is not yet."""
    rows = tx.scalars(_open(RightsRequestRow.due_on <= until))
    return [_request(row) for row in rows]


def close_request(tx: Session, reference: str, by: str, now: datetime) -> None:
    """Close an open request; of one that is closed, the first note stays."""
    tx.execute(
        update(RightsRequestRow)
        .where(
            RightsRequestRow.reference == reference,
            RightsRequestRow.closed_at.is_(None),
        )
        .values(closed_at=now, closed_by=by)
    )


def adopt(tx: Session, conversation_id: str, debtor_id: str) -> None:
    """Requests made before the check belong to the person who then passed it."""
    tx.execute(
        update(RightsRequestRow)
        .where(_whose(conversation_id, None))
        .values(debtor_id=debtor_id)
    )


def _whose(conversation_id: str, debtor_id: str | None) -> ColumnElement[bool]:
    """The person's own; before the check what nobody else has in the conversation."""
    if debtor_id is not None:
        return RightsRequestRow.debtor_id == debtor_id
    here = RightsRequestRow.conversation_id == conversation_id
    return here & RightsRequestRow.debtor_id.is_(None)


def _open(condition: ColumnElement[bool]) -> Select[tuple[RightsRequestRow]]:
    return (
        select(RightsRequestRow)
        .where(condition, RightsRequestRow.closed_at.is_(None))
        .order_by(RightsRequestRow.due_on, RightsRequestRow.received_at)
        .execution_options(populate_existing=True)
    )


def _request(row: RightsRequestRow, key: str | None = None) -> RightsRequest:
    return RightsRequest(
        reference=row.reference,
        kind=row.kind,
        account_id=row.account_id,
        words=row.words,
        received_at=row.received_at,
        due_on=row.due_on,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        is_repeated=key is not None and row.opened_by != key,
    )
