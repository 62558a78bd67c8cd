"""Labelled messages from a table, and samples of them that a seed repeats."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from random import Random

from bot.evaluation.files import File, refuse
from bot.evaluation.problems import CannotMeasure

COLUMNS = ("text", "category")


@dataclass(frozen=True)
class Row:
    """A message and what it is about."""

    text: str
    category: str


def read_rows(file: File) -> list[Row]:
    """The rows of a CSV file whose header names the columns text and category.

    Raises:
        CannotMeasure: naming every row that is not as it should be.
    """
    # Only a line feed ends a line in what people write, whatever Unicode says.
    table = csv.DictReader(io.StringIO(_text(file), newline=""), strict=True)
    rows, faults = [], []
    try:
        if not set(COLUMNS) <= set(table.fieldnames or ()):
            raise CannotMeasure(f"{file.name}:1: the header must be text,category")
        for found in table:
            row = Row(*((found[name] or "").strip() for name in COLUMNS))
            if row.text and row.category and None not in found:
                rows.append(row)
            else:
                faults.append(
                    f"{file.name}:{table.line_num}: "
                    "write a text, a comma and a category; quote commas in texts"
                )
    except csv.Error as exc:
        raise CannotMeasure(
            f"{file.name}:{table.reader.line_num}: {exc}; write the file as CSV"
        ) from exc
    refuse(faults)
    return rows


def split(
    rows: Sequence[Row], per_category: int, seed: int
) -> tuple[list[Row], list[Row]]:
    """So many rows of each category (0: all), and the rows with other texts.

    Raises:
        CannotMeasure: naming each category that has fewer.
    """
    shuffled = _shuffled(rows, seed)
    refuse(
        [
            f"The category {name} has {len(held)} rows, not {per_category}; "
            "add some, or lower --per-intent."
            for name, held in shuffled.items()
            if len(held) < per_category
        ]
    )
    sampled = [
        row for held in shuffled.values() for row in held[: per_category or None]
    ]
    texts = {row.text for row in sampled}
    return sampled, [row for row in rows if row.text not in texts]


def evenly(rows: Sequence[Row], limit: int, seed: int) -> list[Row]:
    """At most ``limit`` rows (0: all), from every category as many as from any."""
    turns = zip_longest(*_shuffled(rows, seed).values())
    in_turn = [row for row in chain.from_iterable(turns) if row is not None]
    return in_turn[: limit or None]


def _shuffled(rows: Sequence[Row], seed: int) -> dict[str, list[Row]]:
    """By category, in an order that hangs on the seed and the file alone."""
    held: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        held[row.category].append(row)
    # It draws a sample; nothing has to be kept secret.
    random = Random(seed)  # noqa: S311
    return {name: random.sample(held[name], len(held[name])) for name in sorted(held)}


def _text(file: File) -> str:
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = file.data.count(b"\n", 0, exc.start) + 1
        raise CannotMeasure(
            f"{file.name}:{line}: this is not UTF-8; save the file as UTF-8"
        ) from exc
