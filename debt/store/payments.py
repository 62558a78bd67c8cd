"""Payment intents and provider events, in and out of the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.alarm import AlarmKind
from debt.event import EventState, Outcome, Quarantined
from debt.gateways.cards import CreatedCheckout, ProviderEvent
from debt.money import Money
from debt.payment import (
    OPEN,
    PaymentIntent,
    PaymentPage,
    PaymentState,
    PaymentWish,
    Standing,
)
from debt.store.insert import insert_new
from debt.store.tables import AlarmRow, IntentRow, ProviderEventRow

# A page takes another card after one was declined.
_MAY_ARRIVE = (*OPEN, PaymentState.FAILED)


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
            card=intent.card,
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


def keep_news(
    tx: Session,
    intent: PaymentIntent,
    standing: Standing,
    provider_reference: str | None,
    decline: str | None = None,
) -> None:
    """Store how a payment stands now; the last reason of a decline stays."""
    tx.execute(
        update(IntentRow)
        .where(IntentRow.id == intent.id)
        .values(
            state=standing.state,
            refunded_minor=standing.refunded.minor,
            provider_reference=provider_reference,
            decline=decline or intent.decline,
        )
    )


def replace(tx: Session, page: PaymentIntent, intent_id: str) -> None:
    """A page gives way to another payment.

    One that the provider has not answered for has been seen by nobody, so it is over.
    """
    over = page.provider_reference is None
    state = PaymentState.EXPIRED if over else page.state
    tx.execute(
        update(IntentRow)
        .where(IntentRow.id == page.id)
        .values(replaced_by=intent_id, state=state)
    )


def replaced_by(tx: Session, intent_id: str) -> list[PaymentIntent]:
    """The pages that gave way to a payment."""
    rows = tx.scalars(select(IntentRow).where(IntentRow.replaced_by == intent_id))
    return [_intent(row) for row in rows]


def made_at(tx: Session, intent_id: str) -> datetime:
    return tx.get_one(IntentRow, intent_id).created_at


def intents_of(tx: Session, account_id: str) -> list[tuple[PaymentIntent, datetime]]:
    """All payments of an account that were begun, and when, the newest first."""
    rows = tx.scalars(
        select(IntentRow)
        .where(IntentRow.account_id == account_id)
        .order_by(IntentRow.created_at.desc(), IntentRow.id.desc())
    )
    return [(_intent(row), row.created_at) for row in rows]


def open_intents(tx: Session, account_id: str, now: datetime) -> list[PaymentIntent]:
    """Payments of an account that may still arrive, the oldest first."""
    rows = tx.scalars(
        select(IntentRow)
        .where(IntentRow.account_id == account_id, IntentRow.state.in_(_MAY_ARRIVE))
        .where(IntentRow.state.in_(OPEN) | (IntentRow.expires_at > now))
        .order_by(IntentRow.created_at, IntentRow.id)
        .execution_options(populate_existing=True)
    )
    return [_intent(row) for row in rows]


def is_known_event(tx: Session, provider: str, event_id: str) -> bool:
    return tx.get(ProviderEventRow, (provider, event_id)) is not None


def waiting_intents(
    tx: Session, provider: str, made_before: datetime, open_after: datetime
) -> list[PaymentIntent]:
    """Payments that the provider has not told the end of.

    Args:
        made_before: younger ones without an answer may still be on their way to the
            provider.
        open_after: a page on which a card was declined takes another until it closes.
    """
    answered = IntentRow.provider_reference.is_not(None)
    declined = IntentRow.state == PaymentState.FAILED
    query = (
        select(IntentRow)
        .where(IntentRow.provider == provider, IntentRow.state.in_(_MAY_ARRIVE))
        .where(answered | (IntentRow.created_at < made_before))
        .where(~declined | (IntentRow.expires_at > open_after))
        .order_by(IntentRow.created_at, IntentRow.id)
    )
    return [_intent(row) for row in tx.scalars(query)]


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


def mark_event(tx: Session, provider: str, event_id: str, outcome: Outcome) -> None:
    """Store what became of an event, and what disagreed if something did."""
    tx.execute(
        update(ProviderEventRow)
        .where(
            ProviderEventRow.provider == provider,
            ProviderEventRow.event_id == event_id,
        )
        .values(state=outcome.state, detail=outcome.detail)
    )


def quarantined(tx: Session, limit: int) -> list[Quarantined]:
    """The latest news whose alarm is still open, newest first."""
    alarmed = select(AlarmRow.reference).where(
        AlarmRow.kind == AlarmKind.QUARANTINED, AlarmRow.closed_at.is_(None)
    )
    rows = tx.scalars(
        select(ProviderEventRow)
        .where(ProviderEventRow.state == EventState.QUARANTINED)
        .where(ProviderEventRow.provider_reference.in_(alarmed))
        .order_by(ProviderEventRow.received_at.desc(), ProviderEventRow.event_id)
        .limit(limit)
    )
    return [
        Quarantined(
            row.event_id, row.provider_reference, row.detail or "", row.received_at
        )
        for row in rows
    ]


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
        standing=Standing(row.state, Money(row.refunded_minor, row.currency)),
        provider_key=row.provider_key,
        provider_reference=row.provider_reference,
        page=page,
        card=row.card,
        decline=row.decline,
    )
