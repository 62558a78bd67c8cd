"""Days as people and spreadsheets write them; what could be two days is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from debt.interchange.problems import Unfit
from debt.period import MONTHS

# Excel counts days from here for every day after February 1900.
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_ISO = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ][0-9:.]{5,15}Z?)?")
_NUMBERS = re.compile(
    r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?: [0-9]{1,2}:[0-9:]{2,5})?"
)
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[/. -][0-9A-Za-z]{1,9}[/. -][0-9]{2}")
_WORDS = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?[ -]([0-9]{4})")
_EXCEL_SERIAL = re.compile(r"[1-9][0-9]{4}(?:[.,]0+)?")


class DateOrder(str, Enum):
    """Which of 03/05/2026 is the month."""

    DMY = "dmy"
    MDY = "mdy"


class DateShape(str, Enum):
    """What a written day tells about the order its file uses."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    EITHER = "either"
    CLEAR = "clear"
    SERIAL = "serial"


def shape_of(text: str) -> DateShape:
    """Only two different numbers up to 12 before the year leave the order open."""
    found = _NUMBERS.fullmatch(text)
    if not found:
        serial = _EXCEL_SERIAL.fullmatch(text)
        return DateShape.SERIAL if serial else DateShape.CLEAR
    first, second = int(found[1]), int(found[3])
    # No country puts the month first before a full stop.
    if found[2] == "." or first == second:
        return DateShape.CLEAR
    if first > 12:
        return DateShape.DAY_FIRST
    return DateShape.MONTH_FIRST if second > 12 else DateShape.EITHER


@lru_cache(maxsize=10_000)
def read_date(text: str, order: DateOrder | None) -> date:
    """A day: ISO, numbers in the given order, ``3 May 2026``, or Excel's day number.

    Raises:
        Unfit: not a day, or one that could be two days while the order is unknown.
    """
    try:
        return _read(text, order)
    except ValueError as exc:
        if isinstance(exc, Unfit):
            raise
        raise Unfit("is not a day of the calendar") from None


def _read(text: str, order: DateOrder | None) -> date:
    iso = _ISO.fullmatch(text)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        return _from_numbers(numbers, shape_of(text), order)
    words = _WORDS.fullmatch(text)
    if words and words[2][:3].lower() in MONTHS:
        month = MONTHS.index(words[2][:3].lower()) + 1
        return date(int(words[3]), month, int(words[1]))
    if _EXCEL_SERIAL.fullmatch(text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(text[:5]))
    if _TWO_DIGIT_YEAR.fullmatch(text):
        raise Unfit("has a year of two digits; write four")
    raise Unfit("is not a date; write it as YYYY-MM-DD")


def _from_numbers(
    numbers: re.Match[str], shape: DateShape, order: DateOrder | None
) -> date:
    first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
    if shape is DateShape.EITHER and order is None:
        raise Unfit("could be two different days; give --dates dmy or --dates mdy")
    if shape is DateShape.CLEAR or order is not DateOrder.MDY:
        month_first = shape is DateShape.MONTH_FIRST and order is None
        day, month = (second, first) if month_first else (first, second)
    else:
        day, month = second, first
    return date(year, month, day)
