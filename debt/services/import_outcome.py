"""What came of rows of a file, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from debt.interchange.columns import Header
from debt.interchange.problems import Problem
from debt.interchange.records import Record
from debt.interchange.survey import Findings, key_hash


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken, and everything that was found wrong with it."""

    record: Record
    problems: tuple[Problem, ...]


@dataclass
class Taken:
    """What came of some rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def reject(self, record: Record, *problems: Problem) -> None:
        self.rejected.append(Rejected(record, problems))


@dataclass(frozen=True)
class Run:
    """The file that is being imported.

    Attributes:
        is_dry: nothing may be written.
    """

    id: str
    header: Header
    findings: Findings
    today: date
    is_dry: bool


class Taker(Protocol):
    """Takes in rows of one kind of file."""

    def take(self, tx: Session, records: Sequence[Record]) -> Taken:
        """Check some rows and, unless the run is dry, store the good ones."""


class Repeats:
    """Finds keys that stand in a file for the second time."""

    def __init__(self, findings: Findings) -> None:
        self._suspects = findings.repeated
        self._first: dict[str, int] = {}

    def problem(self, column: str, key: str, line: int) -> Problem | None:
        if key_hash(key) in self._suspects:
            first = self._first.setdefault(key, line)
            if first != line:
                return Problem(column, f"stands on line {first} already")
        return None
