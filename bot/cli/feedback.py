"""`parley feedback`: how content people were, by what was settled."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from bot.cli.settings import read_settings
from debt.feedback import Satisfaction

out = Console()


def feedback() -> None:
    """Print the average score of each topic, and how it changed in 30 days."""
    from bot.cli.serve import open_services

    debt = open_services(read_settings())
    with debt.database.read() as tx:
        found = debt.feedback.report(tx)
    table = Table("Topic", "Asked", "Answered", "Average", "Against 30 days before")
    for each in found:
        table.add_row(*_cells(each))
    out.print(table)


def _cells(line: Satisfaction) -> tuple[str, ...]:
    average = "none" if line.average is None else f"{line.average:.2f}"
    change = "unknown" if line.change is None else f"{line.change:+.2f}"
    return line.topic.value, str(line.asked), str(line.answered), average, change
