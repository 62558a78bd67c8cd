"""Whoever starts payments and takes in the card provider's messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.event import EventState
from debt.identity import VerifiedDebtor
from debt.payment import PaymentStarted, PaymentState, Purpose, Settled
from debt.store.tables import IntentRow, ProviderEventRow
from tests.debt.builders import CARD, TODAY, account, charge, gbp
from tests.debt.floor import Floor

OWED = charge("600.00", TODAY - timedelta(days=30))


@dataclass
class Till:
    """Starts payments and delivers the provider's messages; keeps what was settled."""

    floor: Floor
    maria: VerifiedDebtor
    settled: list[Settled] = field(default_factory=list)

    def start(
        self,
        amount: str = "20.00",
        key: str = "k",
        purpose: Purpose = Purpose.PAYMENT,
    ) -> PaymentStarted:
        return self.floor.debt.payments.start(
            self.maria, CARD.id, gbp(amount), key, purpose=purpose
        )

    def hears(
        self, event_id: str, checkout: str | None = "co_1", state: str = ""
    ) -> None:
        """Let a checkout change, and the message about it arrive."""
        if state and checkout:
            self.floor.cards.become(checkout, state)
        at = self.floor.clock.now().timestamp()
        raw, signature = self.floor.cards.event(event_id, checkout, at=at)
        self.floor.debt.payments.settle(raw, signature, self.keep)

    def keep(self, tx: Session, settled: Settled) -> None:
        self.settled.append(settled)

    def states(self) -> list[EventState]:
        with self.floor.database.read() as tx:
            return list(tx.scalars(select(ProviderEventRow.state)))

    def intents(self) -> list[tuple[PaymentState, str | None]]:
        with self.floor.database.read() as tx:
            rows = tx.execute(select(IntentRow.state, IntentRow.provider_reference))
            return [(state, reference) for state, reference in rows]


def written_off(floor: Floor) -> Till:
    """A till with an account that may be settled at 40 percent off."""
    floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=100)))
    return Till(floor, floor.verified())
