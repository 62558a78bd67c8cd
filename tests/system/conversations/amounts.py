"""Which amounts may be told to a person: those that the books or the policy give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.services import Debt
from debt.store import accounts, ledger
from debt.store.tables import (
    IntentRow,
    PlanOfferRow,
    PromiseRow,
    ReferralRow,
    SettlementBidRow,
    SettlementOfferRow,
    StatementRow,
)
from tests.system.conversations.debts import Somebody

_WRITTEN = re.compile(r"[£$€] ?([\d,]+(?:\.\d\d)?)")
_TYPED = re.compile(r"\d[\d,]*(?:\.\d\d)?")
# The policy's own round figures: least payments, tokens, what a bid may be.
_LIMITS = {0, 100, 200, 500, 1000}


def written(text: str) -> set[int]:
    """The amounts in a text, in minor units."""
    return {_minor(each) for each in _WRITTEN.findall(text)}


def unexplained(
    tx: Session, debt: Debt, person: Somebody, heard: str, said: str
) -> set[int]:
    """Amounts in an answer that nothing explains."""
    shown = written(heard) - {_minor(each) for each in _TYPED.findall(said)} - _LIMITS
    if not shown:
        return set()
    known = set(_known(tx, debt, person))
    sums = {a + b for a, b in combinations(known, 2)}
    differences = {abs(a - b) for a, b in combinations(known, 2)}
    return shown - known - sums - differences


def _known(tx: Session, debt: Debt, person: Somebody) -> Iterator[int]:
    me = person.checked_in("tests")
    for summary in debt.accounts.of(tx, me):
        yield from (summary.balance.minor, summary.past_due.minor)
        explained = debt.delinquency.explain(tx, me, summary.account_id)
        yield from (fact.amount.minor for fact in explained.facts if fact.amount)
        yield explained.cure.minor
        owed = debt.accounts.breakdown(tx, me, summary.account_id)
        yield owed.opening.minor
        plan = debt.plans.current(tx, me, summary.account_id)
        if plan:
            yield from (plan.paid.minor, plan.left.minor)
            yield from (each.amount.minor for each in plan.instalments)
    for account in accounts.accounts_of(tx, me):
        entries = ledger.entries_of(tx, account)
        yield from (abs(each.amount.minor) for each in entries)
        running = 0
        for each in entries:
            running += each.amount.minor
            yield running
    yield from _agreed(tx, [each.id for each in person.accounts])


def _agreed(tx: Session, mine: list[str]) -> Iterator[int]:
    """What was offered, promised, bid and begun."""
    for offer in tx.scalars(
        select(PlanOfferRow).where(PlanOfferRow.account_id.in_(mine))
    ):
        yield from (offer.amount_minor, offer.total_minor, offer.first_minor or 0)
        yield from (minor for _, minor in offer.schedule)
        yield offer.remains_minor or 0
    for row in (IntentRow, PromiseRow, ReferralRow, SettlementBidRow):
        for each in tx.scalars(select(row).where(row.account_id.in_(mine))):
            yield each.amount_minor or 0
    offers = select(SettlementOfferRow).where(SettlementOfferRow.account_id.in_(mine))
    for settlement in tx.scalars(offers):
        yield from (settlement.amount_minor, settlement.balance_minor)
        yield from (minor for _, minor in settlement.schedule or ())
    for statement in tx.scalars(
        select(StatementRow).where(StatementRow.account_id.in_(mine))
    ):
        yield statement.amount_minor


def _minor(text: str) -> int:
    whole, _, rest = text.replace(",", "").partition(".")
    return int(whole or 0) * 100 + int(rest or 0)
