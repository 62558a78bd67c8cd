"""Plan offers, plans, and settlement offers, each with what was put on the table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.plan import Pace, PlanState
from debt.schedule import Frequency
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of

_IS_ACTIVE = text("state = 'active'")


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


class PlanRow(Base):
    """An agreed offer. The last judge allows one active plan for each account."""

    __tablename__ = "plan"
    __table_args__ = (
        Index(
            "uq_plan_active",
            "account_id",
            unique=True,
            sqlite_where=_IS_ACTIVE,
            postgresql_where=_IS_ACTIVE,
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


class SettlementOfferRow(Base):
    """An offer to close the account for less; it holds until its date has passed."""

    __tablename__ = "settlement_offer"
    __table_args__ = (Index(None, "account_id", "expires_on"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    currency: Mapped[Currency]
    balance_minor: Mapped[Minor]
    amount_minor: Mapped[Minor]
    percent_off: Mapped[int]
    offered_at: Mapped[datetime]
    expires_on: Mapped[date]
