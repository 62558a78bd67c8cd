"""What a person of a conversation owes, in the words of a test."""

from __future__ import annotations

from dataclasses import dataclass

from debt.account import Account, Debtor, Phase
from debt.identity import VerifiedDebtor
from debt.ledger import ReturnReason
from debt.rights import BlockKind
from debt.schedule import Frequency


@dataclass(frozen=True)
class PlanInForce:
    """A plan agreed some time ago; what is left of it pays what is owed.

    Attributes:
        paid, missed: the first instalments, and those after them that did not come.
        next_in_days: when the next one is due.
    """

    count: int = 6
    paid: int = 2
    missed: int = 0
    frequency: Frequency = Frequency.MONTHLY
    next_in_days: int = 10


@dataclass(frozen=True)
class OpenPromise:
    """An amount that was promised, due in so many days; below zero it is past."""

    amount: str
    in_days: int


@dataclass(frozen=True)
class Owing:
    """One debt; amounts are decimals in the person's currency.

    Attributes:
        owes: the balance; fees and interest are a part of it.
        days_late: since the first amount that was not paid; 0 is up to date.
        phase: litigation or recovery (charged off); the others follow from the days.
        paid_before: so many monthly amounts were paid before it went wrong.
        returned: the first amount missed was paid, and came back for this reason.
        settlement_percent: percent off that the creditor allows.
        block: what stops collecting on this account alone.
        years_old: how long ago it was opened, at least.
    """

    owes: str = "600.00"
    days_late: int = 40
    product: str = "credit card"
    creditor: str = "Halden Bank"
    phase: Phase | None = None
    fees: str = "0.00"
    interest: str = "0.00"
    paid_before: int = 3
    returned: ReturnReason | None = None
    settlement_percent: int | None = None
    plan: PlanInForce | None = None
    promise: OpenPromise | None = None
    block: BlockKind | None = None
    years_old: int = 1


@dataclass(frozen=True)
class Somebody:
    """A person on file, and what is printed on their letters."""

    debtor: Debtor
    accounts: tuple[Account, ...]

    @property
    def name(self) -> str:
        return self.debtor.name

    @property
    def reference(self) -> str:
        """Of the first account, as printed."""
        return self.accounts[0].reference

    @property
    def birthday(self) -> str:
        """As it is typed: 3 May 1988."""
        born = self.debtor.date_of_birth
        return f"{born.day} {born:%B %Y}"

    @property
    def postcode(self) -> str:
        return self.debtor.postcode

    @property
    def address(self) -> str:
        """Where codes are sent."""
        return self.debtor.contacts[0].address

    @property
    def details(self) -> str:
        """What proves who they are, in one message."""
        return (
            f"My reference is {self.reference}, I was born on {self.birthday}, "
            f"postcode {self.postcode}"
        )

    def checked_in(self, conversation_id: str) -> VerifiedDebtor:
        """As the services know them once they have passed the check."""
        person = self.debtor
        return VerifiedDebtor(
            person.id, person.name, person.locale, person.zone, conversation_id
        )
