"""Card payments: what we asked the provider for, and what it told us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from debt.payment import EventState, PaymentState, Purpose
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of


class IntentRow(Base):
    """One wish to pay.

    ``provider_key`` is the idempotency key of the outgoing call. It is stored before
    the call is made, so a call whose answer was lost can be repeated safely.
    """

    __tablename__ = "payment_intent"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    reference: Mapped[Identifier] = mapped_column(unique=True)
    account_id: Mapped[Identifier] = mapped_column(ForeignKey("account.id"), index=True)
    conversation_id: Mapped[Identifier]
    amount_minor: Mapped[Minor]
    currency: Mapped[Currency]
    purpose: Mapped[Purpose] = mapped_column(values_of(Purpose))
    state: Mapped[PaymentState] = mapped_column(values_of(PaymentState))
    return_url: Mapped[str]
    provider: Mapped[Identifier]
    provider_key: Mapped[Identifier] = mapped_column(unique=True)
    provider_reference: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ProviderEventRow(Base):
    """One signed message of a provider; a quarantined one waits for a person."""

    __tablename__ = "provider_event"

    provider: Mapped[Identifier] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    provider_reference: Mapped[str | None]
    state: Mapped[EventState] = mapped_column(values_of(EventState), index=True)
    received_at: Mapped[datetime]
