"""News of the card provider: its signed messages, and our own questions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from debt.errors import PaymentRefused, PaymentUnavailable
from debt.event import EventState, Outcome
from debt.gateways.cards import (
    CardProvider,
    EventSubject,
    ProviderEvent,
    ProviderPayment,
)
from debt.payment import PaymentIntent
from debt.services.autopay import AutopayService, ThenCard
from debt.services.books import Books
from debt.services.charging import Charging
from debt.services.intake import Intake, Then
from debt.store import payments as store
from debt.store.database import Database

# Longer than any call to the provider takes.
_ON_ITS_WAY = timedelta(minutes=2)
_NEVER_OPENED = timedelta(minutes=30)
_AFTER_CLOSING = timedelta(hours=1)
_LOOK_UP = "look_up"


@dataclass(frozen=True)
class ProviderNews:
    """Whatever is heard is only a hint: what it is about is read again, then taken in.

    Opens its own transactions, none of them while the provider is being asked.
    """

    database: Database
    books: Books
    cards: CardProvider
    intake: Intake
    autopay: AutopayService
    charging: Charging

    def settle(
        self, raw: bytes, signature: str, then: Then, then_card: ThenCard
    ) -> None:
        """Take in a provider's message, once; see `PaymentService.settle`."""
        event = self.cards.verify(raw, signature)
        with self.database.read() as tx:
            if store.is_known_event(tx, self.cards.name, event.id):
                return
        take_in = self._read_subject(event, then, then_card)
        with self.database.begin() as tx:
            now = self.books.clock.now()
            if store.add_event(tx, self.cards.name, event, now):
                outcome = take_in(tx)
                store.mark_event(tx, self.cards.name, event.id, outcome)

    def look_up(self, then: Then, then_card: ThenCard) -> None:
        """Ask about what is still waiting; see `PaymentService.look_up`."""
        now = self.books.clock.now()
        with self.database.read() as tx:
            waiting = store.waiting_intents(
                tx, self.cards.name, now - _ON_ITS_WAY, now - _AFTER_CLOSING
            )
        for intent in waiting:
            with suppress(PaymentUnavailable, PaymentRefused):
                self._ask_about(intent, then)
        self.autopay.look_up(then_card)

    def _read_subject(
        self, event: ProviderEvent, then: Then, then_card: ThenCard
    ) -> Callable[[Session], Outcome]:
        reference = event.reference or ""
        if event.subject is EventSubject.PAYMENT:
            try:
                payment = self.cards.fetch(reference)
            except PaymentRefused as exc:
                why = f"the provider does not show it: {exc}"
                return lambda tx: self.intake.quarantine(tx, reference, why)
            return lambda tx: self.intake.take_in(tx, payment, then)
        if event.subject is EventSubject.SETUP:
            setup = self.cards.fetch_setup(reference)
            return lambda tx: self.autopay.take_in(tx, setup, then_card)
        return lambda _: Outcome(EventState.IGNORED)

    def _ask_about(self, intent: PaymentIntent, then: Then) -> None:
        if intent.provider_reference:
            payment: ProviderPayment | None = self.cards.fetch(
                intent.provider_reference
            )
        else:
            payment = self.cards.find(intent.reference)
        if payment is None:
            self._settle_unknown(intent, then)
            return
        with self.database.begin() as tx:
            outcome = self.intake.take_in(tx, payment, then)
            if outcome.state is EventState.QUARANTINED:
                self._keep_quarantined(tx, payment, outcome)

    def _settle_unknown(self, intent: PaymentIntent, then: Then) -> None:
        """The provider knows nothing of it, so it never got there.

        A charge is sent again under its old key. A page nobody has seen is given up
        once it would have closed anyway.
        """
        if intent.card:
            self.charging.send_again(intent, then)
            return
        with self.database.begin() as tx:
            known = store.intent_for_update(tx, intent.id)
            age = self.books.clock.now() - store.made_at(tx, intent.id)
            if known.provider_reference is None and age > _NEVER_OPENED:
                self.intake.give_up(tx, known)

    def _keep_quarantined(
        self, tx: Session, payment: ProviderPayment, outcome: Outcome
    ) -> None:
        """What disagrees leaves a row, once for what it is, as if an event had come."""
        what = hashlib.sha256((outcome.detail or "").encode()).hexdigest()[:16]
        event = ProviderEvent(
            f"{_LOOK_UP}-{payment.reference}-{what}",
            _LOOK_UP,
            payment.reference,
            EventSubject.PAYMENT,
        )
        if store.add_event(tx, self.cards.name, event, self.books.clock.now()):
            store.mark_event(tx, self.cards.name, event.id, outcome)
