"""What is true of a person, as the services tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.account import AccountSummary
from debt.autopay import Authorisation
from debt.delinquency import Explanation
from debt.handoff import Ticket
from debt.identity import VerifiedDebtor
from debt.itemisation import Itemisation
from debt.money import Money
from debt.plan import PlanStatus
from debt.promise import Promise
from debt.rights import Block
from debt.services import Debt
from debt.store.tables import DisclosureRow, IntentRow, TicketRow
from tests.system.conversations.debts import Somebody

T = TypeVar("T")


@dataclass(frozen=True)
class Truth:
    """Reads the services anew each time; of several accounts, `which` counts from 0."""

    debt: Debt
    person: Somebody
    conversation: str

    @property
    def accounts(self) -> tuple[AccountSummary, ...]:
        """All accounts, the oldest first."""
        return self.read(lambda tx: self.debt.accounts.of(tx, self._me))

    def account(self, which: int = 0) -> AccountSummary:
        """One account as it stands now."""
        wanted = self.person.accounts[which].id
        return next(each for each in self.accounts if each.account_id == wanted)

    def balance(self, which: int = 0) -> Money:
        """What is owed on one account."""
        return self.account(which).balance

    def plan(self, which: int = 0) -> PlanStatus | None:
        """The plan in force."""
        wanted = self.person.accounts[which].id
        return self.read(lambda tx: self.debt.plans.current(tx, self._me, wanted))

    def promise(self, which: int = 0) -> Promise | None:
        """The open promise."""
        wanted = self.person.accounts[which].id
        return self.read(lambda tx: self.debt.promises.current(tx, self._me, wanted))

    def autopay(self, which: int = 0) -> Authorisation | None:
        """The permission to charge instalments."""
        wanted = self.person.accounts[which].id
        return self.read(lambda tx: self.debt.autopay.current(tx, self._me, wanted))

    def breakdown(self, which: int = 0) -> Itemisation:
        """The lines of a balance."""
        wanted = self.person.accounts[which].id
        return self.read(lambda tx: self.debt.accounts.breakdown(tx, self._me, wanted))

    def explained(self, which: int = 0) -> Explanation:
        """Why an account is late, and the amounts that help."""
        wanted = self.person.accounts[which].id
        return self.read(lambda tx: self.debt.delinquency.explain(tx, self._me, wanted))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What stops collecting from this person, the oldest first."""
        return self.read(lambda tx: self.debt.rights.blocks(tx, self._me.id))

    @property
    def told(self) -> dict[str, str]:
        """What they told of their situation and allowed us to keep, by what about."""
        kept = self.read(lambda tx: self.debt.circumstances.of(tx, self._me))
        return {each.about: each.sentence for each in kept}

    @property
    def ticket(self) -> Ticket | None:
        """The open request of this conversation for a person."""
        chat = self.conversation
        return self.read(lambda tx: self.debt.handoff.open_ticket(tx, chat))

    @property
    def tickets(self) -> list[TicketRow]:
        """All tickets of this conversation, closed ones too."""
        mine = TicketRow.conversation_id == self.conversation
        query = select(TicketRow).where(mine)
        return self.read(lambda tx: list(tx.scalars(query)))

    @property
    def payments(self) -> list[IntentRow]:
        """Every payment that was begun on any account, whatever became of it."""
        mine = [each.id for each in self.person.accounts]
        query = (
            select(IntentRow)
            .where(IntentRow.account_id.in_(mine))
            .order_by(IntentRow.created_at)
        )
        return self.read(lambda tx: list(tx.scalars(query)))

    @property
    def disclosures(self) -> list[DisclosureRow]:
        """What was disclosed in this conversation."""
        here = DisclosureRow.conversation_id == self.conversation
        query = select(DisclosureRow).where(here).order_by(DisclosureRow.given_at)
        return self.read(lambda tx: list(tx.scalars(query)))

    def written(self, amount: Money) -> str:
        """An amount as this person reads it."""
        return amount.format(self.person.debtor.locale)

    def read(self, look: Callable[[Session], T]) -> T:
        """Whatever else is to be looked up."""
        with self.debt.database.read() as tx:
            return look(tx)

    @property
    def _me(self) -> VerifiedDebtor:
        return self.person.checked_in(self.conversation)
