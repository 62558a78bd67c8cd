"""Card payments: what we asked the provider for, and what it told us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from debt.alarm import AlarmKind
from debt.event import EventState
from debt.payment import PaymentState, Purpose
from debt.refund import RefundReason, RefundState
from debt.store.tables.base import Base, Currency, Identifier, Minor, values_of

_IS_OPEN = text("closed_at IS NULL")


class IntentRow(Base):
    """One wish to pay.

    ``provider_key`` is the idempotency key of the outgoing call. It is stored before
    the call is made, so a call whose answer was lost can be repeated safely.
    ``replaced_by`` is the id of the payment that its page gave way to, ``seen_at`` when
    reconciliation last saw it at the provider.
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
    created_at: Mapped[datetime] = mapped_column(index=True)
    refunded_minor: Mapped[Minor] = mapped_column(server_default="0")
    card: Mapped[str | None]
    decline: Mapped[str | None]
    seen_at: Mapped[datetime | None]
    replaced_by: Mapped[Identifier | None] = mapped_column(index=True)


class ProviderEventRow(Base):
    """One signed message of a provider; a quarantined one waits for a person.

    A payment that disagrees when it is looked up leaves a row of its own. ``detail``
    says what disagreed.
    """

    __tablename__ = "provider_event"

    provider: Mapped[Identifier] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    type: Mapped[str]
    provider_reference: Mapped[str | None]
    state: Mapped[EventState] = mapped_column(values_of(EventState), index=True)
    received_at: Mapped[datetime]
    detail: Mapped[str | None]


class RefundRow(Base):
    """One refund that we order. ``provider_key`` is stored before the call is made."""

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="positive"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    intent_id: Mapped[Identifier] = mapped_column(
        ForeignKey("payment_intent.id"), index=True
    )
    reason: Mapped[RefundReason] = mapped_column(values_of(RefundReason))
    amount_minor: Mapped[Minor]
    up_to_minor: Mapped[Minor]
    currency: Mapped[Currency]
    state: Mapped[RefundState] = mapped_column(values_of(RefundState), index=True)
    provider_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class AlarmRow(Base):
    """What a person must look at. ``told_at`` is when monitoring heard of it."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index(
            "uq_alarm_open",
            "kind",
            "reference",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
    )

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    kind: Mapped[AlarmKind] = mapped_column(values_of(AlarmKind))
    reference: Mapped[str]
    detail: Mapped[str]
    opened_at: Mapped[datetime]
    told_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
