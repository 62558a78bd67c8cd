"""`parley import`: shows how far it is, what was taken, and what was not."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.refusal import refuse
from bot.cli.settings import read_settings
from debt.gateways.files import check_encoding
from debt.gateways.origins import FileOrigin, Origin, origin_of
from debt.interchange.amounts import DecimalMark
from debt.interchange.dates import DateOrder
from debt.interchange.problems import Unreadable
from debt.interchange.survey import Formats
from debt.services.imports import FileKind, ImportReport, ImportRequest, ImportService

SOME_REJECTED, NOTHING_READ = 1, 2

out = Console()
errors = Console(stderr=True)


def import_file(
    source: Annotated[
        str,
        typer.Argument(help="CSV: a file or https://…; see docs/import.md."),
    ],
    kind: Annotated[
        FileKind, typer.Option(help="What its rows are.")
    ] = FileKind.ACCOUNTS,
    dates: Annotated[
        DateOrder | None, typer.Option(help="Which of 03/05/2026 is the month.")
    ] = None,
    decimal: Annotated[
        DecimalMark | None, typer.Option(help="What stands before the pence.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of the text; found out if not given.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Where rows go that are not taken.")
    ] = None,
    who: Annotated[str | None, typer.Option(help="Who imports it, for the record.")] = (
        None
    ),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, write nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
) -> None:
    """Take in accounts, or movements, from the operator's system."""
    from bot.cli.serve import open_services

    settings = read_settings()
    try:
        origin = origin_of(source, settings.debt.source_token)
        request = ImportRequest(
            origin=origin,
            kind=kind,
            rejects=_place_of_rejects(origin, kind, rejects),
            who=who or getpass.getuser(),
            formats=Formats(dates, decimal),
            encoding=check_encoding(encoding) if encoding else None,
            is_dry=dry_run,
        )
        service = open_services(settings).imports
        report, seconds = _run(service, request)
    except Unreadable as exc:
        refuse(f"{exc} Nothing was imported.")
    except (OSError, SQLAlchemyError) as exc:
        refuse(f"Stopped: {_cause(exc)}. What was taken stays; import the file again.")
    if as_json:
        typer.echo(json.dumps(_figures(report, seconds)))
    else:
        _show(request, report, seconds)
    if report.rejected:
        read_any = report.rejected < report.rows
        raise typer.Exit(SOME_REJECTED if read_any else NOTHING_READ)


def _place_of_rejects(origin: Origin, kind: FileKind, wished: Path | None) -> Path:
    """Beside the file; in the folder one is in for what has come from an address."""
    if not isinstance(origin, FileOrigin):
        return wished or Path(f"{kind.value}.rejects.csv")
    place = wished or origin.path.with_name(f"{origin.path.stem}.rejects.csv")
    if place.resolve() == origin.path.resolve():
        raise Unreadable("--rejects is the file itself; name another.")
    return place


def _run(service: ImportService, request: ImportRequest) -> tuple[ImportReport, float]:
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    begun = perf_counter()
    with Progress("{task.description}", *columns, console=errors) as bar:
        task = bar.add_task(request.origin.name, total=1.0)
        report = service.run(request, lambda done: bar.update(task, completed=done))
    return report, perf_counter() - begun


def _show(request: ImportRequest, report: ImportReport, seconds: float) -> None:
    separator = {"\t": "tab"}.get(report.separator, report.separator)
    lines = [
        f"Read as {report.source.encoding}, separated by {separator}.",
        *(f"Ignored the column {each}." for each in report.ignored),
        *report.findings.notices,
    ]
    if report.resumed:
        lines.append("An earlier import of this file had stopped; this one went on.")
    rate = report.rows / seconds
    would = "Dry run, nothing was written: " if request.is_dry else ""
    lines += [
        f"{would}{report.rows:,} rows in {seconds:.1f} s ({rate:,.0f} a second): "
        f"{report.added:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} unchanged, {report.rejected:,} rejected."
    ]
    if report.unchanged == report.rows:
        lines.append("Everything was there already; nothing was changed.")
    if report.rejected:
        lines.append(f"The rejected rows and why: {request.rejects}")
    for each in lines:
        out.print(each, markup=False, highlight=False, soft_wrap=True)


def _figures(report: ImportReport, seconds: float) -> dict[str, object]:
    return {
        "encoding": report.source.encoding,
        "separator": report.separator,
        "ignored": report.ignored,
        "notices": report.findings.notices,
        "resumed": report.resumed,
        "rows": report.rows,
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "seconds": round(seconds, 3),
    }


def _cause(exc: Exception) -> str:
    """The first line only: what follows can be the values of a row."""
    if isinstance(exc, OSError):
        name = f" ({Path(exc.filename).name})" if exc.filename else ""
        return f"{exc.strerror or exc}{name}"
    cause = getattr(exc, "orig", None) or exc
    return str(cause).partition("\n")[0]
