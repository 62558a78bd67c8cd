"""Filling an empty database with the demo portfolio, with progress."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress

from bot.demo.portfolio import seed_portfolio
from debt.services import Debt


def seed_demo(debt: Debt, people: int, console: Console) -> int:
    """Store the portfolio; its dates count back from today.

    Raises:
        AlreadySeeded: it is there already; nothing was changed.
    """
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Making up people and their debts…", total=people)
        return seed_portfolio(
            debt.database,
            debt.clock.today(),
            people=people,
            progress=lambda done: progress.update(task, completed=done),
        )
