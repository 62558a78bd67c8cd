"""Reconciliation: provider, intents and ledger side by side, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from debt.alarm import Alarm, AlarmKind
from debt.event import Quarantined
from debt.gateways.cards import CardProvider, ProviderPayment
from debt.payment import Standing
from debt.reconciliation import (
    Claim,
    Difference,
    compare,
    missing_here,
    missing_there,
    unbooked,
)
from debt.services.books import Books
from debt.store import alarms
from debt.store import payments as store
from debt.store import reconciliation as claims
from debt.store.database import Database

_AT_ONCE = 500
_SHOWN = 100


@dataclass(frozen=True)
class ReconciliationService:
    """Reads everything and books nothing; a person decides what is put right, and how.

    Opens its own transactions, none of them while the provider is being asked.
    """

    database: Database
    books: Books
    cards: CardProvider

    def differences(self, since: datetime) -> Iterator[Difference]:
        """Every disagreement about payments made at or after a moment.

        Raises:
            PaymentUnavailable: the provider cannot be asked now.
        """
        began = self.books.clock.now()
        theirs = iter(self.cards.payments_since(since))
        while chunk := list(islice(theirs, _AT_ONCE)):
            yield from self._compare(chunk, began)
        yield from self._not_listed(since, began)

    def raise_alarms(self, since: datetime) -> None:
        """Open one alarm for each payment that differs; close those put right.

        An alarm of a payment made before `since` stays open: it was not looked at.
        """
        found: dict[str, str] = {}
        for each in self.differences(since):
            detail = f"{each.fact.value}: {each.here or '-'} / {each.there or '-'}"
            found.setdefault(each.reference, f"{each.bucket.value}, {detail}")
        now = self.books.clock.now()
        with self.database.begin() as tx:
            for reference, detail in found.items():
                alarms.open_alarm(tx, AlarmKind.DIFFERENCE, reference, detail, now)
            for alarm in alarms.open_alarms(tx, AlarmKind.DIFFERENCE):
                if alarm.reference not in found and self._covers(tx, alarm, since):
                    alarms.close_alarm(tx, alarm.kind, alarm.reference, now)

    def open_alarms(self, tx: Session) -> list[Alarm]:
        """What a person must look at, the oldest first."""
        return alarms.open_alarms(tx)

    def close_alarm(self, tx: Session, kind: AlarmKind, reference: str) -> bool:
        """Note that a person has put something right; ``False`` if none was open."""
        return alarms.close_alarm(tx, kind, reference, self.books.clock.now())

    def take_untold(self, tx: Session) -> list[Alarm]:
        """Alarms that monitoring has not heard of yet; each is given once."""
        return alarms.take_untold(tx, self.books.clock.now())

    def quarantined(self, tx: Session) -> list[Quarantined]:
        """The latest news that was not believed, newest first, at most a hundred."""
        return store.quarantined(tx, _SHOWN)

    def _compare(
        self, theirs: Iterable[ProviderPayment], now: datetime
    ) -> Iterator[Difference]:
        told = {each.merchant_reference: _claim_of(each) for each in theirs}
        with self.database.begin() as tx:
            ours = claims.with_references(tx, list(told))
            claims.keep_seen(tx, [each.intent.reference for each in ours], now)
        known = {each.intent.reference: each for each in ours}
        for reference, claim in told.items():
            if reference in known:
                yield from compare(known[reference], claim)
            else:
                yield missing_here(claim)

    def _not_listed(self, since: datetime, began: datetime) -> Iterator[Difference]:
        """Payments of ours that the provider left out, and whether they are booked."""
        after = ""
        while True:
            with self.database.read() as tx:
                rest = claims.not_seen(
                    tx, self.cards.name, since, began, after, _AT_ONCE
                )
            if not rest:
                return
            for each in rest:
                yield missing_there(each.intent)
                yield from unbooked(each)
            after = rest[-1].intent.reference

    def _covers(self, tx: Session, alarm: Alarm, since: datetime) -> bool:
        intent = store.intent_with_reference(tx, alarm.reference)
        return intent is None or store.made_at(tx, intent.id) >= since


def _claim_of(payment: ProviderPayment) -> Claim:
    return Claim(
        payment.merchant_reference,
        payment.reference,
        payment.amount,
        Standing(payment.state, payment.refunded),
    )
