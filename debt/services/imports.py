"""Importing a file of the operator's system: looked through, then taken in by parts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from debt.gateways.files import Source, open_source
from debt.gateways.origins import Origin
from debt.gateways.rejects import RejectsFile
from debt.interchange.account_columns import ACCOUNTS
from debt.interchange.columns import Layout
from debt.interchange.movements import MOVEMENTS
from debt.interchange.records import Record, Table, open_table
from debt.interchange.survey import Findings, Formats, Survey
from debt.services.bookkeeping import Bookkeeper
from debt.services.import_accounts import Placements
from debt.services.import_movements import Movements
from debt.services.import_outcome import Run, Taken, Taker
from debt.store import imports
from debt.store.database import Database, new_id
from debt.store.tables import ImportRunRow

ROWS_OF_A_TRANSACTION = 2000
# The share of the work that the first look through a file is, about.
_FIRST_LOOK = 0.1
_COUNTS = ("added", "changed", "unchanged", "rejected")


class FileKind(str, Enum):
    """What the rows of a file are."""

    ACCOUNTS = "accounts"
    MOVEMENTS = "movements"


_LAYOUTS: dict[FileKind, Layout] = {
    FileKind.ACCOUNTS: ACCOUNTS,
    FileKind.MOVEMENTS: MOVEMENTS,
}


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported, and how it was declared to be written.

    Attributes:
        encoding: ``None`` finds it out.
        rejects: where rows that were not taken go.
        who: who asked for it, for the record.
    """

    origin: Origin
    kind: FileKind
    rejects: Path
    who: str
    formats: Formats = field(default_factory=Formats)
    encoding: str | None = None
    is_dry: bool = False


@dataclass
class ImportReport:
    """What came of an import.

    Attributes:
        earlier: the same content was imported to its end at this moment.
        resumed: an earlier go at the same content had stopped on the way.
    """

    source: Source
    separator: str
    ignored: tuple[str, ...]
    findings: Findings
    earlier: datetime | None = None
    resumed: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged + self.rejected

    def count(self, taken: Taken) -> None:
        self.added += taken.added
        self.changed += taken.changed
        self.unchanged += taken.unchanged
        self.rejected += len(taken.rejected)


# Told the share of the work that is done, from 0 to 1.
Progress = Callable[[float], None]


@dataclass(frozen=True)
class ImportService:
    """Opens its own transactions: one for each some thousand rows, so that a file may
    be of any length, and one that was stopped goes on where it was."""

    database: Database
    keeper: Bookkeeper

    def run(self, request: ImportRequest, progress: Progress) -> ImportReport:
        """Take a file in.

        Raises:
            Unreadable: nothing was taken, and why.
            OSError: the rejects could not be written; what was taken stays.
        """
        with request.origin.table() as path:
            source = open_source(path, request.encoding)
            return self._import(source, request, progress)

    def _import(
        self, source: Source, request: ImportRequest, progress: Progress
    ) -> ImportReport:
        layout = _LAYOUTS[request.kind]
        report = self._survey(source, layout, request, progress)
        table = open_table(
            source.lines(
                lambda done: progress(
                    _FIRST_LOOK + (1 - _FIRST_LOOK) * done / source.size
                )
            ),
            layout.columns,
        )
        run = self._begin(request, report, table)
        taker = _taker(request.kind, self.keeper, run)
        with RejectsFile(request.rejects, table.header, table.separator) as rejects:
            for records in _parts(table.records):
                taken = self._take(taker, run, records, report)
                for each in taken.rejected:
                    rejects.add(each.record, each.problems)
        self._end(run, report)
        progress(1.0)
        return report

    def _survey(
        self,
        source: Source,
        layout: Layout,
        request: ImportRequest,
        progress: Progress,
    ) -> ImportReport:
        """Go through the whole file once, before anything is written."""
        table = open_table(
            source.lines(lambda done: progress(_FIRST_LOOK * done / source.size)),
            layout.columns,
        )
        survey = Survey(layout, table.header)
        for record in table.records:
            survey.look(record)
        return ImportReport(
            source,
            table.separator,
            table.header.ignored,
            survey.findings(request.formats),
        )

    def _begin(self, request: ImportRequest, report: ImportReport, table: Table) -> Run:
        """Write down that the import began, unless nothing may be written."""
        clock = self.keeper.books.clock
        run = Run(
            new_id(), table.header, report.findings, clock.today(), request.is_dry
        )
        with self.database.read() as tx:
            _look_back(report, imports.runs_of(tx, report.source.digest))
        if not request.is_dry:
            with self.database.begin() as tx:
                imports.add_run(tx, _run_row(run.id, request, report, clock.now()))
        return run

    def _take(
        self, taker: Taker, run: Run, records: list[Record], report: ImportReport
    ) -> Taken:
        """Some rows in one transaction, with the counts of the run."""
        opened = self.database.read() if run.is_dry else self.database.begin()
        with _without_collector(), opened as tx:
            taken = taker.take(tx, records)
            report.count(taken)
            self._keep_counts(tx, run, report)
        return taken

    def _keep_counts(
        self, tx: Session, run: Run, report: ImportReport, **values: Any
    ) -> None:
        if not run.is_dry:
            counts = {name: getattr(report, name) for name in _COUNTS}
            imports.update_run(tx, run.id, **counts, **values)

    def _end(self, run: Run, report: ImportReport) -> None:
        if not run.is_dry:
            with self.database.begin() as tx:
                now = self.keeper.books.clock.now()
                self._keep_counts(tx, run, report, finished_at=now)


def _taker(kind: FileKind, keeper: Bookkeeper, run: Run) -> Taker:
    if kind is FileKind.ACCOUNTS:
        return Placements(keeper, run)
    return Movements(keeper, run)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A part makes half a million objects, none of them in a circle: looking through
    them for circles again and again costs a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _parts(records: Iterable[Record]) -> Iterator[list[Record]]:
    rows = iter(records)
    return iter(lambda: list(islice(rows, ROWS_OF_A_TRANSACTION)), [])


def _look_back(report: ImportReport, runs: list[ImportRunRow]) -> None:
    finished = [each.finished_at for each in runs if each.finished_at]
    report.earlier = max(finished, default=None)
    report.resumed = bool(runs) and not finished


def _run_row(
    run_id: str, request: ImportRequest, report: ImportReport, now: datetime
) -> ImportRunRow:
    return ImportRunRow(
        id=run_id,
        kind=request.kind.value,
        file_name=request.origin.name,
        digest=report.source.digest,
        who=request.who,
        started_at=now,
        finished_at=None,
        **dict.fromkeys(_COUNTS, 0),
    )
