"""``operator.toml``: read, and checked for every mistake at once.

``[everywhere]`` has what holds in all places, ``[GB]`` or ``[US-NY-NYC]`` what holds
in one; each has what it does not set from the one around it. Opening hours stand in
``[everywhere.desk]``, years of limitation in ``[GB.limitation_years]``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from debt.operator.hours import DAYS, Desk
from debt.operator.jurisdictions import Operator, is_jurisdiction
from debt.operator.values import READERS, reader_of
from debt.operator.words import Role, Words
from debt.policy.remarks import Remark
from debt.policy.statements import Header, Setting, Unreadable, refusal, statements

EVERYWHERE = "everywhere"
_TABLES = ("desk", "limitation_years")
_OPTIONAL: dict[str, Any] = {
    "role": Role.THIRD_PARTY,
    "always_discloses": False,
    "desk.holidays": frozenset(),
    **dict.fromkeys((f"desk.{day}" for day in DAYS), None),
}


class OperatorError(Exception):
    """The file cannot be used.

    Attributes:
        mistakes: every one, in the order of lines.
    """

    def __init__(self, mistakes: tuple[Remark, ...]) -> None:
        super().__init__(
            "\n".join(f"line {each.line}: {each.text}" for each in mistakes)
        )
        self.mistakes = mistakes


@dataclass(frozen=True)
class Reading:
    """What a file says; ``found`` is None if it cannot be used."""

    found: Operator | None
    mistakes: tuple[Remark, ...]

    @property
    def operator(self) -> Operator:
        """The operator of a file without mistakes.

        Raises:
            OperatorError: with every mistake.
        """
        if self.found is None:
            raise OperatorError(self.mistakes)
        return self.found


@dataclass
class _Place:
    """One section on its way; ``line`` is where it begins."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def read_operator(text: str) -> Reading:
    """Read and check a whole file, as decoded; a byte order mark does no harm."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    reader = _Reader()
    for each in statements(text):
        reader.take(each)
    refused = None if reader.mistakes else refusal(text)
    mistakes = [*reader.mistakes, *reader.about_the_whole()]
    if refused:
        mistakes.append(Remark(*refused))
    if mistakes:
        return Reading(None, tuple(sorted(mistakes)))
    return Reading(reader.operator(), ())


class _Reader:
    """Takes statement after statement; what does not fit is remarked and left out."""

    def __init__(self) -> None:
        self.mistakes: list[Remark] = []
        self._places: dict[str, _Place] = {}
        self._place: _Place | None = None
        self._table = ""
        self._assumed: tuple[str, int] | None = None

    def take(self, statement: Header | Setting | Unreadable) -> None:
        if isinstance(statement, Header):
            self._open(statement)
        elif isinstance(statement, Setting):
            self._set(statement)
        else:
            self._mistake(statement.line, _advice(statement))
            if statement.is_header:
                self._place, self._table = _Place(statement.line), ""

    def about_the_whole(self) -> Iterator[Remark]:
        """What only shows when the sections are seen together."""
        codes = [code for code in self._places if code != EVERYWHERE]
        if not any("-" not in code for code in codes):
            yield Remark(0, "no country is there; write at least [GB] or [US]")
        for code in codes:
            place, above = self._places[code], code.partition("-")[0]
            if above not in self._places:
                yield Remark(place.line, f"[{code}] needs [{above}], which is missing")
        if self._assumed and self._assumed[0] not in codes:
            code, line = self._assumed
            yield Remark(line, f'assumed = "{code}", but there is no [{code}]')
        unread = {name for place in self._places.values() for name in place.lines}
        for code in (each for each in codes if "-" not in each):
            merged = self._merged(code)
            for name in READERS.keys() - merged.keys() - _OPTIONAL.keys() - unread:
                line = self._places[code].line
                yield Remark(line, f"{name} is set neither in [{code}] nor everywhere")

    def operator(self) -> Operator:
        codes = [code for code in self._places if code != EVERYWHERE]
        words = {code: _words(self._merged(code)) for code in codes}
        return Operator(words, self._assumed and self._assumed[0])

    def _merged(self, code: str) -> dict[str, Any]:
        parts = code.split("-")
        above = [EVERYWHERE, *("-".join(parts[: n + 1]) for n in range(len(parts)))]
        merged: dict[str, Any] = {}
        for each in above:
            if each in self._places:
                merged.update(self._places[each].values)
        return merged

    def _open(self, header: Header) -> None:
        top, *rest = header.path
        known = top == EVERYWHERE or is_jurisdiction(top)
        if header.repeats or not known or len(rest) > 1 or set(rest) - set(_TABLES):
            name = ".".join(header.path)
            self._mistake(header.line, f"[{name}] is unknown; {_HEADERS}")
            self._place, self._table = _Place(header.line), ""
            return
        self._place = self._places.setdefault(top, _Place(header.line))
        self._table = rest[0] if rest else ""
        title = f"[{'.'.join(header.path)}]"
        if title in self._place.lines:
            first = self._place.lines[title]
            self._mistake(header.line, f"{title} is there already, in line {first}")
        self._place.lines[title] = header.line

    def _set(self, setting: Setting) -> None:
        path = (self._table, *setting.path) if self._table else setting.path
        name = ".".join(path)
        if self._place is None:
            self._set_assumed(setting, name)
        elif name in self._place.lines:
            first = self._place.lines[name]
            self._mistake(setting.line, f"{name} is set already in line {first}")
        else:
            self._place.lines[name] = setting.line
            self._put(self._place, name, setting)

    def _set_assumed(self, setting: Setting, name: str) -> None:
        if name == "assumed" and self._assumed is None:
            self._assumed = (str(setting.value), setting.line)
        else:
            advice = f"{name} stands before the first section; put it under one"
            self._mistake(setting.line, advice)

    def _put(self, place: _Place, name: str, setting: Setting) -> None:
        read = reader_of(name)
        if read is None:
            near = get_close_matches(name, READERS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            self._mistake(setting.line, f"{name} is unknown{hint}")
            return
        try:
            place.values[_key(name)] = read(setting.value)
        except ValueError as exc:
            self._mistake(setting.line, f"{name} {exc}")

    def _mistake(self, line: int, text: str) -> None:
        self.mistakes.append(Remark(line, text))


def _key(name: str) -> str:
    """Products are compared whatever their case."""
    return name.casefold() if name.startswith("limitation_years.") else name


def _words(merged: dict[str, Any]) -> Words:
    values = {**_OPTIONAL, **merged}
    years = {
        name.partition(".")[2]: value
        for name, value in values.items()
        if name.startswith("limitation_years.")
    }
    desk = Desk(
        values["desk.zone"],
        tuple(values[f"desk.{day}"] for day in DAYS),
        values["desk.holidays"],
    )
    plain = {name: value for name, value in values.items() if "." not in name}
    return Words(**plain, limitation_years=tuple(sorted(years.items())), desk=desk)


def _advice(statement: Unreadable) -> str:
    """The parser's own advice on headers is about the policy file."""
    return f"this is no header; {_HEADERS}" if statement.is_header else statement.advice


_HEADERS = "write [everywhere], or a country like [GB], or [US-NY-NYC] for a part of it"
