"""Plans, what was put on the table, and what changed since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.plan import Pace, PlanState
from debt.plan_change import ChangeKind
from debt.plan_log import Actor, PlanEventKind
from debt.schedule import Frequency
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of

_IS_IN_FORCE = text("state IN ('active', 'at_risk')")
_IS_ACCEPTED = text("accepted_at IS NOT NULL")


class PlanOfferRow(Base):
    """``schedule`` holds [ISO date, minor units] pairs exactly as they were shown;
    ``first_minor`` is the down payment, where the first of several is more."""

    __tablename__ = "plan_offer"
    __table_args__ = (Index(None, "account_id", "expires_at"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    pace: Mapped[Pace] = mapped_column(values_of(Pace))
    currency: Mapped[Currency]
    total_minor: Mapped[Minor]
    amount_minor: Mapped[Minor]
    count: Mapped[int]
    frequency: Mapped[Frequency] = mapped_column(values_of(Frequency))
    first_date: Mapped[date]
    first_minor: Mapped[Minor | None]
    schedule: Mapped[list[Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime]
    remains_minor: Mapped[int | None] = mapped_column(BigInteger)
    replaces: Mapped[Identifier | None]


class PlanRow(Base):
    """An agreed offer. The last judge allows one plan in force for each account.

    ``reviewed_on`` is the last of the person's days whose beginning was reviewed.
    """

    __tablename__ = "plan"
    __table_args__ = (
        Index(
            "uq_plan_in_force",
            "account_id",
            unique=True,
            sqlite_where=_IS_IN_FORCE,
            postgresql_where=_IS_IN_FORCE,
        ),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"), index=True)
    offer_id: Mapped[Identifier] = mapped_column(
        ForeignKey("plan_offer.id"), unique=True
    )
    state: Mapped[PlanState] = mapped_column(values_of(PlanState))
    accepted_at: Mapped[datetime]
    accepted_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    notice_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    text_version: Mapped[str | None]
    agreement_hash: Mapped[Identifier | None]


class PlanEventRow(Base):
    """The log of a plan; triggers keep it append-only."""

    __tablename__ = "plan_event"

    plan_id: Mapped[Identifier] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PlanEventKind] = mapped_column(values_of(PlanEventKind))
    actor: Mapped[Actor] = mapped_column(values_of(Actor))
    at: Mapped[datetime]
    on: Mapped[date]
    key: Mapped[str]
    about: Mapped[date | None]


class PlanChangeRow(Base):
    """A proposed change; the last judge lets each number be accepted once.

    ``schedule`` is as in ``plan_offer``: the whole new schedule as it was shown.
    """

    __tablename__ = "plan_change"
    __table_args__ = (
        Index(
            "uq_plan_change_accepted",
            "plan_id",
            "number",
            unique=True,
            sqlite_where=_IS_ACCEPTED,
            postgresql_where=_IS_ACCEPTED,
        ),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    plan_id: Mapped[Identifier] = mapped_column(ForeignKey("plan.id"), index=True)
    number: Mapped[int]
    kind: Mapped[ChangeKind] = mapped_column(values_of(ChangeKind))
    due: Mapped[date]
    new_due: Mapped[date]
    schedule: Mapped[list[Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
