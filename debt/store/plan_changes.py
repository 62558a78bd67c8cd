"""Changes of plans, proposed and accepted, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.errors import OfferExpired
from debt.plan_change import Change, ChangeProposal
from debt.store.plans import as_pairs, from_pairs
from debt.store.tables import PlanChangeRow, PlanOfferRow, PlanRow


def add_proposal(tx: Session, proposal: ChangeProposal) -> None:
    change = proposal.change
    tx.add(
        PlanChangeRow(
            id=proposal.id,
            plan_id=proposal.plan_id,
            number=proposal.number,
            kind=change.kind,
            due=change.due,
            new_due=change.new_due,
            schedule=as_pairs(change.schedule),
            expires_at=proposal.expires_at,
        )
    )
    tx.flush()


def proposal_with_id(tx: Session, change_id: str) -> ChangeProposal:
    """A change that was proposed.

    Raises:
        OfferExpired: there never was such a proposal.
    """
    row = tx.get(PlanChangeRow, change_id, populate_existing=True)
    if row is None:
        raise OfferExpired(change_id)
    return ChangeProposal(
        id=row.id,
        plan_id=row.plan_id,
        number=row.number,
        change=_change(row, _currency(tx, row.plan_id)),
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
    )


def accept_proposal(tx: Session, change_id: str, now: datetime) -> None:
    tx.execute(
        update(PlanChangeRow)
        .where(PlanChangeRow.id == change_id)
        .values(accepted_at=now)
    )


def accepted_changes(tx: Session, plan_id: str) -> tuple[Change, ...]:
    """The changes a plan has had, in order."""
    rows = tx.scalars(
        select(PlanChangeRow)
        .where(PlanChangeRow.plan_id == plan_id, PlanChangeRow.accepted_at.is_not(None))
        .order_by(PlanChangeRow.number)
        .execution_options(populate_existing=True)
    )
    currency = _currency(tx, plan_id)
    return tuple(_change(row, currency) for row in rows)


def _change(row: PlanChangeRow, currency: str) -> Change:
    schedule = from_pairs(row.schedule, currency)
    return Change(row.kind, row.due, row.new_due, schedule)


def _currency(tx: Session, plan_id: str) -> str:
    return tx.scalars(
        select(PlanOfferRow.currency)
        .join(PlanRow, PlanRow.offer_id == PlanOfferRow.id)
        .where(PlanRow.id == plan_id)
    ).one()
