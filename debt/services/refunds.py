"""Refunds: money we send back, each one once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from debt.alarm import AlarmKind
from debt.errors import PaymentRefused, PaymentUnavailable, UnknownAccount
from debt.gateways.cards import CardProvider, ProviderPayment
from debt.money import Money
from debt.payment import kept
from debt.refund import Refund, RefundReason, RefundState, check_refund
from debt.services.books import Books
from debt.services.intake import Intake, Then
from debt.store import accounts, alarms, refunds
from debt.store import payments as store
from debt.store.database import Database, new_id
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class RefundService:
    """For people of the operator; a card that may not pay is refunded by itself.

    `send_ordered` opens its own transactions, none while the provider is being asked.
    """

    database: Database
    books: Books
    cards: CardProvider
    intake: Intake

    def order(self, tx: Session, reference: str, amount: Money, key: str) -> Refund:
        """Order a refund of a payment; it is sent soon after.

        Args:
            reference: of the payment, ours.

        Raises:
            UnknownAccount: there is no such payment.
            AmountTooSmall: not above zero.
            AmountTooLarge: more than is kept of it and not being refunded already.
        """
        asked = fingerprint(reference, amount)
        with once(tx, "refund.order", key, asked) as request:
            refund = refunds.refund_with_id(tx, request.result or "")
            if refund is None:
                refund = self._add(tx, reference, amount)
                request.result = refund.id
            return refund

    def approve(self, tx: Session, refund_id: str) -> Refund:
        """Order a refund that was proposed; once ordered it changes nothing.

        Raises:
            UnknownAccount: there is no such refund.
        """
        refund = refunds.refund_with_id(tx, refund_id)
        if refund is None:
            raise UnknownAccount(refund_id)
        if refund.state is not RefundState.PROPOSED:
            return refund
        refunds.keep_refund_state(tx, refund.id, RefundState.ORDERED)
        return replace(refund, state=RefundState.ORDERED)

    def proposed(self, tx: Session) -> list[Refund]:
        """Refunds that wait for a person to approve them, the oldest first."""
        return refunds.refunds_in(tx, RefundState.PROPOSED)

    def send_ordered(self, then: Then) -> None:
        """Send what is ordered. The provider is asked first what was refunded already.

        Args:
            then: called in the transaction that books the refund.
        """
        with self.database.read() as tx:
            ordered = refunds.refunds_in(tx, RefundState.ORDERED)
        for each in ordered:
            with suppress(PaymentUnavailable):
                self._send(each, then)

    def _add(self, tx: Session, reference: str, amount: Money) -> Refund:
        found = store.intent_with_reference(tx, reference)
        if found is None:
            raise UnknownAccount(reference)
        accounts.lock_account(tx, found.wish.account_id)
        intent = store.intent_for_update(tx, found.id)
        waiting = refunds.unfinished_of(tx, intent.id, amount.currency)
        check_refund(amount, kept(intent.standing, intent.amount) - waiting)
        refund_id = new_id()
        refund = Refund(
            id=refund_id,
            intent_id=intent.id,
            reason=RefundReason.ASKED_FOR,
            amount=amount,
            up_to=intent.standing.refunded + waiting + amount,
            state=RefundState.ORDERED,
            provider_key=f"refund-{refund_id}",
        )
        refunds.add_refund(tx, refund, self.books.clock.now())
        return refund

    def _send(self, refund: Refund, then: Then) -> None:
        with self.database.read() as tx:
            intent = store.intent_with_id(tx, refund.intent_id)
        reference = intent.provider_reference or ""
        try:
            payment = self.cards.fetch(reference)
            if payment.refunded < refund.up_to:
                payment = self.cards.refund(
                    reference, refund.amount, refund.provider_key
                )
        except PaymentRefused as exc:
            self._keep_stuck(refund, intent.reference, str(exc))
            return
        self._finish(refund, intent.reference, payment, then)

    def _finish(
        self, refund: Refund, reference: str, payment: ProviderPayment, then: Then
    ) -> None:
        with self.database.begin() as tx:
            self.intake.take_in(tx, payment, then)
            refunds.keep_refund_state(tx, refund.id, RefundState.DONE)
            now = self.books.clock.now()
            alarms.close_alarm(tx, AlarmKind.REFUND_STUCK, reference, now)

    def _keep_stuck(self, refund: Refund, reference: str, why: str) -> None:
        with self.database.begin() as tx:
            refunds.keep_refund_state(tx, refund.id, RefundState.STUCK)
            now = self.books.clock.now()
            alarms.open_alarm(tx, AlarmKind.REFUND_STUCK, reference, why, now)
