"""Exporting to the operator's system: files that are whole, and nothing told twice."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.gateways.files import writing
from debt.interchange.exports import EXPORTS, line
from debt.store import export_point, exports
from debt.store.database import Database

# What is written while an export runs carries an earlier moment than the export's own.
# No transaction lasts this long, so nothing of an earlier moment appears after it.
OVERLAP = timedelta(hours=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SOURCES: dict[str, Callable[[Session, datetime], Iterator[exports.Event]]] = {
    "payments": exports.payments,
    "plans": exports.plan_events,
    "instalments": exports.instalments,
    "promises": exports.promises,
    "blocks": exports.blocks,
    "contacts": exports.contacts,
    "handoffs": exports.handoffs,
}


class FilesThere(Exception):
    """The folder has files of an earlier export, which nobody has taken yet."""


@dataclass
class ExportReport:
    """What an export wrote.

    Attributes:
        next_since: what to ask for next time; rows near it may come again.
        rows: by file.
    """

    next_since: datetime
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ExportService:
    """Reads one state of the database, however long the writing takes."""

    database: Database
    clock: Clock

    def since(
        self, folder: Path, moment: datetime, *, with_bom: bool = False
    ) -> ExportReport:
        """Everything from a moment on. It is not remembered.

        Raises:
            FilesThere: the folder has files of these names.
            OSError: they cannot be written; none of them is there then.
        """
        with self.database.read() as tx:
            report, _ = self._write(tx, folder, moment, frozenset(), with_bom)
        return report

    def since_last(self, folder: Path, *, with_bom: bool = False) -> ExportReport:
        """Everything that no export before this one has told.

        The point moves on when all files are in their place. If the process dies
        between the two, the next export tells the same rows again, with the same ids.

        Raises:
            FilesThere: the folder has files of these names.
            OSError: they cannot be written; none of them is there then.
        """
        with self.database.read() as tx:
            point = export_point.read(tx)
            moment = point or _BEGINNING
            told = export_point.told(tx)
            report, late = self._write(tx, folder, moment, told, with_bom)
        with self.database.begin() as tx:
            export_point.keep(tx, report.next_since, late)
        return report

    def _write(
        self,
        tx: Session,
        folder: Path,
        moment: datetime,
        told: Collection[tuple[str, str]],
        with_bom: bool,
    ) -> tuple[ExportReport, set[tuple[str, str]]]:
        """Write all files; give back also what the next export will meet again."""
        report = ExportReport(self.clock.now() - OVERLAP)
        late: set[tuple[str, str]] = set()
        with _files(folder, with_bom) as writers:
            for name, writer in writers.items():
                writer.writerow(EXPORTS[name])
                report.rows[name] = 0
                for event in _SOURCES[name](tx, moment):
                    key = (name, str(event["id"]))
                    if event["at"] >= report.next_since:
                        late.add(key)
                    if key not in told:
                        writer.writerow(line(name, event))
                        report.rows[name] += 1
        return report, late


@contextmanager
def _files(folder: Path, with_bom: bool) -> Iterator[dict[str, Any]]:
    """A writer for each file; they get their names when the last one is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.csv" for name in EXPORTS}
    there = [each.name for each in paths.values() if each.exists()]
    if there:
        raise FilesThere(", ".join(there))
    with ExitStack() as stack:
        yield {
            name: csv.writer(stack.enter_context(writing(path, with_bom=with_bom)))
            for name, path in paths.items()
        }
