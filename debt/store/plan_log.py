"""The append-only logs of plans."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from debt.plan_log import PlanEvent
from debt.store.tables import PlanEventRow


def add_event(tx: Session, plan_id: str, event: PlanEvent) -> PlanEvent:
    """Write an event down as the plan's next; its account must be locked."""
    last = tx.scalar(
        select(func.max(PlanEventRow.number)).where(PlanEventRow.plan_id == plan_id)
    )
    event = replace(event, number=(last or 0) + 1)
    tx.add(PlanEventRow(plan_id=plan_id, **vars(event)))
    tx.flush()
    return event


def events_of(tx: Session, plan_id: str) -> tuple[PlanEvent, ...]:
    """Everything that happened to a plan, in order."""
    rows = tx.scalars(
        select(PlanEventRow)
        .where(PlanEventRow.plan_id == plan_id)
        .order_by(PlanEventRow.number)
    )
    return tuple(
        PlanEvent(
            number=row.number,
            kind=row.kind,
            actor=row.actor,
            at=row.at,
            on=row.on,
            key=row.key,
            about=row.about,
        )
        for row in rows
    )
