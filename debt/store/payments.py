"""Payment intents and provider events, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.gateways.cards import CreatedCheckout, ProviderEvent
from debt.money import Money
from debt.payment import (
    EventState,
    PaymentIntent,
    PaymentPage,
    PaymentState,
    PaymentWish,
)
from debt.store.insert import insert_new
from debt.store.tables import IntentRow, ProviderEventRow


def add_intent(
    tx: Session, intent: PaymentIntent, provider: str, now: datetime
) -> None:
    tx.add(
        IntentRow(
            id=intent.id,
            reference=intent.reference,
            account_id=intent.wish.account_id,
            conversation_id=intent.conversation_id,
            amount_minor=intent.wish.amount.minor,
            currency=intent.wish.amount.currency,
            purpose=intent.wish.purpose,
            state=intent.state,
            return_url=intent.wish.return_url,
            provider=provider,
            provider_key=intent.provider_key,
            created_at=now,
        )
    )
    tx.flush()


def intent_with_id(tx: Session, intent_id: str) -> PaymentIntent:
    return _intent(tx.get_one(IntentRow, intent_id, populate_existing=True))


def intent_for_update(tx: Session, intent_id: str) -> PaymentIntent:
    """The intent, locked until the transaction ends."""
    row = tx.get_one(IntentRow, intent_id, with_for_update=True, populate_existing=True)
    return _intent(row)


def intent_with_reference(tx: Session, reference: str) -> PaymentIntent | None:
    row = tx.scalars(select(IntentRow).where(IntentRow.reference == reference)).first()
    return _intent(row) if row else None


def keep_checkout(tx: Session, intent_id: str, created: CreatedCheckout) -> None:
    """Store where to pay."""
    tx.execute(
        update(IntentRow)
        .where(IntentRow.id == intent_id)
        .values(
            provider_reference=created.reference,
            url=created.url,
            expires_at=created.expires_at,
        )
    )


def keep_state(
    tx: Session, intent_id: str, state: PaymentState, provider_reference: str
) -> None:
    tx.execute(
        update(IntentRow)
        .where(IntentRow.id == intent_id)
        .values(state=state, provider_reference=provider_reference)
    )


def is_known_event(tx: Session, provider: str, event_id: str) -> bool:
    return tx.get(ProviderEventRow, (provider, event_id)) is not None


def pending_references(tx: Session, provider: str) -> list[str]:
    """The provider's names of payments that it has not told the end of."""
    query = select(IntentRow.provider_reference).where(
        IntentRow.provider == provider,
        IntentRow.state == PaymentState.PENDING,
        IntentRow.provider_reference.is_not(None),
    )
    return [reference for reference in tx.scalars(query) if reference]


def add_event(tx: Session, provider: str, event: ProviderEvent, now: datetime) -> bool:
    """Write an event down; return whether it is the first time."""
    return insert_new(
        tx,
        ProviderEventRow,
        provider=provider,
        event_id=event.id,
        type=event.type,
        provider_reference=event.reference,
        state=EventState.HANDLED,
        received_at=now,
    )


def mark_event(tx: Session, provider: str, event_id: str, state: EventState) -> None:
    tx.execute(
        update(ProviderEventRow)
        .where(
            ProviderEventRow.provider == provider,
            ProviderEventRow.event_id == event_id,
        )
        .values(state=state)
    )


def _intent(row: IntentRow) -> PaymentIntent:
    page = PaymentPage(row.url, row.expires_at) if row.url and row.expires_at else None
    return PaymentIntent(
        id=row.id,
        reference=row.reference,
        conversation_id=row.conversation_id,
        wish=PaymentWish(
            row.account_id,
            Money(row.amount_minor, row.currency),
            row.purpose,
            row.return_url,
        ),
        state=row.state,
        provider_key=row.provider_key,
        provider_reference=row.provider_reference,
        page=page,
    )
