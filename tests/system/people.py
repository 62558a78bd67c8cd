"""The people on file, as somebody who writes as them knows them, and what they owe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.demo.portfolio import PEOPLE, DemoPerson
from debt.account import AccountStatus, AccountSummary, Phase
from debt.delinquency import Explanation
from debt.identity import VerifiedDebtor
from debt.itemisation import Itemisation
from debt.money import Money
from debt.services import Debt
from debt.store.tables import AccountRow, ContactRow, DebtorRow

_LEAST = Money(20_000, "GBP")


@dataclass(frozen=True)
class Person:
    """Somebody on file."""

    name: str
    reference: str
    date_of_birth: date
    postcode: str
    address: str
    debtor: VerifiedDebtor

    @property
    def details(self) -> str:
        """What proves who they are, in one message."""
        return details(self.reference, self.date_of_birth, self.postcode)


def details(reference: str, born: date, postcode: str) -> str:
    """The three details as somebody types them."""
    birthday = f"{born.day} {born:%B %Y}"
    return f"My reference is {reference}, I was born on {birthday}, postcode {postcode}"


class People:
    """Finds people, and reads from the ledger what they must be told."""

    def __init__(self, debt: Debt) -> None:
        self._debt = debt
        self._spare = self._owing_a_little_late()

    def named(self, demo: DemoPerson) -> Person:
        """One of the six."""
        return self._with_reference(demo.reference)

    def spare(self) -> Person:
        """Somebody nobody else has been in this run, late by weeks with one debt."""
        person = next(self._spare, None)
        assert person is not None, "The portfolio is too small for all these tests."
        return person

    def accounts(self, person: Person) -> tuple[AccountSummary, ...]:
        """All debts, as they stand now."""
        with self._debt.database.read() as tx:
            return self._debt.accounts.of(tx, person.debtor)

    def breakdown(self, person: Person, account: AccountSummary) -> Itemisation:
        """The lines of a balance."""
        with self._debt.database.read() as tx:
            return self._debt.accounts.breakdown(tx, person.debtor, account.account_id)

    def explained(self, person: Person, account: AccountSummary) -> Explanation:
        """Why an account is late, and the amounts that help."""
        with self._debt.database.read() as tx:
            return self._debt.delinquency.explain(tx, person.debtor, account.account_id)

    def _owing_a_little_late(self) -> Iterator[Person]:
        named = {each.reference for each in PEOPLE}
        with self._debt.database.read() as tx:
            # Other tests put people of their own beside those of the portfolio.
            query = select(AccountRow.reference).where(
                AccountRow.currency == "GBP", AccountRow.reference.startswith("PL-")
            )
            references = sorted(set(tx.scalars(query)) - named)
        for reference in references:
            person = self._with_reference(reference)
            accounts = self.accounts(person)
            if len(accounts) == 1 and _can_be_split(accounts[0]):
                yield person

    def _with_reference(self, reference: str) -> Person:
        query = (
            select(DebtorRow, ContactRow.address)
            .join(AccountRow, AccountRow.debtor_id == DebtorRow.id)
            .join(ContactRow, ContactRow.debtor_id == DebtorRow.id)
            .where(AccountRow.reference == reference, ContactRow.position == 0)
        )
        with self._debt.database.read() as tx:
            row, address = tx.execute(query).one()
        return Person(
            row.name,
            reference,
            row.date_of_birth,
            row.postcode,
            address,
            VerifiedDebtor(row.id, row.name, row.locale, row.zone, "tests"),
        )


def _can_be_split(account: AccountSummary) -> bool:
    is_late = account.status is AccountStatus.OVERDUE and account.phase is Phase.SOFT
    return is_late and account.balance >= _LEAST
