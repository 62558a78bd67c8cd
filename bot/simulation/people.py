"""Who can be simulated: people on file, as they know themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.plan import PlanStatus
from debt.services import Debt
from debt.store.tables import AccountRow, ContactRow, DebtorRow


@dataclass(frozen=True)
class OnFile:
    """A person, what is on their letters, and what they owed when it began.

    Attributes:
        plans: the plan in force of each account that has one, by the account's id.
    """

    debtor: VerifiedDebtor
    date_of_birth: date
    postcode: str
    address: str
    reference: str
    accounts: tuple[AccountSummary, ...]
    plans: dict[str, PlanStatus]

    @property
    def birthday(self) -> str:
        return f"{self.date_of_birth.day} {self.date_of_birth:%B %Y}"


def free_people(debt: Debt, *only: str) -> list[OnFile]:
    """Everybody from whom collecting is not stopped, or only those with these ids."""
    query = (
        select(DebtorRow, ContactRow.address)
        .join(ContactRow, ContactRow.debtor_id == DebtorRow.id)
        .where(ContactRow.position == 0)
        .order_by(DebtorRow.id)
    )
    if only:
        query = query.where(DebtorRow.id.in_(only))
    with debt.database.read() as tx:
        return [
            _on_file(tx, debt, row, address)
            for row, address in tx.execute(query).all()
            if not debt.rights.blocks(tx, row.id)
        ]


def _on_file(tx: Session, debt: Debt, row: DebtorRow, address: str) -> OnFile:
    debtor = debt.identity.for_operator(tx, row.id)
    summaries = debt.accounts.of(tx, debtor)
    plans = {
        each.account_id: status
        for each in summaries
        if (status := debt.plans.current(tx, debtor, each.account_id))
    }
    reference = select(AccountRow.reference).where(AccountRow.debtor_id == row.id)
    return OnFile(
        debtor=debtor,
        date_of_birth=row.date_of_birth,
        postcode=row.postcode,
        address=address,
        reference=tx.scalars(reference.order_by(AccountRow.id)).first() or "",
        accounts=summaries,
        plans=plans,
    )
