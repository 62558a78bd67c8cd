"""Vouchers and invitations, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from debt.identity import normal_reference
from debt.store.tables import AccountRow, DebtorRow, InvitationRow, VoucherRow


def replace_voucher(
    tx: Session, conversation_id: str, debtor_id: str, source: str, now: datetime
) -> None:
    """Only the newest voucher of a conversation counts."""
    drop_voucher(tx, conversation_id)
    tx.add(
        VoucherRow(
            conversation_id=conversation_id,
            debtor_id=debtor_id,
            source=source,
            vouched_at=now,
        )
    )
    tx.flush()


def voucher_of(tx: Session, conversation_id: str) -> VoucherRow | None:
    return tx.get(VoucherRow, conversation_id, populate_existing=True)


def drop_voucher(tx: Session, conversation_id: str) -> None:
    tx.execute(delete(VoucherRow).where(VoucherRow.conversation_id == conversation_id))


def add_invitation(
    tx: Session, token_hash: str, debtor_id: str, invited_by: str, now: datetime
) -> None:
    tx.add(
        InvitationRow(
            token_hash=token_hash,
            debtor_id=debtor_id,
            invited_by=invited_by,
            invited_at=now,
        )
    )
    tx.flush()


def use_invitation(
    tx: Session, token_hash: str, since: datetime, conversation_id: str, now: datetime
) -> str | None:
    """Whom an unused invitation is for; of two uses at one moment only one wins.

    Args:
        since: older invitations do not count.
    """
    used = (
        update(InvitationRow)
        .where(
            InvitationRow.token_hash == token_hash,
            InvitationRow.invited_at > since,
            InvitationRow.used_at.is_(None),
        )
        .values(used_at=now, conversation_id=conversation_id)
        .returning(InvitationRow.debtor_id)
    )
    return tx.scalar(used)


def invitation_of(tx: Session, token_hash: str) -> InvitationRow | None:
    return tx.get(InvitationRow, token_hash, populate_existing=True)


def people_called(tx: Session, name: str) -> set[str]:
    """The ids of the people with this account reference or customer number."""
    by_reference = select(AccountRow.debtor_id).where(
        AccountRow.reference_key == normal_reference(name)
    )
    by_number = select(DebtorRow.id).where(DebtorRow.customer == name)
    return {*tx.scalars(by_reference), *tx.scalars(by_number)}
