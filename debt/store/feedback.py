"""Feedback, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.feedback import Feedback, Topic
from debt.store.insert import insert_new
from debt.store.tables import FeedbackRow, TicketRow


def add_question(
    tx: Session, conversation_id: str, debtor_id: str, topic: Topic, now: datetime
) -> bool:
    """Note that somebody is asked now; False if they were in this conversation."""
    return insert_new(
        tx,
        FeedbackRow,
        conversation_id=conversation_id,
        debtor_id=debtor_id,
        topic=topic.value,
        asked_at=now,
    )


def answer(
    tx: Session, conversation_id: str, score: int, comment: str | None, now: datetime
) -> None:
    tx.execute(
        update(FeedbackRow)
        .where(FeedbackRow.conversation_id == conversation_id)
        .values(score=score, comment=comment, answered_at=now)
    )


def all_feedback(tx: Session) -> list[Feedback]:
    rows = tx.scalars(select(FeedbackRow).order_by(FeedbackRow.asked_at))
    return [
        Feedback(Topic(row.topic), row.asked_at, row.score, row.comment) for row in rows
    ]


def reasons_for_a_person(tx: Session, conversation_id: str) -> set[str]:
    """Why a person was asked for in a conversation, closed requests included."""
    query = select(TicketRow.reason).where(TicketRow.conversation_id == conversation_id)
    return set(tx.scalars(query))
