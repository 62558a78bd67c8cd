"""`parley export`: files for the operator's system, and the point to go on from."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.refusal import refuse
from bot.cli.settings import read_settings
from debt.services.exports import ExportReport, ExportService, FilesThere

LAST = "last"

out = Console()


def export_files(
    folder: Annotated[Path, typer.Argument(help="Where the files go.")],
    since: Annotated[
        str, typer.Option(help="ISO moment, or `last`: what no export told before.")
    ],
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin the files as Excel likes UTF-8.")
    ] = False,
) -> None:
    """Write payments, plans, promises, blocks, contacts and handoffs as CSV."""
    from bot.cli.serve import open_services

    moment = None if since == LAST else _moment(since)
    service = open_services(read_settings()).exports
    try:
        report = _write(service, folder, moment, excel)
    except FilesThere as exc:
        refuse(f"{folder} has files of an earlier export ({exc}). Move them first.")
    except OSError as exc:
        refuse(f"Nothing was exported: {exc.strerror or exc}.")
    for name, count in report.rows.items():
        out.print(f"{name}.csv: {count:,} rows", highlight=False)
    if moment is None:
        out.print("The next `--since last` goes on from here.", highlight=False)
    else:
        point = report.next_since.isoformat(timespec="seconds")
        out.print(f"Next time: --since {point.replace('+00:00', 'Z')}", highlight=False)


def _write(
    service: ExportService, folder: Path, moment: datetime | None, excel: bool
) -> ExportReport:
    if moment is None:
        return service.since_last(folder, with_bom=excel)
    return service.since(folder, moment, with_bom=excel)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        refuse(f"--since {text} is neither `last` nor a moment: 2026-11-20T06:00:00Z.")
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
