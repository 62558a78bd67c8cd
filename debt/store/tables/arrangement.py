"""What is arranged besides plans: holds, promises, and proposals for a person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.plan_log import Actor
from debt.promise import PromiseState
from debt.referral import ReferralState
from debt.schedule import Frequency
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of

_IS_OPEN = text("state = 'open'")


class HoldRow(Base):
    """A pause that was agreed; its block in ``block`` is what stops collecting."""

    __tablename__ = "hold"
    __table_args__ = (Index(None, "account_id", "started_on"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    block_reference: Mapped[Identifier] = mapped_column(unique=True)
    started_on: Mapped[date]
    review_on: Mapped[date]
    review_at: Mapped[datetime] = mapped_column(index=True)
    extensions: Mapped[int]
    followed_up_at: Mapped[datetime | None]
    followed_up_by: Mapped[Actor | None] = mapped_column(values_of(Actor))


class PromiseRow(Base):
    """A promise to pay. The last judge allows one open promise for each account."""

    __tablename__ = "promise"
    __table_args__ = (
        Index(
            "uq_promise_open",
            "account_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index(None, "state", "judged_after"),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"), index=True)
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    due: Mapped[date]
    judged_after: Mapped[date]
    made_at: Mapped[datetime]
    state: Mapped[PromiseState] = mapped_column(values_of(PromiseState))
    ended_at: Mapped[datetime | None]


class ReferralRow(Base):
    """A proposal that waits for a person, and what they decided."""

    __tablename__ = "referral"
    __table_args__ = (Index(None, "state", "due_on"),)

    reference: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[str]
    currency: Mapped[Currency]
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    count: Mapped[int | None]
    frequency: Mapped[Frequency | None] = mapped_column(values_of(Frequency))
    first_date: Mapped[date | None]
    made_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[ReferralState] = mapped_column(values_of(ReferralState))
    offer_id: Mapped[Identifier | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[Identifier | None]
