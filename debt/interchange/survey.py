"""A first look through a whole file: in which formats it is, and what it repeats.

How dates and amounts are written is told by the file, not by the row: one clear cell
decides for all, and two that disagree stop the import before anything is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from debt.identity import normal_reference
from debt.interchange.amounts import DecimalMark, marks_of
from debt.interchange.columns import Header, Holds, Layout
from debt.interchange.dates import DateOrder, DateShape, shape_of
from debt.interchange.problems import Unfit, Unreadable
from debt.interchange.records import Record
from debt.interchange.text import clean

_BITS = 27
_USUAL_SHARE = 0.9


@dataclass(frozen=True)
class Formats:
    """How the file writes dates and amounts; ``None`` where it cannot be told."""

    dates: DateOrder | None = None
    decimal: DecimalMark | None = None


@dataclass(frozen=True)
class Findings:
    """What the first look found.

    Attributes:
        repeated: hashes (see `key_hash`) of keys that may stand in several rows.
        disputed: hashes of customers who may have several dates of birth.
        notices: what an operator should know, in sentences.
    """

    formats: Formats
    rows: int
    repeated: frozenset[int]
    disputed: frozenset[int]
    notices: tuple[str, ...]


def key_hash(text: str) -> int:
    """A hash, for one run, of a reference as it is compared."""
    return hash(normal_reference(text))


class Seen:
    """Which hashes were there before, in sixteen megabytes however many there are.

    Now and then it takes a new one for an old one, never the other way round.
    """

    def __init__(self) -> None:
        self._bits = bytearray(1 << (_BITS - 3))

    def add(self, number: int) -> bool:
        """Return whether it may have been there."""
        place = number & ((1 << _BITS) - 1)
        byte, bit = place >> 3, 1 << (place & 7)
        was_there = bool(self._bits[byte] & bit)
        self._bits[byte] |= bit
        return was_there


class Survey:
    """Goes through the rows once, and then says what it found."""

    def __init__(self, layout: Layout, header: Header) -> None:
        holds = {each.name: each.holds for each in layout.columns}
        places = {name: place for place, name in enumerate(header.names) if name}
        self._dates = [p for name, p in places.items() if holds[name] is Holds.DATE]
        self._amounts = [p for n, p in places.items() if holds[n] is Holds.AMOUNT]
        self._key = places[layout.key]
        self._person = tuple(places.get(each, -1) for each in layout.person)
        self._names = header.names
        self._rows = 0
        self._keys, self._people = Seen(), Seen()
        self._repeated: set[int] = set()
        self._disputed: set[int] = set()
        self._order: dict[DateShape, int] = {}
        self._marks: dict[DecimalMark, int] = {}
        self._lengths: Counter[int] = Counter()

    def look(self, record: Record) -> None:
        """Take one row into account, good or bad."""
        self._rows += 1
        cells = record.cells
        if record.problem or len(cells) <= self._key:
            return
        self._look_at_key(cells[self._key])
        self._look_at_person(cells)
        for place in self._dates:
            if place < len(cells) and cells[place][4:5] != "-":
                self._look_at_date(cells[place], record.line)
        for place in self._amounts:
            if place < len(cells):
                self._look_at_amount(cells[place], record.line)

    def _look_at_key(self, text: str) -> None:
        number = key_hash(text)
        if self._keys.add(number):
            self._repeated.add(number)
        if text.isdecimal():
            self._lengths[len(text)] += 1

    def _look_at_person(self, cells: Sequence[str]) -> None:
        if not self._person or not -1 < max(self._person) < len(cells):
            return
        customer = cells[self._person[0]]
        if not customer or self._person[0] < 0:
            return
        number = key_hash(customer)
        same_fact = self._people.add(hash((number, cells[self._person[1]])))
        if self._people.add(number) and not same_fact:
            self._disputed.add(number)

    def _look_at_date(self, cell: str, line: int) -> None:
        if cell:
            try:
                self._order.setdefault(shape_of(clean(cell)), line)
            except Unfit:
                return

    def _look_at_amount(self, cell: str, line: int) -> None:
        if cell[-3:-2] == "." and "," not in cell:
            self._marks.setdefault(DecimalMark.POINT, line)
        elif "." in cell or "," in cell:
            try:
                marks = marks_of(clean(cell))
            except Unfit:
                return
            if len(marks) == 1:
                self._marks.setdefault(next(iter(marks)), line)

    def findings(self, declared: Formats) -> Findings:
        """What holds for the whole file; what the operator declared comes first.

        Raises:
            Unreadable: there is no row, or the rows disagree about a format.
        """
        if not self._rows:
            raise Unreadable("The file has a header and no rows.")
        return Findings(
            Formats(declared.dates or self._date_order(), self._decimal(declared)),
            self._rows,
            frozenset(self._repeated),
            frozenset(self._disputed),
            tuple(self._notices()),
        )

    def _date_order(self) -> DateOrder | None:
        days = self._order.get(DateShape.DAY_FIRST)
        months = self._order.get(DateShape.MONTH_FIRST)
        if days and months:
            raise Unreadable(
                f"Line {days} has a date with the day first, line {months} one with "
                "the month first. Give --dates dmy or --dates mdy: rows in the other "
                "order are then rejected."
            )
        if days or months:
            return DateOrder.DMY if days else DateOrder.MDY
        if DateShape.EITHER in self._order:
            raise Unreadable(
                f"Dates such as the one on line {self._order[DateShape.EITHER]} could "
                "have the day or the month first, and no date in the file tells which. "
                "Give --dates dmy or --dates mdy."
            )
        return None

    def _decimal(self, declared: Formats) -> DecimalMark | None:
        if declared.decimal or len(self._marks) < 2:
            return declared.decimal or next(iter(self._marks), None)
        raise Unreadable(
            f"Line {self._marks[DecimalMark.POINT]} has an amount with a decimal "
            f"point, line {self._marks[DecimalMark.COMMA]} one with a decimal comma. "
            "Give --decimal point or --decimal comma: rows written the other way are "
            "then rejected."
        )

    def _notices(self) -> list[str]:
        notices = []
        if DateShape.SERIAL in self._order:
            notices.append(
                f"Line {self._order[DateShape.SERIAL]} has a date as Excel's day "
                "number; it was counted from 1900."
            )
        usual, count = max(self._lengths.items(), default=(0, 0), key=lambda x: x[1])
        short = sum(self._lengths[usual - each] for each in (1, 2, 3))
        if short and count > _USUAL_SHARE * sum(self._lengths.values()):
            notices.append(
                f"{short} of the {self._names[self._key]} numbers are shorter than the "
                f"usual {usual} digits; have leading zeros been lost?"
            )
        return notices
