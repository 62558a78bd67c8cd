"""Somebody with a plan who lets a card be charged for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone

from sqlalchemy.orm import Session

from debt.autopay import Authorisation, AutopayTerms, Consent
from debt.identity import VerifiedDebtor
from debt.payment import PaymentPage, PaymentState, Settled
from debt.plan import Plan
from debt.schedule import Frequency
from tests.debt.builders import CARD
from tests.debt.floor import Floor

WORDING = "You let us take £10.00 each week from your card."


@dataclass
class Payer:
    """Agrees a plan, authorises a card, and lets the days go by."""

    floor: Floor
    maria: VerifiedDebtor
    plan: Plan
    told: list[Settled] = field(default_factory=list)

    def terms(self) -> AutopayTerms:
        with self.floor.database.begin() as tx:
            return self.floor.debt.autopay.propose(tx, self.maria, CARD.id)

    def begin(self, key: str = "auto", *, retry: bool = False) -> PaymentPage:
        consent = Consent(self.terms(), WORDING, "1", retry)
        return self.floor.debt.autopay.begin(self.maria, consent, key)

    def authorise(self, key: str = "auto", *, retry: bool = False) -> str:
        """Agree and save a card; returns its name at the provider."""
        self.begin(key, retry=retry)
        setup = list(self.floor.cards.setups)[-1]
        card = self.floor.cards.save_card(setup)
        self.hears_of_setup(setup)
        return card

    def hears_of_setup(self, setup: str) -> None:
        at = self.floor.clock.now().timestamp()
        raw, signature = self.floor.cards.event(
            f"evt_{setup}_{at}", setup, at=at, subject="setup"
        )
        self.floor.debt.payments.settle(raw, signature, self.keep)

    def revoke(self, key: str = "stop") -> bool:
        with self.floor.database.begin() as tx:
            return self.floor.debt.autopay.revoke(tx, self.maria, CARD.id, key)

    def current(self) -> Authorisation | None:
        with self.floor.database.read() as tx:
            return self.floor.debt.autopay.current(tx, self.maria, CARD.id)

    def day_comes(self, day: date, at: time = time(9, 30)) -> None:
        """In winter the clocks of her zone show UTC."""
        self.floor.clock.set(datetime.combine(day, at, timezone.utc))

    def charge(self) -> None:
        self.floor.debt.charging.charge_due(self.keep)

    def look_up(self) -> None:
        self.floor.debt.payments.look_up(self.keep)

    def charges(self) -> list[tuple[str, int]]:
        """What the provider did with charges: state and amount in pence."""
        return [
            (each["state"], each["amount"])
            for name, each in self.floor.cards.payments.items()
            if name.startswith("ch_")
        ]

    def due(self, number: int) -> date:
        return self.plan.schedule.instalments[number].due

    def states(self) -> list[PaymentState]:
        return [each.state for each in self.told]

    def keep(self, tx: Session, settled: Settled) -> None:
        self.told.append(settled)


def new_payer(floor: Floor, count: int = 6) -> Payer:
    """The account must be there; the plan is weekly."""
    maria = floor.verified()
    with floor.database.begin() as tx:
        offer = floor.debt.plans.propose(
            tx, maria, CARD.id, count=count, frequency=Frequency.WEEKLY
        )
        plan = floor.debt.plans.accept(tx, maria, offer.id, "plan")
    return Payer(floor, maria, plan)
