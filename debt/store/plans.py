"""Plan offers and plans, in and out of the database."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.errors import OfferExpired
from debt.money import Money
from debt.plan import Pace, Plan, PlanOffer, PlanState, PlanTerms, move
from debt.schedule import Instalment, Schedule
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import PlanOfferRow, PlanRow


def add_offer(tx: Session, offer: PlanOffer) -> None:
    terms = offer.terms
    tx.add(
        PlanOfferRow(
            id=offer.id,
            account_id=offer.account_id,
            pace=offer.pace,
            currency=terms.total.currency,
            total_minor=terms.total.minor,
            amount_minor=terms.amount.minor,
            count=terms.count,
            frequency=terms.frequency,
            first_date=terms.first_date,
            first_minor=terms.first_amount.minor if terms.first_amount else None,
            schedule=[
                [each.due.isoformat(), each.amount.minor]
                for each in offer.schedule.instalments
            ],
            expires_at=offer.expires_at,
        )
    )
    tx.flush()


def standing_offer(
    tx: Session, account_id: str, pace: Pace, terms: PlanTerms, now: datetime
) -> PlanOffer | None:
    """An offer of exactly these terms that can still be accepted."""
    rows = tx.scalars(
        select(PlanOfferRow)
        .where(PlanOfferRow.account_id == account_id, PlanOfferRow.expires_at > now)
        .where(PlanOfferRow.id.not_in(select(PlanRow.offer_id)))
        .order_by(PlanOfferRow.expires_at.desc(), PlanOfferRow.id)
    )
    offers = (_offer(row) for row in rows)
    return next((o for o in offers if (o.pace, o.terms) == (pace, terms)), None)


def offer_with_id(tx: Session, offer_id: str) -> PlanOffer:
    """An offer that was made.

    Raises:
        OfferExpired: there never was such an offer.
    """
    row = tx.get(PlanOfferRow, offer_id)
    if row is None:
        raise OfferExpired(offer_id)
    return _offer(row)


def add_plan(tx: Session, offer: PlanOffer, now: datetime, today: date) -> str | None:
    """Agree an offer; ``None`` if the account already has an active plan."""
    plan_id = new_id()
    is_new = insert_new(
        tx,
        PlanRow,
        id=plan_id,
        account_id=offer.account_id,
        offer_id=offer.id,
        state=PlanState.ACTIVE,
        accepted_at=now,
        accepted_on=today,
        ended_at=None,
    )
    return plan_id if is_new else None


def plan_with_id(tx: Session, plan_id: str) -> Plan:
    return _plan(tx, tx.get_one(PlanRow, plan_id, populate_existing=True))


def find_plan(tx: Session, plan_id: str) -> Plan | None:
    row = tx.get(PlanRow, plan_id)
    return _plan(tx, row) if row else None


def plan_of_offer(tx: Session, offer_id: str) -> Plan | None:
    row = tx.scalars(select(PlanRow).where(PlanRow.offer_id == offer_id)).first()
    return _plan(tx, row) if row else None


def active_plan(tx: Session, account_id: str) -> Plan | None:
    row = tx.scalars(
        select(PlanRow)
        .where(PlanRow.account_id == account_id, PlanRow.state == PlanState.ACTIVE)
        .execution_options(populate_existing=True)
    ).first()
    return _plan(tx, row) if row else None


def end_plan(tx: Session, plan: Plan, to: PlanState, now: datetime) -> None:
    """Complete, cancel or break a plan.

    Raises:
        IllegalTransition: it is not active.
    """
    tx.execute(
        update(PlanRow)
        .where(PlanRow.id == plan.id)
        .values(state=move(plan.state, to), ended_at=now)
    )


def _offer(row: PlanOfferRow) -> PlanOffer:
    return PlanOffer(
        id=row.id,
        account_id=row.account_id,
        pace=row.pace,
        terms=PlanTerms(
            Money(row.total_minor, row.currency),
            Money(row.amount_minor, row.currency),
            row.count,
            row.frequency,
            row.first_date,
            None if row.first_minor is None else Money(row.first_minor, row.currency),
        ),
        schedule=Schedule(
            tuple(
                Instalment(date.fromisoformat(due), Money(minor, row.currency))
                for due, minor in row.schedule
            )
        ),
        expires_at=row.expires_at,
    )


def _plan(tx: Session, row: PlanRow) -> Plan:
    offer = offer_with_id(tx, row.offer_id)
    return Plan(
        id=row.id,
        account_id=row.account_id,
        offer_id=row.offer_id,
        state=row.state,
        terms=offer.terms,
        schedule=offer.schedule,
        accepted_at=row.accepted_at,
        accepted_on=row.accepted_on,
    )
