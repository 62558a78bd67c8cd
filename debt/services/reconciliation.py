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
    compare_listed,
    is_same_payment,
    missing_there,
    unbalanced,
    unbooked,
    unposted,
)
from debt.services.books import Books
from debt.store import alarms
from debt.store import payments as store
from debt.store import reconciliation as claims
from debt.store.balances import verify_balances, verify_entries
from debt.store.database import Database

_AT_ONCE = 500
_SHOWN = 100


@dataclass(frozen=True)
class ReconciliationService:
    """Compares and books nothing; a person decides what is put right, and how.

    All it writes are alarms, and with each payment when the provider last listed it.
    Opens its own transactions, none of them while the provider is being asked.
    """

    database: Database
    books: Books
    cards: CardProvider

    def differences(self, since: datetime) -> Iterator[Difference]:
        """Every disagreement about payments made at or after a moment.

        A payment that moves on at this very moment may be among them.

        Raises:
            PaymentUnavailable: the provider cannot be asked now.
        """
        began = self.books.clock.now()
        theirs = iter(self.cards.payments_since(since))
        while chunk := list(islice(theirs, _AT_ONCE)):
            yield from self._compare(chunk, began)
        yield from self._not_listed(since, began)

    def ledger_differences(self) -> list[Difference]:
        """Balances that are not what was posted, and entries that are not zero."""
        with self.database.read() as tx:
            wrong, unequal = verify_balances(tx), verify_entries(tx)
        return [
            *(
                unposted(w.account_id, w.ledger_account, w.kept, w.posted)
                for w in wrong
            ),
            *(unbalanced(entry_id) for entry_id in unequal),
        ]

    def raise_alarms(self, since: datetime) -> None:
        """Open one alarm for each thing that differs; close those put right.

        An alarm of a payment made before `since`, or that we do not know, stays open:
        it cannot be told whether it was put right.

        Raises:
            PaymentUnavailable: the provider cannot be asked now; the ledger is checked.
        """
        self._follow(AlarmKind.LEDGER, self.ledger_differences(), None)
        self._follow(AlarmKind.DIFFERENCE, self.differences(since), since)

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
        told = [_claim_of(each) for each in theirs]
        with self.database.begin() as tx:
            known = claims.with_references(tx, [each.reference for each in told])
            ours = {each.intent.reference: each for each in known}
            seen = [
                each.reference
                for each in told
                if each.reference in ours
                and is_same_payment(ours[each.reference].intent, each)
            ]
            claims.keep_seen(tx, seen, now)
        yield from compare_listed(ours, told)

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

    def _follow(
        self,
        kind: AlarmKind,
        differences: Iterable[Difference],
        since: datetime | None,
    ) -> None:
        found: dict[str, str] = {}
        for each in differences:
            detail = f"{each.fact.value}: {each.here or '-'} / {each.there or '-'}"
            found.setdefault(each.reference, f"{each.bucket.value}, {detail}")
        now = self.books.clock.now()
        with self.database.begin() as tx:
            for reference, detail in found.items():
                alarms.open_alarm(tx, kind, reference, detail, now)
            for alarm in alarms.open_alarms(tx, kind):
                if alarm.reference not in found and _was_looked_at(tx, alarm, since):
                    alarms.close_alarm(tx, kind, alarm.reference, now)


def _was_looked_at(tx: Session, alarm: Alarm, since: datetime | None) -> bool:
    """Of the ledger everything was, of payments those made since a moment."""
    if since is None:
        return True
    intent = store.intent_with_reference(tx, alarm.reference)
    return intent is not None and store.made_at(tx, intent.id) >= since


def _claim_of(payment: ProviderPayment) -> Claim:
    return Claim(
        payment.merchant_reference,
        payment.reference,
        payment.amount,
        Standing(payment.state, payment.refunded),
    )
