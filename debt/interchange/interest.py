"""The contract's terms of interest in a row of the accounts file."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from debt.interchange.problems import Unfit
from debt.interchange.row import Row
from debt.interest import DayCount, InterestPeriod, InterestTerms

Choice = TypeVar("Choice", bound=Enum)
_PERCENT = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,6}))?\s*%?")
_OTHERS = ("interest_from", "interest_day_count", "interest_period")


def read_terms(row: Row) -> InterestTerms | None:
    """What the row says about interest; ``None`` if nothing, or nothing whole."""
    percent = row.read("interest_percent", _percent, None)
    runs_from = row.day("interest_from")
    day_count = _choice(row, "interest_day_count", DayCount.ACTUAL_365)
    period = _choice(row, "interest_period", InterestPeriod.DAY)
    if not row.text("interest_percent"):
        for each in _OTHERS:
            if row.text(each):
                row.refuse(each, "is given without an interest_percent")
        return None
    if not row.text("interest_from"):
        row.refuse("interest_from", "is needed with an interest_percent")
    if percent is None or runs_from is None:
        return None
    return InterestTerms(percent, runs_from, day_count, period)


def _percent(text: str) -> Decimal:
    found = _PERCENT.fullmatch(text)
    percent = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    if percent is None or percent > 1000:
        raise Unfit("is no number from 0 to 1000 with a percent a year")
    return percent


def _choice(row: Row, column: str, default: Choice) -> Choice:
    kind = type(default)

    def read(text: str) -> Choice:
        try:
            return kind(text.lower().replace(" ", ""))
        except ValueError:
            known = ", ".join(str(each.value) for each in kind)
            raise Unfit(f"is none of {known}") from None

    return row.read(column, read, default)
