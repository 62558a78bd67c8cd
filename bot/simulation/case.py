"""One simulated debtor's matter: what they want, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.simulation.heard import Heard
from bot.simulation.people import OnFile
from debt.account import AccountSummary
from debt.handoff import Ticket
from debt.money import Money
from debt.plan import PlanStatus
from debt.promise import Promise
from debt.rights import Block, BlockKind
from debt.services import Debt
from debt.store.promises import open_promise
from debt.store.tables import (
    BlockRow,
    BudgetRow,
    HoldRow,
    IntentRow,
    PlanChangeRow,
    PlanRow,
    RightsRequestRow,
)

T = TypeVar("T")


@dataclass
class Case:
    """Reads what is true from the services, each time anew.

    Attributes:
        account: the one it is about, as it stood when the conversation began.
        wish: their figures, as they type them.
        heard: everything the assistant has said, one answer after the other.
    """

    debt: Debt
    person: OnFile
    account: AccountSummary
    wish: Mapping[str, str]
    amount: Money
    conversation: str = ""
    heard: list[Heard] = field(default_factory=list)

    @property
    def newest(self) -> Heard:
        """The last answer."""
        return self.heard[-1]

    @property
    def balance(self) -> Money:
        """What is owed on the account now."""
        return self._now().balance

    @property
    def status(self) -> str:
        """The one word of the account now."""
        return self._now().status.value

    @property
    def plan(self) -> PlanStatus | None:
        """The plan in force on the account."""
        person, account_id = self.person.debtor, self.account.account_id
        return self.read(lambda tx: self.debt.plans.current(tx, person, account_id))

    @property
    def plan_changes(self) -> int:
        """How many changes of plans of the account were accepted."""
        accepted = (
            select(PlanChangeRow)
            .join(PlanRow, PlanRow.id == PlanChangeRow.plan_id)
            .where(PlanRow.account_id == self.account.account_id)
            .where(PlanChangeRow.accepted_at.is_not(None))
        )
        return self.read(lambda tx: len(tx.scalars(accepted).all()))

    @property
    def promise(self) -> Promise | None:
        """The open promise on the account."""
        return self.read(lambda tx: open_promise(tx, self.account.account_id))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What stops collecting from the person."""
        return self.read(lambda tx: self.debt.rights.blocks(tx, self.person.debtor.id))

    @property
    def ticket(self) -> Ticket | None:
        """The open request of the conversation for a person."""
        chat = self.conversation
        return self.read(lambda tx: self.debt.handoff.open_ticket(tx, chat))

    @property
    def has_hold(self) -> bool:
        """Whether a pause was agreed on the account."""
        mine = HoldRow.account_id == self.account.account_id
        return self._any(select(HoldRow.id).where(mine))

    @property
    def has_budget(self) -> bool:
        """Whether the person has told what they live on."""
        mine = BudgetRow.debtor_id == self.person.debtor.id
        return self._any(select(BudgetRow.id).where(mine))

    @property
    def links(self) -> int:
        """How many card pages were made for the account."""
        mine = IntentRow.account_id == self.account.account_id
        return self.read(
            lambda tx: len(tx.scalars(select(IntentRow.id).where(mine)).all())
        )

    def has_block(self, *kinds: BlockKind) -> bool:
        """Whether one of these was set in the conversation or on the person."""
        return any(each.kind in kinds for each in self.blocks) or self._any(
            select(BlockRow.id).where(
                BlockRow.conversation_id == self.conversation, BlockRow.kind.in_(kinds)
            )
        )

    def has_request(self, kind: str) -> bool:
        """Whether it stands in the register of what is answered by a day."""
        return self._any(
            select(RightsRequestRow.reference).where(
                RightsRequestRow.conversation_id == self.conversation,
                RightsRequestRow.kind == kind,
            )
        )

    def was_told(self, amount: Money) -> bool:
        """Whether an amount could be read in any answer."""
        words = amount.format(self.person.debtor.locale)
        return any(words in heard.everything for heard in self.heard)

    def read(self, look: Callable[[Session], T]) -> T:
        """Whatever else is to be looked up."""
        with self.debt.database.read() as tx:
            return look(tx)

    def _any(self, query: Select[tuple[str]]) -> bool:
        return self.read(lambda tx: tx.scalars(query.limit(1)).first() is not None)

    def _now(self) -> AccountSummary:
        found = self.read(lambda tx: self.debt.accounts.of(tx, self.person.debtor))
        return next(a for a in found if a.account_id == self.account.account_id)
