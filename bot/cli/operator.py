"""`parley operator`: is the file of the operator's words right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from debt.operator import Operator, read_operator
from debt.setting_files import file_text

app = typer.Typer(
    help="Who the assistant speaks for: see operator.toml.", no_args_is_help=True
)
out = Console()
STRICTEST = "anybody else"


@app.callback()
def operator() -> None:
    """Keeps `check` a command of its own while it is the only one."""


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(envvar="PARLEY_OPERATOR", help="The operator's file.")
    ] = Path("operator.toml"),
) -> None:
    """Name every mistake in the operator's file, or say what it makes people read."""
    try:
        reading = read_operator(file_text(file))
    except ValueError as exc:
        typer.echo(f"{file}: {exc}")
        raise typer.Exit(1) from exc
    for each in reading.mistakes:
        place = f"{file}:{each.line}:" if each.line else f"{file}:"
        typer.echo(f"{place} {each.text}")
    if reading.mistakes:
        raise typer.Exit(1)
    out.print(_table(file, reading.operator))


def _table(file: Path, found: Operator) -> Table:
    names = ("For", "Role", "Regulator", "Complaint", "Crisis line", "Too old after")
    table = Table(*names, title=f"{file} is right", title_justify="left")
    places = {**found.by_jurisdiction, STRICTEST: found.words(None)}
    for code, words in places.items():
        years = ", ".join(f"{n} years ({what})" for what, n in words.limitation_years)
        table.add_row(
            code,
            words.role.value,
            words.regulator,
            f"{words.complaint_weeks} weeks",
            words.crisis_line,
            years,
        )
    return table
