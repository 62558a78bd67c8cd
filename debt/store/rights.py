"""Blocks and disclosures, in and out of the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from debt.disclosure import DisclosureKind
from debt.reference import new_reference
from debt.rights import Block, BlockKind
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import BlockRow, DisclosureRow


@dataclass(frozen=True)
class NewBlock:
    """A block to be set; without a debtor it belongs to the conversation for now."""

    kind: BlockKind
    debtor_id: str | None
    account_id: str | None
    conversation_id: str
    reason: str
    until: datetime | None = None


def add_block(tx: Session, new: NewBlock, now: datetime) -> Block:
    block = Block(
        new.kind, new.account_id, new_reference("B"), new.reason, now, None, new.until
    )
    is_new = insert_new(
        tx,
        BlockRow,
        id=new_id(),
        reference=block.reference,
        kind=new.kind,
        debtor_id=new.debtor_id,
        account_id=new.account_id,
        conversation_id=new.conversation_id,
        reason=new.reason,
        set_at=now,
        lifted_at=None,
        until=new.until,
    )
    return block if is_new else add_block(tx, new, now)


def standing_block(tx: Session, new: NewBlock, now: datetime) -> Block | None:
    """The block of the same kind and reach that is already set, if any."""
    whose = BlockRow.debtor_id == new.debtor_id
    if new.debtor_id is None:
        whose = BlockRow.debtor_id.is_(None) & (
            BlockRow.conversation_id == new.conversation_id
        )
    same = (BlockRow.kind == new.kind) & (
        BlockRow.account_id.is_not_distinct_from(new.account_id)
    )
    return next(iter(_standing(tx, whose & same, now)), None)


def blocks_of(tx: Session, debtor_id: str, now: datetime) -> tuple[Block, ...]:
    """The blocks in force, the oldest first."""
    return _standing(tx, BlockRow.debtor_id == debtor_id, now)


def blocks_in(
    tx: Session, conversation_id: str, debtor_id: str | None, now: datetime
) -> tuple[Block, ...]:
    """The blocks in force that a conversation has to keep to, the oldest first.

    Those of the person it is with, and those set in it before the check. While it is
    with nobody, all that were set in it.
    """
    here = BlockRow.conversation_id == conversation_id
    if debtor_id is None:
        return _standing(tx, here, now)
    unchecked = here & BlockRow.debtor_id.is_(None)
    return _standing(tx, unchecked | (BlockRow.debtor_id == debtor_id), now)


def latest_crisis_in(
    tx: Session, conversation_id: str, since: datetime
) -> Block | None:
    """The last crisis of a conversation from a moment on, lifted or not."""
    found = _blocks(
        tx,
        (BlockRow.conversation_id == conversation_id)
        & (BlockRow.kind == BlockKind.CRISIS)
        & (BlockRow.set_at > since),
    )
    return found[-1] if found else None


def block_history(tx: Session, debtor_id: str, account_id: str) -> tuple[Block, ...]:
    """Every block that covers or covered the account, the oldest first."""
    covering = BlockRow.account_id.is_(None) | (BlockRow.account_id == account_id)
    return _blocks(tx, (BlockRow.debtor_id == debtor_id) & covering)


def block_with_reference(tx: Session, reference: str) -> Block | None:
    row = tx.scalars(
        select(BlockRow)
        .where(BlockRow.reference == reference)
        .execution_options(populate_existing=True)
    ).first()
    return _block(row) if row else None


def lift_block(tx: Session, reference: str, now: datetime) -> None:
    tx.execute(
        update(BlockRow)
        .where(BlockRow.reference == reference, BlockRow.lifted_at.is_(None))
        .values(lifted_at=now)
    )


def narrow_block(tx: Session, reference: str, debtor_id: str, account_id: str) -> None:
    """Let a person's block on everything cover one account only."""
    tx.execute(
        update(BlockRow)
        .where(
            BlockRow.reference == reference,
            BlockRow.debtor_id == debtor_id,
            BlockRow.account_id.is_(None),
        )
        .values(account_id=account_id)
    )


def prolong_block(tx: Session, reference: str, until: datetime) -> None:
    tx.execute(
        update(BlockRow).where(BlockRow.reference == reference).values(until=until)
    )


def adopt_blocks(tx: Session, conversation_id: str, debtor_id: str) -> None:
    """Blocks set before the check belong to the person who then passed it."""
    tx.execute(
        update(BlockRow)
        .where(
            BlockRow.conversation_id == conversation_id, BlockRow.debtor_id.is_(None)
        )
        .values(debtor_id=debtor_id)
    )


@dataclass(frozen=True)
class Given:
    """A disclosure in certain words, to a person or about an account, and the turn that
    gave it.
    """

    conversation_id: str
    subject: str | None
    kind: DisclosureKind
    version: str
    key: str


def was_disclosed(
    tx: Session,
    subject: str,
    kinds: Collection[DisclosureKind],
    conversation_id: str | None = None,
    but: str = "",
) -> bool:
    """Whether any of the kinds was given to the person, or about the account, in this
    conversation if one is named, by another turn than `but`.
    """
    given = (DisclosureRow.subject == subject) & DisclosureRow.kind.in_(kinds)
    if conversation_id is not None:
        given &= DisclosureRow.conversation_id == conversation_id
    given &= DisclosureRow.key.is_(None) | (DisclosureRow.key != but)
    return bool(tx.scalar(select(exists().where(given))))


def add_disclosure(tx: Session, given: Given, now: datetime) -> None:
    """Write it down; the first time in a conversation counts."""
    insert_new(
        tx,
        DisclosureRow,
        conversation_id=given.conversation_id,
        subject=given.subject or "",
        kind=given.kind,
        version=given.version,
        given_at=now,
        key=given.key,
    )


def stands(now: datetime) -> ColumnElement[bool]:
    """The condition that a block is in force."""
    open_end = BlockRow.until.is_(None) | (BlockRow.until > now)
    return BlockRow.lifted_at.is_(None) & open_end


def _standing(
    tx: Session, condition: ColumnElement[bool], now: datetime
) -> tuple[Block, ...]:
    return _blocks(tx, condition & stands(now))


def _blocks(tx: Session, condition: ColumnElement[bool]) -> tuple[Block, ...]:
    rows = tx.scalars(
        select(BlockRow)
        .where(condition)
        .order_by(BlockRow.set_at, BlockRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_block(row) for row in rows)


def _block(row: BlockRow) -> Block:
    return Block(
        kind=row.kind,
        account_id=row.account_id,
        reference=row.reference,
        reason=row.reason,
        set_at=row.set_at,
        lifted_at=row.lifted_at,
        until=row.until,
    )
