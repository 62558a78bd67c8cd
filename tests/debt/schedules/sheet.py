"""The schedules as a spreadsheet works them out, with nothing of ours in between.

``formulas.csv`` holds the formulas, and ``holidays.csv`` the days on which banks are
closed, written out by hand. ``python -m tests.debt.schedules.sheet`` writes what the
formulas come to into ``expected.csv``, for people to read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import formulas
import numpy as np

FOLDER = Path(__file__).parent
# The day a spreadsheet counts from.
_EPOCH = date(1899, 12, 30)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def minor(case: dict[str, str], text: str) -> int:
    """An amount as a whole number of the currency's smallest unit."""
    return int(Decimal(text).scaleb(int(case["decimals"])))


def worked_out(case: dict[str, str]) -> tuple[list[tuple[date, int]], int]:
    """Days and amounts of a case, and the sum of the amounts."""
    sheet = dict(_known(case))
    for cell in ("needed", "rest", "parts", "regular"):
        sheet[cell] = _value(cell, sheet)
    lines = [(_due(case, sheet, n), _amount(sheet, n)) for n in _numbers(sheet)]
    sheet["amounts"] = np.array([[amount for _, amount in lines]])
    return lines, int(_value("sum", sheet))


def in_one_line(case: dict[str, str], lines: list[tuple[date, int]]) -> str:
    """As ``expected.csv`` has it: ``2026-12-01 100.00; 2027-01-04 100.00``."""
    places = -int(case["decimals"])
    return "; ".join(f"{due} {Decimal(amount).scaleb(places)}" for due, amount in lines)


def _known(case: dict[str, str]) -> Iterator[tuple[str, Any]]:
    by_count = case["asked"] == "count"
    yield "asked", case["asked"]
    yield "given", int(case["value"]) if by_count else minor(case, case["value"])
    yield "total", minor(case, case["total"])
    yield "least", minor(case, case["least"])
    yield "first", _serial(date.fromisoformat(case["first"]))
    closed = {row["region"]: row["days"].split() for row in rows("holidays.csv")}
    days = [_serial(date.fromisoformat(day)) for day in closed[case["region"]]]
    yield "holidays", np.array([days])


def _numbers(sheet: dict[str, Any]) -> range:
    return range(1, int(sheet["parts"]) + 1)


def _amount(sheet: dict[str, Any], number: int) -> int:
    return int(_value("amount", sheet | {"number": number}))


def _due(case: dict[str, str], sheet: dict[str, Any], number: int) -> date:
    known = sheet | {"number": number}
    if case["frequency"] != "month_end":
        return _filled_down("a_day_on", _value(case["frequency"], known), known)
    end = _filled_down("a_day_back", _value("end_of_first_month", known), known)
    known["late"] = _value("late", known | {"last_working_day": _serial(end)})
    return _filled_down("a_day_back", _value("month_end", known), known)


def _filled_down(cell: str, day: float, sheet: dict[str, Any]) -> date:
    """The last of some cells that each go on from the one above, until none moves."""
    above = None
    while day != above:
        above, day = day, _value(cell, sheet | {"day": int(day)})
    return _EPOCH + timedelta(days=int(day))


def _serial(day: date) -> int:
    return (day - _EPOCH).days


def _value(cell: str, sheet: dict[str, Any]) -> float:
    function, names = _compiled()[cell]
    return float(np.ravel(function(*(sheet[name] for name in names)))[0])


@cache
def _compiled() -> dict[str, tuple[Callable[..., Any], list[str]]]:
    parser = formulas.Parser()
    compiled = {}
    for row in rows("formulas.csv"):
        function = parser.ast(row["formula"])[1].compile()
        compiled[row["cell"]] = function, [name.lower() for name in function.inputs]
    return compiled


def write_expected() -> None:
    """Write ``expected.csv`` anew."""
    with (FOLDER / "expected.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name", "schedule"])
        for case in rows("cases.csv"):
            lines, _ = worked_out(case)
            writer.writerow([case["name"], in_one_line(case, lines)])


if __name__ == "__main__":
    write_expected()
