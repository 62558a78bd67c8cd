"""Proposals that wait for a person, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.errors import IllegalTransition
from debt.ground import Wish
from debt.money import Money
from debt.reference import new_reference
from debt.referral import Referral, ReferralState
from debt.store.insert import insert_new
from debt.store.tables import ReferralRow


def add_referral(tx: Session, new: Referral, currency: str) -> str:
    """Write a proposal down under a reference of its own."""
    reference = new_reference("R")
    wish = new.wish
    is_new = insert_new(
        tx,
        ReferralRow,
        reference=reference,
        account_id=new.account_id,
        reason=new.reason,
        currency=currency,
        amount_minor=wish.amount.minor if wish.amount else None,
        count=wish.count,
        frequency=wish.frequency,
        first_date=wish.first_date,
        made_at=new.made_at,
        due_on=new.due_on,
        state=new.state,
    )
    return reference if is_new else add_referral(tx, new, currency)


def referral_with_reference(tx: Session, reference: str) -> Referral:
    """A proposal that was referred.

    Raises:
        IllegalTransition: there is no such referral.
    """
    row = tx.get(ReferralRow, reference, populate_existing=True)
    if row is None:
        raise IllegalTransition(reference)
    return _referral(row)


def latest_referral(tx: Session, account_id: str) -> Referral | None:
    """The newest proposal for an account, if there ever was one."""
    row = tx.scalar(
        select(ReferralRow)
        .where(ReferralRow.account_id == account_id)
        .order_by(ReferralRow.made_at.desc(), ReferralRow.reference)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return _referral(row) if row else None


def waiting_referrals(tx: Session) -> list[Referral]:
    """Those nobody has decided yet, the most urgent first."""
    rows = tx.scalars(
        select(ReferralRow)
        .where(ReferralRow.state == ReferralState.WAITING)
        .order_by(ReferralRow.due_on, ReferralRow.made_at, ReferralRow.reference)
    )
    return [_referral(row) for row in rows]


def decide_referral(
    tx: Session,
    reference: str,
    state: ReferralState,
    offer_id: str | None,
    by: str,
    now: datetime,
) -> None:
    tx.execute(
        update(ReferralRow)
        .where(ReferralRow.reference == reference)
        .values(state=state, offer_id=offer_id, decided_by=by, decided_at=now)
    )


def _referral(row: ReferralRow) -> Referral:
    amount = row.amount_minor
    return Referral(
        reference=row.reference,
        account_id=row.account_id,
        reason=row.reason,
        wish=Wish(
            None if amount is None else Money(amount, row.currency),
            row.count,
            row.frequency,
            row.first_date,
        ),
        made_at=row.made_at,
        due_on=row.due_on,
        state=row.state,
        offer_id=row.offer_id,
    )
