"""The file of rows that were not taken, to be mended and imported again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from debt.gateways.files import writing
from debt.interchange.columns import REJECT_COLUMNS, Header
from debt.interchange.problems import Problem
from debt.interchange.records import Record
from debt.interchange.text import escaped


class RejectsFile:
    """Made when the first row is added, and there when the last one was.

    Excel opens it as it is: it has the separator of the file it came from, and no cell
    of it runs as a formula.
    """

    def __init__(self, path: Path, header: Header, separator: str) -> None:
        self._path = path
        self._header = header
        self._separator = separator
        self._open = ExitStack()
        self._writer: Any = None

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def add(self, record: Record, problems: Sequence[Problem]) -> None:
        """Write a row down as it was, and why it was not taken.

        Raises:
            OSError: it cannot be written.
        """
        if self._writer is None:
            file = self._open.enter_context(writing(self._path, with_bom=True))
            self._writer = csv.writer(file, delimiter=self._separator)
            self._writer.writerow((*self._header.cells, *REJECT_COLUMNS))
        width = len(self._header.cells)
        cells = [escaped(each) for each in (*record.cells, *[""] * width)[:width]]
        columns = ", ".join(dict.fromkeys(e.column for e in problems if e.column))
        reasons = "; ".join(f"{each.column} {each.reason}".strip() for each in problems)
        self._writer.writerow((*cells, record.line, columns, reasons))
