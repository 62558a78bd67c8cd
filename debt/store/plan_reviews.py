"""Which plans have to be reviewed, and which were."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, exists, false, func, or_, select, update
from sqlalchemy.orm import Session

from debt.plan import IN_FORCE
from debt.store import rights
from debt.store.tables import AccountRow, BlockRow, DebtorRow, PlanRow


def zones_of_plans(tx: Session) -> list[str]:
    """The zones in which people with a plan in force live."""
    return list(tx.scalars(_in_force(select(DebtorRow.zone)).distinct()))


def plans_to_review(
    tx: Session, days: dict[str, date], now: datetime, after: str, limit: int
) -> list[str]:
    """Plans in force whose present day was not reviewed, and that nothing pauses.

    Args:
        days: the present day in each zone.
        after: the last id seen; empty to begin.
    """
    reviewed_on = func.coalesce(PlanRow.reviewed_on, PlanRow.accepted_on)
    is_due = or_(
        false(),
        *((DebtorRow.zone == zone) & (reviewed_on < day) for zone, day in days.items()),
    )
    covering = BlockRow.account_id.is_(None) | (BlockRow.account_id == AccountRow.id)
    paused = exists().where(
        BlockRow.debtor_id == DebtorRow.id, covering, rights.stands(now)
    )
    query = _in_force(select(PlanRow.id)).where(PlanRow.id > after, is_due, ~paused)
    return list(tx.scalars(query.order_by(PlanRow.id).limit(limit)))


def mark_reviewed(tx: Session, plan_id: str, day: date) -> None:
    tx.execute(update(PlanRow).where(PlanRow.id == plan_id).values(reviewed_on=day))


def _in_force(query: Select[tuple[str]]) -> Select[tuple[str]]:
    return (
        query.select_from(PlanRow)
        .join(AccountRow, AccountRow.id == PlanRow.account_id)
        .join(DebtorRow, DebtorRow.id == AccountRow.debtor_id)
        .where(PlanRow.state.in_(IN_FORCE))
    )
