"""Budgets, in and out of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.budget import Budget, Figure, Group, Income, Interval, Source, Spending
from debt.money import Money
from debt.payday import Payday
from debt.schedule import Frequency
from debt.store.database import new_id
from debt.store.tables import BudgetRow, DebtorRow


@dataclass(frozen=True)
class SavedBudget:
    """A version of a person's budget; versions count from 1."""

    version: int
    budget: Budget
    saved_at: datetime


def add_budget(
    tx: Session, debtor_id: str, budget: Budget, now: datetime
) -> SavedBudget:
    """Keep the next version; other writers of this person's budget wait."""
    tx.execute(select(DebtorRow.id).where(DebtorRow.id == debtor_id).with_for_update())
    latest = latest_budget(tx, debtor_id)
    saved = SavedBudget(latest.version + 1 if latest else 1, budget, now)
    tx.add(
        BudgetRow(
            id=new_id(),
            debtor_id=debtor_id,
            version=saved.version,
            currency=budget.currency,
            figures=_figures(budget),
            saved_at=now,
        )
    )
    tx.flush()
    return saved


def latest_budget(tx: Session, debtor_id: str) -> SavedBudget | None:
    row = tx.scalars(
        select(BudgetRow)
        .where(BudgetRow.debtor_id == debtor_id)
        .order_by(BudgetRow.version.desc())
        .limit(1)
    ).first()
    return _saved(row) if row else None


def budget_version(tx: Session, debtor_id: str, version: int) -> SavedBudget:
    row = tx.scalars(
        select(BudgetRow).where(
            BudgetRow.debtor_id == debtor_id, BudgetRow.version == version
        )
    ).one()
    return _saved(row)


def _figures(budget: Budget) -> dict[str, Any]:
    owed, payday = budget.other_balances, budget.payday
    return {
        "income": [
            [each.source.value, *_figure(each.figure)] for each in budget.income
        ],
        "spending": [
            [each.group.value, *_figure(each.figure)] for each in budget.spending
        ],
        "other_balances": owed.minor if owed is not None else None,
        "adults": budget.adults,
        "children": budget.children,
        "payday": [payday.frequency.value, payday.known.isoformat()]
        if payday
        else None,
    }


def _figure(figure: Figure) -> tuple[int, int, str]:
    return figure.least.minor, figure.most.minor, figure.every.value


def _saved(row: BudgetRow) -> SavedBudget:
    kept, currency = row.figures, row.currency

    def figure(least: int, most: int, every: str) -> Figure:
        return Figure(Money(least, currency), Money(most, currency), Interval(every))

    owed, payday = kept["other_balances"], kept["payday"]
    budget = Budget(
        currency=currency,
        income=tuple(Income(Source(s), figure(*rest)) for s, *rest in kept["income"]),
        spending=tuple(
            Spending(Group(group), figure(*rest)) for group, *rest in kept["spending"]
        ),
        other_balances=None if owed is None else Money(owed, currency),
        adults=kept["adults"],
        children=kept["children"],
        payday=Payday(Frequency(payday[0]), date.fromisoformat(payday[1]))
        if payday
        else None,
    )
    return SavedBudget(row.version, budget, row.saved_at)
