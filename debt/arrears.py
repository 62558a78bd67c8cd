"""Which instalments of the agreement were paid, by which payments, and when."""

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
    """A statement and what payments did to it.

    Attributes:
        opened_on: the day from which payments could count: the due date before it.
        unpaid: what is still missing.
        covered_on: the day it was fully paid, if it was; ``covered_by`` is the entry.
    """

    statement: Statement
    opened_on: date
    unpaid: Money
    covered_on: date | None = None
    covered_by: str | None = None

    @property
    def paid_in_time(self) -> bool:
        return bool(self.covered_on and self.covered_on <= self.statement.due_on)


def cover(
    opened_on: date, statements: Iterable[Statement], payments: Iterable[Entry]
) -> list[CoveredStatement]:
    """Spread payments over the statements that had begun by then, oldest first.

    A payment beyond what was asked for lowers the balance, but does not pay later
    statements in advance: their amounts were worked out after it was counted.
    """
    covered = _begin(opened_on, statements)
    for payment in payments:
        left = -payment.amount
        for index, each in enumerate(covered):
            if each.opened_on < payment.booking.booked_on or index == 0:
                covered[index] = _pay(each, left, payment)
                left -= each.unpaid - covered[index].unpaid
    return covered


def _begin(opened_on: date, statements: Iterable[Statement]) -> list[CoveredStatement]:
    covered = []
    for each in sorted(statements, key=lambda statement: statement.due_on):
        covered.append(CoveredStatement(each, opened_on, each.amount))
        opened_on = each.due_on
    return covered


def _pay(each: CoveredStatement, left: Money, payment: Entry) -> CoveredStatement:
    used = min(left, each.unpaid)
    if not used:
        return each
    each = replace(each, unpaid=each.unpaid - used)
    if each.unpaid:
        return each
    return replace(each, covered_on=payment.booking.booked_on, covered_by=payment.id)
