"""Columns by name: which ones a header has, lacks, repeats or nearly has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from debt.interchange.problems import Unreadable

# What a rejects file adds, so that a mended one can be imported as it is.
REJECT_COLUMNS = ("rejected_line", "rejected_column", "rejected_reason")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_LIKENESS = 0.75


class Holds(str, Enum):
    """What the cells of a column hold, as far as their format can be told."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Column:
    """One documented column.

    Attributes:
        meaning: one line for the documentation.
        also: other headers it is known by.
    """

    name: str
    meaning: str
    example: str
    holds: Holds = Holds.TEXT
    is_required: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of file.

    Attributes:
        key: the column that names a row; it must not stand there twice.
        person: the columns of a customer and of what may not differ between two rows
            of one customer; empty where there are none.
    """

    columns: tuple[Column, ...]
    key: str
    person: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """What the first row of a table says.

    Attributes:
        cells: as written.
        names: the column's name at each place; empty for a place that is not read.
        ignored: headers of columns that are not known.
    """

    cells: tuple[str, ...]
    names: tuple[str, ...]
    ignored: tuple[str, ...]


def recognised(cells: Sequence[str], columns: Sequence[Column]) -> int:
    """How many cells are headers of columns."""
    known = _known(columns)
    return len({known[key] for key in map(_key, cells) if key in known})


def read_header(cells: Sequence[str], columns: Sequence[Column]) -> Header:
    """Recognise columns whatever their case, spacing and order.

    Raises:
        Unreadable: a required column is missing, one is there twice, or a header is so
            near to a column's name that it must be a slip.
    """
    known = _known(columns)
    names = tuple(known.get(_key(each), "") for each in cells)
    unknown = [
        each.strip()
        for each, name in zip(cells, names, strict=True)
        if not name and _key(each) and _key(each) not in REJECT_COLUMNS
    ]
    problems = [
        *_missing(names, columns, unknown),
        *(
            f"the column {each} is there twice"
            for each in sorted(set(filter(None, names)))
            if names.count(each) > 1
        ),
        *_slips(names, columns, unknown),
    ]
    if problems:
        raise Unreadable("The header does not fit: " + "; ".join(problems) + ".")
    return Header(tuple(cells), names, tuple(unknown))


def _known(columns: Sequence[Column]) -> dict[str, str]:
    return {
        _key(name): each.name for each in columns for name in (each.name, *each.also)
    }


def _key(header: str) -> str:
    return _NOT_IN_NAMES.sub("_", header.strip("\ufeff").casefold()).strip("_")


def _missing(
    names: Sequence[str], columns: Sequence[Column], unknown: Sequence[str]
) -> list[str]:
    missing = [each for each in columns if each.is_required and each.name not in names]
    return [
        f"the column {each.name} is missing" + _hint(each, unknown) for each in missing
    ]


def _hint(column: Column, unknown: Sequence[str]) -> str:
    by_key = {_key(each): each for each in unknown}
    near = [
        match
        for name in (column.name, *column.also)
        for match in get_close_matches(name, by_key, 1, _LIKENESS)
    ]
    return f" (is it {_quoted(by_key[near[0]])}?)" if near else ""


def _slips(
    names: Sequence[str], columns: Sequence[Column], unknown: Sequence[str]
) -> list[str]:
    """Optional columns that are not there while something very like them is."""
    optional = [each for each in columns if not each.is_required]
    absent = _known([each for each in optional if each.name not in names])
    near = {each: get_close_matches(_key(each), absent, 1, 0.8) for each in unknown}
    return [
        f"{_quoted(each)} is no column (did you mean {absent[found[0]]}?)"
        for each, found in near.items()
        if found
    ]


def _quoted(header: str) -> str:
    return f'"{header[:60]}"'
