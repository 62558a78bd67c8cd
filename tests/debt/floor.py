"""The debt floor put together for a test: a clock to move, a mailbox to look into."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
from sqlalchemy.orm import Session

from debt.account import Account, Contact, Debtor
from debt.clock import FixedClock
from debt.gateways.simulated import SimulatedCards
from debt.identity import IdentityFacts, VerifiedDebtor
from debt.ledger import Entry
from debt.money import Money
from debt.services import Debt, open_debt
from debt.store import accounts, ledger
from debt.store.database import Database
from tests.debt.builders import CARD, HALDEN, MARIA, NOW, OPERATOR
from tests.debt.card_server import API_KEY, SECRET, CardServer

Result = TypeVar("Result")
CHAT = "chat-1"


@dataclass
class Mailbox:
    """Codes that were sent, newest last."""

    codes: list[tuple[Contact, str]] = field(default_factory=list)

    def send_code(self, tx: Session, contact: Contact, code: str, key: str) -> None:
        self.codes.append((contact, code))


@dataclass
class Floor:
    """Everything a service test touches."""

    database: Database
    clock: FixedClock
    mailbox: Mailbox
    cards: CardServer
    debt: Debt

    def has(
        self, *entries: Entry, owner: Debtor = MARIA, account: Account = CARD
    ) -> None:
        """Store a person with one account and its history."""
        with self.database.begin() as tx:
            accounts.add_creditor(tx, HALDEN)
            accounts.add_debtor(tx, owner)
            accounts.add_account(tx, account)
            for each in entries:
                ledger.record(tx, each, self.clock.now())

    def also(self, owner: Debtor, account: Account, *entries: Entry) -> None:
        """Store another person and account of the same creditor."""
        with self.database.begin() as tx:
            accounts.add_debtor(tx, owner)
            accounts.add_account(tx, account)
            for each in entries:
                ledger.record(tx, each, self.clock.now())

    def verified(
        self, owner: Debtor = MARIA, account: Account = CARD, chat: str = CHAT
    ) -> VerifiedDebtor:
        """Pass the whole check."""
        facts = IdentityFacts(account.reference, owner.date_of_birth)
        with self.database.begin() as tx:
            key = f"{chat}:{account.reference}:{self.clock.now()}"
            self.debt.identity.submit(tx, chat, facts, key)
            self.debt.identity.check_code(tx, chat, self.mailbox.codes[-1][1])
            return self.debt.identity.debtor(tx, chat)

    def balance(self, account: Account = CARD) -> Money:
        with self.database.read() as tx:
            return ledger.balance_of(tx, account)

    def entries(self, account: Account = CARD) -> list[Entry]:
        with self.database.read() as tx:
            return ledger.entries_of(tx, account)


def build_floor(database: Database, cards: CardServer, client: httpx.Client) -> Floor:
    clock = FixedClock(NOW)
    mailbox = Mailbox()
    provider = SimulatedCards(
        base_url=cards.url,
        webhook_url="https://parley.test/cards/webhook",
        api_key=API_KEY,
        webhook_secrets=(SECRET,),
        clock=clock,
        client=client,
    )
    debt = open_debt(
        database,
        clock,
        pepper=b"pepper",
        notices=mailbox,
        cards=provider,
        return_url="https://parley.test/chat",
        operator=OPERATOR,
    )
    return Floor(database, clock, mailbox, cards, debt)


def race(count: int, act: Callable[[int], Result]) -> list[Result | Exception]:
    """Let so many threads begin at once; give back what each got or raised."""
    start = threading.Barrier(count)

    def run(number: int) -> Result | Exception:
        start.wait()
        try:
            return act(number)
        except Exception as exc:
            return exc

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
