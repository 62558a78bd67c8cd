"""A seeded database behind the real services, for the tests of the demo portfolio."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone
from pathlib import Path

from sqlalchemy.orm import Session

from bot.demo.portfolio import DemoPerson, seed_portfolio
from debt.account import Contact
from debt.clock import FixedClock
from debt.delinquency import Explanation
from debt.gateways.simulated import SimulatedCards
from debt.identity import CodeOutcome, IdentityFacts, Level, VerifiedDebtor
from debt.services import Debt, open_debt
from debt.store.database import Database
from debt.store.migrate import upgrade
from tests.debt.builders import OPERATOR

TODAY = date(2026, 11, 22)


@dataclass
class Codes:
    """Keeps the codes it is asked to send."""

    sent: list[str] = field(default_factory=list)

    def send_code(self, tx: Session, contact: Contact, code: str, key: str) -> None:
        self.sent.append(code)


@dataclass(frozen=True)
class Demo:
    """A seeded database, the services over it and the codes they sent."""

    debt: Debt
    codes: Codes

    def verify(self, tx: Session, person: DemoPerson) -> VerifiedDebtor:
        """Pass the check as one of the six does: reference, birthday, code."""
        identity = self.debt.identity
        if identity.level(tx, person.name) is not Level.VERIFIED:
            facts = IdentityFacts(person.reference, person.date_of_birth)
            identity.submit(tx, person.name, facts, person.name)
            outcome = identity.check_code(tx, person.name, self.codes.sent[-1])
            assert outcome is CodeOutcome.ACCEPTED
        return identity.debtor(tx, person.name)

    def explanations(self, person: DemoPerson) -> list[Explanation]:
        with self.debt.database.begin() as tx:
            debtor = self.verify(tx, person)
            return [
                self.debt.delinquency.explain(tx, debtor, each.account_id)
                for each in self.debt.accounts.of(tx, debtor)
            ]


def empty_database(path: Path) -> Database:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    return database


def open_demo(path: Path, today: date, people: int, seed: int = 7) -> Demo:
    database = empty_database(path)
    seed_portfolio(database, today, people, seed)
    clock = FixedClock(datetime.combine(today, time(15), timezone.utc))
    codes = Codes()
    debt = open_debt(
        database,
        clock,
        pepper=b"pepper-for-tests",
        notices=codes,
        cards=SimulatedCards("http://127.0.0.1:9", "http://127.0.0.1:9", "", (), clock),
        return_url="https://parley.test/chat",
        operator=OPERATOR,
    )
    return Demo(debt, codes)
