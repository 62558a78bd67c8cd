"""The copy of what is on file about a person, with everything that was said."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.formats import day
from actions.wording import wording
from bot.documents.document import Document, Rows
from bot.store.tables import MessageRow
from debt.identity import Verification, VerifiedDebtor
from debt.services import Debt
from debt.services.data_copy import Section

_MOST_MESSAGES = 2000


def data_document(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, _reference: str
) -> Document:
    """All records, kind by kind, then the messages."""
    copy = debt.data_copy.of(tx, debtor)
    title, when, what, messages, who, *notes = wording().lines(
        "utter_people_data_document"
    )
    tables = [
        Rows(_name(each), (when, what), _lines(each, debtor.locale))
        for each in copy.sections
    ]
    said = tuple(
        line for each in copy.stretches for line in _said(tx, each, debtor.locale)
    )
    tables.append(Rows(messages, (when, who, what), said[:_MOST_MESSAGES]))
    today = debt.clock.today(debtor.zone)
    return Document(title, debtor.locale, today, (), tuple(notes), more=tuple(tables))


def _name(section: Section) -> str:
    return section.name.replace("_", " ").capitalize()


def _lines(section: Section, locale: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            _moment(at, locale),
            "; ".join(f"{k.replace('_', ' ')}: {v}" for k, v in record.items()),
        )
        for at, record in section.records
    )


def _said(tx: Session, stretch: Verification, locale: str) -> list[tuple[str, ...]]:
    rows = tx.scalars(
        select(MessageRow)
        .where(
            MessageRow.conversation_id == stretch.conversation_id,
            MessageRow.is_shown,
            MessageRow.created_at >= stretch.began_at,
            MessageRow.created_at < stretch.ended_at,
        )
        .order_by(MessageRow.seq)
    )
    return [
        (_moment(row.created_at, locale), row.name or row.sender, row.text)
        for row in rows
    ]


def _moment(at: datetime | date | None, locale: str) -> str:
    if at is None:
        return ""
    if isinstance(at, datetime):
        return f"{day(at.date(), locale)}, {at:%H:%M}"
    return day(at, locale)
