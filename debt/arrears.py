"""Which instalments of the agreement were paid, by which entries, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from debt.ledger import Entry
from debt.money import Money


@dataclass(frozen=True)
class Statement:
    """An amount the agreement asks for by a day."""

    due_on: date
    amount: Money


@dataclass(frozen=True)
class CoveredStatement:
    """A statement and what payments and credits did to it.

    Attributes:
        opened_on: the day from which payments could count: the due date before it.
        unpaid: what is still missing.
        paid_by: the ids of the entries that paid it or a part of it, in order.
        covered_on: the day of the last of them, if nothing is missing.
    """

    statement: Statement
    opened_on: date
    unpaid: Money
    paid_by: tuple[str, ...] = ()
    covered_on: date | None = None

    @property
    def paid_in_time(self) -> bool:
        """Also true of a statement that asked for nothing."""
        covered_on = self.covered_on or self.statement.due_on
        return not self.unpaid and covered_on <= self.statement.due_on

    def pay(self, amount: Money, entry_id: str, on: date) -> CoveredStatement:
        """The statement after an amount of an entry was counted towards it."""
        used = min(amount, self.unpaid)
        if not used:
            return self
        unpaid, paid_by = self.unpaid - used, (*self.paid_by, entry_id)
        covered_on = None if unpaid else on
        return replace(self, unpaid=unpaid, paid_by=paid_by, covered_on=covered_on)


def cover(
    opened_on: date, statements: Iterable[Statement], credits: Iterable[Entry]
) -> list[CoveredStatement]:
    """Spread payments and credits over the statements begun by then, oldest first.

    A payment beyond what was asked for lowers the balance, but does not pay later
    statements in advance: their amounts were worked out after it was counted.
    """
    covered = _begin(opened_on, statements)
    oldest = 0
    for credit in credits:
        left, on = -credit.amount, credit.booking.booked_on
        while left and oldest < len(covered):
            each = covered[oldest]
            if oldest and each.opened_on >= on:
                break
            covered[oldest] = paid = each.pay(left, credit.id, on)
            left -= each.unpaid - paid.unpaid
            oldest += not paid.unpaid
    return covered


def _begin(opened_on: date, statements: Iterable[Statement]) -> list[CoveredStatement]:
    covered = []
    for each in sorted(statements, key=lambda statement: statement.due_on):
        covered.append(CoveredStatement(each, opened_on, each.amount))
        opened_on = each.due_on
    return covered
