"""`parley invite`: links for letters, each of which stands for one person once."""

from __future__ import annotations

import csv
import getpass
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.channels.invitations import links
from bot.cli.refusal import refuse
from bot.cli.settings import read_settings
from debt.errors import UnknownAccount
from debt.gateways.files import open_source, writing
from debt.interchange.problems import Unreadable
from debt.services import Debt

COLUMN = "reference"
# A misplaced file has a mistake in every row; the first few say enough.
_MOST_PROBLEMS = 20
_SEPARATOR = re.compile(r"[,;\t|]")

# A row of the file, or a place among the arguments, and the reference there.
Wanted = list[tuple[int, str]]


def invite(
    references: Annotated[
        list[str] | None, typer.Argument(help="References of accounts.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help=f"CSV with a column `{COLUMN}`.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where the links go as CSV; not shown then.")
    ] = None,
    who: Annotated[
        str | None, typer.Option(help="Who invites, for the record.")
    ] = None,
) -> None:
    """Make links for people: each works once within 30 days, and asks for a code."""
    from bot.cli.serve import open_services

    settings = read_settings()
    try:
        wanted = _read(file) if file else list(enumerate(references or (), start=1))
    except Unreadable as exc:
        refuse(f"{exc} Nobody was invited.")
    if not wanted or (file and references):
        refuse("Name the accounts: by their references, or with --file.")
    debt = open_services(settings)
    try:
        with debt.database.begin() as tx:
            tokens = _tokens(debt, tx, wanted, who or getpass.getuser())
            rows = [
                {COLUMN: reference, **links(settings, token)}
                for (_, reference), token in zip(wanted, tokens, strict=True)
            ]
            # Before the commit: a link that could not be written was never given.
            _give(rows, output)
    except OSError as exc:
        refuse(f"{output} cannot be written: {exc.strerror}. Nobody was invited.")
    if output is not None:
        typer.echo(f"{len(rows)} links: {output}")


def _tokens(debt: Debt, tx: Session, wanted: Wanted, who: str) -> list[str]:
    """A token for each reference; for all of them or for none."""
    problems, tokens = [], []
    for row, reference in wanted:
        try:
            person = debt.vouchers.person(tx, reference)
        except UnknownAccount:
            problems.append(f"Row {row}: there is no account {reference[:40]!r}.")
        else:
            tokens.append(debt.vouchers.invite(tx, person, who))
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        shown = problems[:_MOST_PROBLEMS] + ([f"And {more} more."] if more > 0 else [])
        refuse("\n".join([*shown, "Nobody was invited."]))
    return tokens


def _read(file: Path) -> Wanted:
    """The references of a file, each with its row; the header is row 1."""
    lines = open_source(file).lines()
    header = next(lines)
    separator = found[0] if (found := _SEPARATOR.search(header)) else ","
    names = [name.strip().casefold() for name in next(_cells([header], separator))]
    if COLUMN not in names:
        raise Unreadable(f"{file.name} has no column `{COLUMN}` in its first row.")
    place = names.index(COLUMN)
    return [
        (number, row[place].strip() if place < len(row) else "")
        for number, row in enumerate(_cells(lines, separator), start=2)
        if any(cell.strip() for cell in row)
    ]


def _cells(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=separator)
    except csv.Error as exc:
        raise Unreadable(f"This is no CSV: {exc}.") from None


def _give(rows: list[dict[str, str]], output: Path | None) -> None:
    if output is None:
        for row in rows:
            for name, value in row.items():
                typer.echo(f"{name}: {value}")
        return
    with writing(output) as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
