"""`parley policy`: is the operator's file right, and what does it come to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.outlook import accounts_of, outlook_data, print_outlook
from bot.cli.settings import read_settings
from debt.errors import UnknownAccount
from debt.policy import Reading, Remark, Rule
from debt.policy.values import shown
from debt.setting_files import policy_reading

app = typer.Typer(
    help="What the assistant may do by itself: see policy.toml.", no_args_is_help=True
)
out = Console()

SHOWN_LIMITS = 12

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(envvar="PARLEY_POLICY", help="The policy file.")
    ] = Path("policy.toml"),
    as_json: AsJson = False,
) -> None:
    """Name every mistake in a policy file, or say in short what it does."""
    try:
        reading = policy_reading(file)
    except ValueError as exc:
        reading = Reading((), (Remark(0, str(exc)),), ())
    if as_json:
        typer.echo(json.dumps(_as_data(file, reading), ensure_ascii=False))
    else:
        _tell(file, reading)
    if reading.mistakes:
        raise typer.Exit(1)


@app.command()
def explain(
    debtor: Annotated[
        str, typer.Option(help="A debtor's id, or the reference of an account.")
    ],
    account: Annotated[
        str | None, typer.Option(help="Only the account with this reference.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what somebody would be offered now, and which rule decides each limit."""
    from bot.cli.serve import open_services

    debt = open_services(read_settings())
    try:
        with debt.database.begin() as tx:
            outlooks = debt.outlook.of(tx, debtor, account)
    except UnknownAccount as exc:
        typer.echo(f"Nobody, and no account of theirs, goes by {exc}.", err=True)
        raise typer.Exit(1) from exc
    if as_json:
        data = [outlook_data(each) for each in outlooks]
        typer.echo(json.dumps(data, ensure_ascii=False))
    else:
        for each in outlooks:
            print_outlook(each, out)


def _tell(file: Path, reading: Reading) -> None:
    for each in reading.mistakes:
        typer.echo(f"{_place(file, each)} {each.text}")
    for each in reading.warnings:
        typer.echo(f"{_place(file, each)} warning: {each.text}")
    if reading.mistakes:
        return
    table = Table("Line", "For", "Sets", title=f"{file} is right", title_justify="left")
    for rule in reading.rules:
        table.add_row(str(rule.line), accounts_of(rule), _in_short(rule))
    out.print(table)


def _in_short(rule: Rule) -> str:
    if len(rule.changes) > SHOWN_LIMITS:
        return f"{len(rule.changes)} limits"
    return "\n".join(f"{each.name} {shown(each.value)}" for each in rule.changes)


def _place(file: Path, remark: Remark) -> str:
    return f"{file}:{remark.line}:" if remark.line else f"{file}:"


def _as_data(file: Path, reading: Reading) -> dict[str, Any]:
    return {
        "file": str(file),
        "mistakes": [{"line": r.line, "text": r.text} for r in reading.mistakes],
        "warnings": [{"line": r.line, "text": r.text} for r in reading.warnings],
        "rules": [
            {
                "line": rule.line,
                "for": accounts_of(rule),
                "sets": {each.name: shown(each.value) for each in rule.changes},
            }
            for rule in reading.rules
        ],
    }
