"""Submissions, codes and sessions, in and out of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from debt.identity import Verification, ends_at
from debt.store.database import new_id
from debt.store.tables import (
    CodeRow,
    DebtorRow,
    PastSessionRow,
    SessionRow,
    SubmissionRow,
)


def add_submission(
    tx: Session, conversation_id: str, debtor_id: str | None, now: datetime
) -> None:
    tx.add(
        SubmissionRow(
            id=new_id(),
            conversation_id=conversation_id,
            debtor_id=debtor_id,
            submitted_at=now,
        )
    )
    tx.flush()


def submissions_in(tx: Session, conversation_id: str, since: datetime) -> int:
    return _submissions(tx, SubmissionRow.conversation_id == conversation_id, since)


def submissions_for(tx: Session, debtor_id: str, since: datetime) -> int:
    """How often a person was matched; attempts at one moment wait for each other."""
    tx.execute(select(DebtorRow.id).where(DebtorRow.id == debtor_id).with_for_update())
    return _submissions(tx, SubmissionRow.debtor_id == debtor_id, since)


def replace_code(
    tx: Session,
    conversation_id: str,
    debtor_id: str | None,
    code_hash: str,
    now: datetime,
) -> None:
    """Keep a code; whatever code the conversation had before is worth nothing now."""
    tx.execute(delete(CodeRow).where(CodeRow.conversation_id == conversation_id))
    tx.add(
        CodeRow(
            conversation_id=conversation_id,
            debtor_id=debtor_id,
            code_hash=code_hash,
            sent_at=now,
            tries=0,
        )
    )
    tx.flush()


def code_of(tx: Session, conversation_id: str) -> CodeRow | None:
    return tx.get(CodeRow, conversation_id, populate_existing=True)


def code_for_update(tx: Session, conversation_id: str) -> CodeRow | None:
    """The code, locked until the transaction ends."""
    return tx.get(
        CodeRow, conversation_id, with_for_update=True, populate_existing=True
    )


def start_session(
    tx: Session, conversation_id: str, debtor_id: str, now: datetime
) -> None:
    end_session(tx, conversation_id, now)
    tx.add(
        SessionRow(
            conversation_id=conversation_id,
            debtor_id=debtor_id,
            verified_at=now,
            seen_at=now,
        )
    )
    tx.flush()


def session_of(tx: Session, conversation_id: str) -> SessionRow | None:
    return tx.get(SessionRow, conversation_id, populate_existing=True)


def keep_session(tx: Session, conversation_id: str, now: datetime) -> None:
    tx.execute(
        update(SessionRow)
        .where(SessionRow.conversation_id == conversation_id)
        .values(seen_at=now)
    )


def end_session(tx: Session, conversation_id: str, now: datetime) -> None:
    """Keep only whose it was and when."""
    row = session_of(tx, conversation_id)
    if row is None:
        return
    ended_at = min(now, ends_at(row.verified_at, row.seen_at))
    if ended_at > row.verified_at:
        tx.add(
            PastSessionRow(
                conversation_id=conversation_id,
                verified_at=row.verified_at,
                debtor_id=row.debtor_id,
                ended_at=ended_at,
            )
        )
    tx.delete(row)
    tx.flush()


def verifications_of(tx: Session, debtor_id: str) -> list[Verification]:
    """Every stretch of every conversation that was with this person."""
    last = select(SessionRow).where(SessionRow.debtor_id == debtor_id)
    past = select(PastSessionRow).where(PastSessionRow.debtor_id == debtor_id)
    return [
        *(
            Verification(
                row.conversation_id,
                row.verified_at,
                ends_at(row.verified_at, row.seen_at),
            )
            for row in tx.scalars(last)
        ),
        *(
            Verification(row.conversation_id, row.verified_at, row.ended_at)
            for row in tx.scalars(past)
        ),
    ]


@dataclass(frozen=True)
class Stretch:
    """Who stood as verified in a conversation, and until when."""

    debtor_id: str
    ended_at: datetime


def stretches_of(tx: Session, conversation_id: str) -> list[Stretch]:
    """Everybody who was ever verified in a conversation."""
    past = select(PastSessionRow).where(
        PastSessionRow.conversation_id == conversation_id
    )
    found = [Stretch(row.debtor_id, row.ended_at) for row in tx.scalars(past)]
    last = session_of(tx, conversation_id)
    if last is not None:
        ended_at = ends_at(last.verified_at, last.seen_at)
        found.append(Stretch(last.debtor_id, ended_at))
    return found


def forget_code(tx: Session, conversation_id: str) -> None:
    tx.execute(delete(CodeRow).where(CodeRow.conversation_id == conversation_id))


def _submissions(tx: Session, whose: ColumnElement[bool], since: datetime) -> int:
    return tx.scalars(
        select(func.count())
        .select_from(SubmissionRow)
        .where(whose, SubmissionRow.submitted_at > since)
    ).one()
