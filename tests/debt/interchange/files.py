"""Files of accounts for tests; say only what matters to the test."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from debt.interchange.account_columns import ACCOUNTS
from debt.interchange.accounts import Placement, read_placement
from debt.interchange.problems import Problem
from debt.interchange.records import open_table
from debt.interchange.row import read_row
from debt.interchange.survey import Formats, Survey

TODAY = date(2026, 11, 23)
GOOD = {
    "reference": "HB-1",
    "customer": "C-1",
    "name": "Maria Silva",
    "date_of_birth": "1988-05-03",
    "postcode": "LS1 4AP",
    "mobile": "+447700900123",
    "creditor": "halden",
    "product": "Credit card",
    "currency": "GBP",
    "opened_on": "2025-01-10",
    "balance_date": "2026-11-20",
    "balance": "600.00",
}


def row(**changes: str) -> dict[str, str]:
    """A good row, with changes; a column that only the change has is added."""
    return {**GOOD, **changes}


def text_of(rows: Sequence[Mapping[str, str]], separator: str = ",") -> str:
    """A table of rows; a column that a row lacks is empty there."""
    names = list(dict.fromkeys(name for each in rows for name in each))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(path: Path, *rows: Mapping[str, str]) -> Path:
    path.write_text(text_of(rows), encoding="utf-8", newline="")
    return path


def read(
    text: str, formats: Formats | None = None
) -> tuple[list[Placement], list[tuple[int, Problem]]]:
    """What a text says: good rows, and the line and problems of the others."""
    lines = text.splitlines(keepends=True)
    looked = open_table(lines, ACCOUNTS.columns)
    survey = Survey(ACCOUNTS, looked.header)
    for record in looked.records:
        survey.look(record)
    found = survey.findings(formats or Formats())
    table = open_table(lines, ACCOUNTS.columns)
    good, bad = [], []
    for record in table.records:
        each = read_row(record, table.header, found.formats, TODAY)
        placement = read_placement(each)
        if placement:
            good.append(placement)
        bad += [(each.line, problem) for problem in each.problems]
    return good, bad
