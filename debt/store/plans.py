"""Plan offers and plans, in and out of the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from debt.errors import OfferExpired
from debt.money import Money
from debt.plan import (
    IN_FORCE,
    Plan,
    PlanOffer,
    PlanState,
    PlanTerms,
    agreement_hash,
)
from debt.plan_log import Actor, PlanEvent, PlanEventKind, state_after
from debt.schedule import Instalment, Schedule
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.plan_log import add_event
from debt.store.tables import (
    PlanChangeRow,
    PlanOfferRow,
    PlanRow,
)


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
            schedule=as_pairs(offer.schedule),
            expires_at=offer.expires_at,
            remains_minor=offer.remains.minor if offer.remains else None,
            replaces=offer.replaces,
        )
    )
    tx.flush()


def standing_offer(tx: Session, like: PlanOffer, now: datetime) -> PlanOffer | None:
    """An offer of exactly the same that can still be accepted."""
    rows = tx.scalars(
        select(PlanOfferRow)
        .where(PlanOfferRow.account_id == like.account_id)
        .where(PlanOfferRow.expires_at > now)
        .where(PlanOfferRow.id.not_in(select(PlanRow.offer_id)))
        .order_by(PlanOfferRow.expires_at.desc(), PlanOfferRow.id)
    )
    offers = (_offer(row) for row in rows)
    same = (
        each
        for each in offers
        if replace(like, id=each.id, expires_at=each.expires_at) == each
    )
    return next(same, None)


def offer_with_id(tx: Session, offer_id: str) -> PlanOffer:
    """An offer that was made.

    Raises:
        OfferExpired: there never was such an offer.
    """
    row = tx.get(PlanOfferRow, offer_id)
    if row is None:
        raise OfferExpired(offer_id)
    return _offer(row)


def add_plan(
    tx: Session,
    offer: PlanOffer,
    now: datetime,
    today: date,
    *,
    text_version: str = "",
    key: str = "",
) -> str | None:
    """Agree an offer; ``None`` if the account already has a plan in force."""
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
        text_version=text_version,
        agreement_hash=agreement_hash(offer, text_version),
    )
    if not is_new:
        return None
    agreed = PlanEvent(PlanEventKind.AGREED, Actor.DEBTOR, now, today, key)
    add_event(tx, plan_id, agreed)
    return plan_id


def plan_with_id(tx: Session, plan_id: str) -> Plan:
    return _plan(tx, tx.get_one(PlanRow, plan_id, populate_existing=True))


def find_plan(tx: Session, plan_id: str) -> Plan | None:
    row = tx.get(PlanRow, plan_id, populate_existing=True)
    return _plan(tx, row) if row else None


def plan_of_offer(tx: Session, offer_id: str) -> Plan | None:
    return _first(tx, PlanRow.offer_id == offer_id)


def plan_in_force(tx: Session, account_id: str) -> Plan | None:
    return _first(tx, PlanRow.account_id == account_id, PlanRow.state.in_(IN_FORCE))


def completed_plans(tx: Session, account_id: str) -> list[Plan]:
    return _plans(
        tx, PlanRow.account_id == account_id, PlanRow.state == PlanState.COMPLETED
    )


def latest_plan(tx: Session, account_id: str) -> Plan | None:
    return _first(tx, PlanRow.account_id == account_id)


def replans_since(tx: Session, account_id: str, day: date) -> int:
    """How many plans that took the place of another were agreed after a day."""
    return (
        tx.scalar(
            select(func.count(PlanRow.id))
            .join(PlanOfferRow, PlanOfferRow.id == PlanRow.offer_id)
            .where(PlanRow.account_id == account_id, PlanRow.accepted_on > day)
            .where(PlanOfferRow.replaces.is_not(None))
        )
        or 0
    )


def record(tx: Session, plan: Plan, event: PlanEvent) -> Plan:
    """Write down what happened to a plan, and where that leaves it.

    Raises:
        IllegalTransition: it cannot happen to a plan in this state.
    """
    state = state_after(plan.state, event.kind)
    add_event(tx, plan.id, event)
    if state is not plan.state:
        tx.execute(
            update(PlanRow)
            .where(PlanRow.id == plan.id)
            .values(
                state=state,
                ended_at=None if state in IN_FORCE else event.at,
                notice_on=event.on if state is PlanState.AT_RISK else None,
            )
        )
    return plan_with_id(tx, plan.id)


def as_pairs(schedule: Schedule) -> list[list[object]]:
    """A schedule as the tables hold it: [ISO date, minor units] pairs."""
    return [[each.due.isoformat(), each.amount.minor] for each in schedule.instalments]


def from_pairs(pairs: list[Any], currency: str) -> Schedule:
    return Schedule(
        tuple(
            Instalment(date.fromisoformat(due), Money(minor, currency))
            for due, minor in pairs
        )
    )


def _first(tx: Session, *conditions: ColumnElement[bool]) -> Plan | None:
    return next(iter(_plans(tx, *conditions)), None)


def _plans(tx: Session, *conditions: ColumnElement[bool]) -> list[Plan]:
    """The plans that fit, the latest first."""
    rows = tx.scalars(
        select(PlanRow)
        .where(*conditions)
        .order_by(PlanRow.accepted_at.desc(), PlanRow.id)
        .execution_options(populate_existing=True)
    )
    return [_plan(tx, row) for row in rows]


def _offer(row: PlanOfferRow) -> PlanOffer:
    remains = row.remains_minor
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
        schedule=from_pairs(row.schedule, row.currency),
        expires_at=row.expires_at,
        remains=None if remains is None else Money(remains, row.currency),
        replaces=row.replaces,
    )


def _plan(tx: Session, row: PlanRow) -> Plan:
    offer = offer_with_id(tx, row.offer_id)
    change = tx.scalars(
        select(PlanChangeRow)
        .where(PlanChangeRow.plan_id == row.id, PlanChangeRow.accepted_at.is_not(None))
        .order_by(PlanChangeRow.number.desc())
        .limit(1)
    ).first()
    currency = offer.terms.total.currency
    return Plan(
        id=row.id,
        account_id=row.account_id,
        offer_id=row.offer_id,
        state=row.state,
        terms=offer.terms,
        schedule=from_pairs(change.schedule, currency) if change else offer.schedule,
        accepted_at=row.accepted_at,
        accepted_on=row.accepted_on,
        changes=change.number if change else 0,
        notice_on=row.notice_on,
        reviewed_on=row.reviewed_on,
        ended_at=row.ended_at,
        text_version=row.text_version or "",
        agreement_hash=row.agreement_hash,
    )
