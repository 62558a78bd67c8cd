"""Autopay: authorisations to charge a saved card, and the charges made under them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.autopay import AuthorisationState
from debt.store.tables.base import Base, Currency, Identifier, values_of

_IS_ACTIVE = text("state = 'active'")


class AuthorisationRow(Base):
    """A consent, word for word. The last judge allows one active one for a plan.

    ``schedule`` holds [ISO date, minor units] pairs exactly as they were shown, and
    ``provider_key`` is the idempotency key of the call that opened the page.
    """

    __tablename__ = "authorisation"
    __table_args__ = (
        Index(
            "uq_authorisation_active",
            "plan_id",
            unique=True,
            sqlite_where=_IS_ACTIVE,
            postgresql_where=_IS_ACTIVE,
        ),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    reference: Mapped[Identifier] = mapped_column(unique=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"), index=True)
    plan_id: Mapped[Identifier] = mapped_column(ForeignKey("plan.id"))
    debtor_id: Mapped[Identifier] = mapped_column(ForeignKey("debtor.id"))
    conversation_id: Mapped[Identifier]
    state: Mapped[AuthorisationState] = mapped_column(
        values_of(AuthorisationState), index=True
    )
    currency: Mapped[Currency]
    schedule: Mapped[list[Any]] = mapped_column(JSON)
    wording: Mapped[str]
    wording_version: Mapped[str]
    text_hash: Mapped[Identifier]
    retry: Mapped[bool]
    agreed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    return_url: Mapped[str]
    provider: Mapped[Identifier]
    provider_key: Mapped[str] = mapped_column(unique=True)
    provider_reference: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    card: Mapped[str | None]
    method: Mapped[str | None]


class AutopayChargeRow(Base):
    """One attempt to charge one instalment: the key says that there is one only."""

    __tablename__ = "autopay_charge"

    plan_id: Mapped[Identifier] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    due: Mapped[date] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    authorisation_id: Mapped[Identifier] = mapped_column(
        ForeignKey("authorisation.id"), index=True
    )
    intent_id: Mapped[Identifier] = mapped_column(
        ForeignKey("payment_intent.id"), unique=True
    )
    made_on: Mapped[date]
