"""Changes of contact data, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from debt.account import Contact
from debt.reference import new_reference
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import ContactChangeRow, ContactRow


def add_change(tx: Session, conversation_id: str, **values: object) -> ContactChangeRow:
    """A new change; any older one of the conversation can no longer be finished."""
    id = new_id()
    reference = new_reference("C")
    is_new = insert_new(
        tx,
        ContactChangeRow,
        id=id,
        reference=reference,
        conversation_id=conversation_id,
        tries=0,
        **values,
    )
    if not is_new:  # the reference was taken
        return add_change(tx, conversation_id, **values)
    return tx.get_one(ContactChangeRow, id)


def newest_change(
    tx: Session, conversation_id: str, *, for_update: bool = False
) -> ContactChangeRow | None:
    query = (
        select(ContactChangeRow)
        .where(ContactChangeRow.conversation_id == conversation_id)
        .order_by(ContactChangeRow.asked_at.desc(), ContactChangeRow.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return tx.scalars(query.with_for_update() if for_update else query).first()


def change_with_id(tx: Session, change_id: str) -> ContactChangeRow:
    return tx.get_one(ContactChangeRow, change_id)


def changes_since(tx: Session, debtor_id: str, since: datetime) -> int:
    """How many changes a person asked for; so many codes may have gone out."""
    return tx.scalars(
        select(func.count())
        .select_from(ContactChangeRow)
        .where(
            ContactChangeRow.debtor_id == debtor_id, ContactChangeRow.asked_at > since
        )
    ).one()


def put_contact(tx: Session, debtor_id: str, new: Contact) -> None:
    """The first contact of this kind is another now, or there is one more."""
    mine = select(ContactRow).where(ContactRow.debtor_id == debtor_id)
    rows = list(tx.scalars(mine.order_by(ContactRow.position)))
    same = next((row for row in rows if row.kind is new.kind), None)
    if same is not None:
        place = (ContactRow.debtor_id == debtor_id) & (
            ContactRow.position == same.position
        )
        tx.execute(update(ContactRow).where(place).values(address=new.address))
        return
    last = max((row.position for row in rows), default=-1)
    tx.add(
        ContactRow(
            debtor_id=debtor_id,
            position=last + 1,
            kind=new.kind,
            address=new.address,
        )
    )
    tx.flush()
