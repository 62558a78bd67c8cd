"""Wishes, wrong parties and changes of contact data, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from debt.account import Contact, ContactKind
from debt.contact import SINGLE, Wish, WishKind
from debt.store.accounts import WRONG_ADDRESSES
from debt.store.database import new_id
from debt.store.tables import ContactRow, PreferenceRow, WrongPartyRow


def wishes_of(
    tx: Session, debtor_id: str | None, conversation_id: str | None
) -> tuple[Wish, ...]:
    """What stands of a person's wishes, and of those said in one conversation."""
    rows = tx.scalars(
        select(PreferenceRow)
        .where(_whose(debtor_id, conversation_id), PreferenceRow.withdrawn_at.is_(None))
        .order_by(PreferenceRow.said_at, PreferenceRow.id)
    )
    return tuple(dict.fromkeys(Wish(row.kind, row.value) for row in rows))


def add_wish(
    tx: Session,
    debtor_id: str | None,
    conversation_id: str,
    wish: Wish,
    words: str,
    now: datetime,
) -> None:
    """Write a wish down; of some kinds it takes the place of the one before."""
    if wish.kind in SINGLE:
        withdraw(tx, debtor_id, conversation_id, wish.kind, None, now)
    tx.add(
        PreferenceRow(
            id=new_id(),
            debtor_id=debtor_id,
            conversation_id=conversation_id,
            kind=wish.kind,
            value=wish.value,
            words=words,
            said_at=now,
        )
    )
    tx.flush()


def withdraw(
    tx: Session,
    debtor_id: str | None,
    conversation_id: str,
    kind: WishKind,
    value: str | None,
    now: datetime,
) -> None:
    """End the wishes of a kind; with a value only those that name it."""
    query = update(PreferenceRow).where(
        _whose(debtor_id, conversation_id),
        PreferenceRow.kind == kind,
        PreferenceRow.withdrawn_at.is_(None),
    )
    if value is not None:
        query = query.where(PreferenceRow.value == value)
    tx.execute(query.values(withdrawn_at=now))


def adopt_wishes(tx: Session, conversation_id: str, debtor_id: str) -> None:
    """Wishes said before the check belong to the person who then passed it."""
    tx.execute(
        update(PreferenceRow)
        .where(
            PreferenceRow.conversation_id == conversation_id,
            PreferenceRow.debtor_id.is_(None),
        )
        .values(debtor_id=debtor_id)
    )


def add_wrong_party(
    tx: Session,
    conversation_id: str,
    debtor_id: str | None,
    address: str | None,
    words: str,
    now: datetime,
) -> None:
    tx.add(
        WrongPartyRow(
            id=new_id(),
            conversation_id=conversation_id,
            debtor_id=debtor_id,
            address=address,
            words=words,
            said_at=now,
        )
    )
    tx.flush()


def is_wrong_party(tx: Session, conversation_id: str) -> bool:
    """Whether somebody else was reached in a conversation."""
    mine = WrongPartyRow.conversation_id == conversation_id
    return bool(tx.scalar(select(exists().where(mine))))


def wrongly_reached(tx: Session, debtor_id: str) -> datetime | None:
    """When somebody else was last reached in this person's place."""
    return tx.scalar(
        select(WrongPartyRow.said_at)
        .where(WrongPartyRow.debtor_id == debtor_id)
        .order_by(WrongPartyRow.said_at.desc())
        .limit(1)
    )


def contacts_of(tx: Session, debtor_id: str) -> list[Contact]:
    """Where the person can be reached, the preferred contact first.

    An address that was said to be somebody else's is none of them.
    """
    rows = tx.scalars(
        select(ContactRow)
        .where(
            ContactRow.debtor_id == debtor_id,
            ContactRow.address.not_in(WRONG_ADDRESSES),
        )
        .order_by(ContactRow.position)
    )
    return [Contact(row.kind, row.address) for row in rows]


def contact_of_kind(tx: Session, debtor_id: str, kind: ContactKind) -> Contact | None:
    """The preferred contact of one kind."""
    return next((c for c in contacts_of(tx, debtor_id) if c.kind is kind), None)


def _whose(debtor_id: str | None, conversation_id: str | None) -> ColumnElement[bool]:
    """A person's own rows, and those of a conversation nobody has been checked in."""
    nobody = PreferenceRow.debtor_id.is_(None)
    here = nobody & (PreferenceRow.conversation_id == conversation_id)
    return (PreferenceRow.debtor_id == debtor_id) | here if debtor_id else here
