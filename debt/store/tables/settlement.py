"""Settlement offers, bids and their answers, and settlements agreed in parts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.bargaining import BidAnswer
from debt.policy import RestOfDebt
from debt.settlement import AgreementState, OfferKind
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of

_IS_ACTIVE = text("state = 'active'")


class SettlementOfferRow(Base):
    """An offer to close the account for less; it holds until its date has passed.

    ``schedule`` holds the parts as [ISO date, minor units] pairs, as they were shown.
    """

    __tablename__ = "settlement_offer"
    __table_args__ = (Index(None, "account_id", "expires_on"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[OfferKind] = mapped_column(values_of(OfferKind))
    currency: Mapped[Currency]
    balance_minor: Mapped[Minor]
    amount_minor: Mapped[Minor]
    percent_off: Mapped[int]
    rest: Mapped[RestOfDebt] = mapped_column(values_of(RestOfDebt))
    schedule: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    grace_days: Mapped[int]
    offered_at: Mapped[datetime]
    expires_on: Mapped[date]


class SettlementBidRow(Base):
    """What a person bid, counted from 1 for each account, and what we answered.

    The unique number is the last judge when two bids race.
    """

    __tablename__ = "settlement_bid"
    __table_args__ = (UniqueConstraint("account_id", "number"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    currency: Mapped[Currency]
    amount_minor: Mapped[Minor]
    answer: Mapped[BidAnswer] = mapped_column(values_of(BidAnswer))
    offer_id: Mapped[Identifier | None] = mapped_column(
        ForeignKey("settlement_offer.id")
    )
    made_at: Mapped[datetime]


class SettlementAgreementRow(Base):
    """A settlement in parts. The last judge allows one active for each account."""

    __tablename__ = "settlement_agreement"
    __table_args__ = (
        Index(
            "uq_settlement_agreement_active",
            "account_id",
            unique=True,
            sqlite_where=_IS_ACTIVE,
            postgresql_where=_IS_ACTIVE,
        ),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"), index=True)
    offer_id: Mapped[Identifier] = mapped_column(
        ForeignKey("settlement_offer.id"), unique=True
    )
    state: Mapped[AgreementState] = mapped_column(values_of(AgreementState))
    accepted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
