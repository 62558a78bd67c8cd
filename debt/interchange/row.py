"""One row as named cells, read column by column; every problem in it is collected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from debt.errors import InvalidMoney
from debt.interchange.amounts import read_amount
from debt.interchange.columns import Header
from debt.interchange.dates import read_date
from debt.interchange.problems import Problem, Unfit
from debt.interchange.records import Record
from debt.interchange.survey import Formats
from debt.interchange.text import clean
from debt.money import Money, exponent
from debt.operator.jurisdictions import is_jurisdiction

T = TypeVar("T")


@dataclass
class Row:
    """The cells that are not empty, by column, and what was found wrong so far.

    Attributes:
        today: no day that has been may lie after it.
    """

    line: int
    cells: dict[str, str]
    formats: Formats
    today: date
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(Problem(column, reason))

    def text(self, column: str, default: str = "") -> str:
        return self.cells.get(column, default)

    def read(self, column: str, read: Callable[[str], T], default: T) -> T:
        """Read a cell that may be empty; a bad one is noted and gives the default."""
        text = self.cells.get(column)
        if not text:
            return default
        try:
            return read(text)
        except Unfit as exc:
            self.refuse(column, str(exc))
            return default

    def day(self, column: str) -> date | None:
        order = self.formats.dates
        return self.read(column, lambda text: read_date(text, order), None)

    def past_day(self, column: str) -> date | None:
        """A day that has been; a later one is a problem."""
        day = self.day(column)
        if day and day > self.today:
            self.refuse(column, "lies in the future")
        return day

    def money(self, column: str, currency: str) -> Money:
        """An amount, zero where the cell is empty; one below zero is a problem."""
        zero = _nothing(currency)
        if column not in self.cells:
            return zero
        mark = self.formats.decimal
        amount = self.read(column, lambda t: read_amount(t, currency, mark), zero)
        if amount.minor < 0:
            self.refuse(column, "is below zero")
        return amount

    def require(self, columns: tuple[str, ...]) -> None:
        refused = {each.column for each in self.problems}
        for each in columns:
            if each not in self.cells and each not in refused:
                self.refuse(each, "is empty")


def read_row(record: Record, header: Header, formats: Formats, today: date) -> Row:
    """Give cells their names; a cell beyond the header makes the row unreadable."""
    row = Row(record.line, {}, formats, today)
    if record.problem:
        row.problems.append(record.problem)
        return row
    for name, cell in zip(header.names, record.cells, strict=False):
        if name and cell:
            try:
                text = clean(cell)
            except Unfit as exc:
                row.refuse(name, str(exc))
                text = ""
            if text:
                row.cells[name] = text
    beyond = record.cells[len(header.names) :]
    if any(map(str.strip, beyond)):
        row.refuse("", "has more cells than the header; is a separator not quoted?")
    return row


_nothing = lru_cache(maxsize=1000)(Money.zero)


def read_currency(text: str) -> str:
    """An ISO 4217 code.

    Raises:
        Unfit: there is no such currency.
    """
    code = text.upper()
    try:
        exponent(code)
    except InvalidMoney:
        raise Unfit("is no ISO 4217 currency code such as GBP") from None
    return code


@lru_cache(maxsize=1000)
def read_locale(text: str) -> str:
    """A language and country, ``en-GB`` or ``en_GB``.

    Raises:
        Unfit: no such locale is known.
    """
    try:
        locale = Locale.parse(text.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = None
    if locale is None or not locale.territory:
        raise Unfit("is no language with a country such as en-GB")
    return f"{locale.language}-{locale.territory}"


def read_jurisdiction(text: str) -> str:
    """A country, or a part of one: ``US-NY``, as the operator's file names it.

    Raises:
        Unfit: it does not look like one.
    """
    code = text.upper()
    if not is_jurisdiction(code):
        raise Unfit("is no country or state such as GB, US-NY or US-NY-NYC")
    return code


@lru_cache(maxsize=1000)
def read_zone(text: str) -> str:
    """An IANA time zone.

    Raises:
        Unfit: no such zone is known.
    """
    try:
        ZoneInfo(text)
    except (ValueError, LookupError, OSError):
        raise Unfit("is no IANA time zone such as Europe/London") from None
    return text
