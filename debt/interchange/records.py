"""Rows out of lines of text, each with the physical line it begins on."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from debt.interchange.columns import Column, Header, read_header, recognised
from debt.interchange.problems import Problem, Unreadable

SEPARATORS = (",", ";", "\t", "|")
LONGEST_LINE = 100_000
_MOST_LINES_OF_A_ROW = 50


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file, or why it cannot be taken apart."""

    line: int
    cells: tuple[str, ...]
    problem: Problem | None = None


class _NotClosed(Exception):
    """A quotation mark was opened and not closed soon enough."""


class Records:
    """The rows of a table; a broken one costs only its first line.

    Args:
        lines: physical lines with their ends; one longer than ``LONGEST_LINE`` may be
            cut off there.
    """

    def __init__(self, lines: Iterable[str], separator: str, line: int = 0) -> None:
        self._lines = iter(lines)
        self._separator = separator
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._line = line

    def __iter__(self) -> Iterator[Record]:
        reader = self._reader()
        while True:
            try:
                cells = tuple(next(reader))
                record = Record(self._line + 1, cells)
            except StopIteration:
                return
            except (csv.Error, _NotClosed) as exc:
                record = self._broken(exc)
                reader = self._reader()
            self._line += len(self._taken)
            self._taken.clear()
            if record.problem or any(map(str.strip, record.cells)):
                yield record

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self._separator, strict=True)

    def _feed(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else next(self._lines, "")
            if not line:
                return
            self._taken.append(line)
            if len(self._taken) > _MOST_LINES_OF_A_ROW:
                raise _NotClosed
            if len(line) >= LONGEST_LINE:
                raise csv.Error(f"the line is longer than {LONGEST_LINE:,} characters")
            yield line

    def _broken(self, exc: Exception) -> Record:
        """Give up the first line of the row, and read the others once more."""
        first, *others = self._taken
        self._again.extendleft(reversed(others))
        self._taken = [first]
        return Record(self._line + 1, (first[:1000],), Problem("", _reason(exc)))


def _reason(exc: Exception) -> str:
    text = str(exc)
    if isinstance(exc, _NotClosed) or "unexpected end of data" in text:
        return "a quotation mark is opened and never closed"
    if "NUL" in text:
        return "the line contains NUL bytes"
    if "expected after" in text:
        return "a closing quotation mark is followed by more text"
    return text


@dataclass(frozen=True)
class Table:
    """A table whose header was understood; ``records`` can be gone through once."""

    header: Header
    separator: str
    records: Records


def open_table(lines: Iterable[str], columns: Sequence[Column]) -> Table:
    """Find the header and with it the separator; Excel's ``sep=;`` line is obeyed.

    Raises:
        Unreadable: there is no header, or it does not fit the columns.
    """
    lines = iter(lines)
    declared, number = "", 0
    for number, line in enumerate(lines, start=1):
        text = line.strip().strip("\ufeff\x00")
        if text[:4].lower() == "sep=":
            declared = text[4:5] or "\t"
        elif text.strip(",;\t| "):
            separator = declared or _separator(line, columns)
            header = read_header(_cells(line, separator), columns)
            return Table(header, separator, Records(lines, separator, number))
    raise Unreadable("The file is empty." if not number else "The file has no header.")


def _separator(line: str, columns: Sequence[Column]) -> str:
    """The one that makes the most known headers out of the line."""
    return max(SEPARATORS, key=lambda each: recognised(_cells(line, each), columns))


def _cells(line: str, separator: str) -> list[str]:
    plain = line.replace("\0", "").rstrip("\r\n")[:LONGEST_LINE]
    try:
        return next(csv.reader([plain], delimiter=separator), [])
    except csv.Error as exc:
        raise Unreadable(f"The header cannot be read: {exc}.") from None
