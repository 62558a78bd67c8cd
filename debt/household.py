"""Reads the lines of a budget from what somebody says of their money.

Several may stand in one message, each with or without how often: ``I bring home 1,450,
rent 700, food 60 to 80 a week, no kids``. A figure said again counts as said last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from debt.budget import Budget, Figure, Group, Income, Interval, Source, Spending
from debt.errors import InvalidMoney
from debt.money import Money
from debt.phrases import phrases_of, plain

Line: TypeAlias = Source | Group
Lines: TypeAlias = Mapping[Line, tuple[Figure, ...]]

_NUMBER = (
    r"(?<![\d.,/])[£$€]?\s?(\d+(?:,\d{3})*(?:\.\d{1,2})?)"
    r"(?:\s?(k|grand|thousand)\b)?(?![\d%/]|[.,]\d)"
)
_FIGURE = re.compile(
    rf"\bbetween\s+{_NUMBER}\s+and\s+{_NUMBER}"
    rf"|{_NUMBER}(?:\s*(?:-|\N{{EN DASH}}|to|or)\s*{_NUMBER})?"
)
_CLAUSE_END = re.compile(r"[,;.\n]|\band\b|&|\+")
_ONLY_NO = re.compile(r"\W*no\W*")
_NO_BEFORE = re.compile(r"\bno\s+$")
# Numbers of something else than money.
_COUNTED = re.compile(
    r"^\s*(?:years?|months?|weeks?|days?|bed|people|of us|st|nd|rd|th)\b"
)
_HEADS = re.compile(r"^\s*(?:kids?|children|child|adults?)\b")
_MOST_HEADS = 12
# What stands between a figure and the one that takes its place.
_CORRECTION = re.compile(
    r"(?:\W|\bno\b|\bwait\b|\bsorry\b|\bi mean\b|\bactually\b|\bmake (?:that|it)\b"
    r"|\brather\b|\boops\b|\bmore like\b|\babout\b)*"
)


@dataclass(frozen=True)
class _Item:
    """A line's name or a figure in a message, and where it stands."""

    start: int
    end: int
    line: Line | None = None
    figure: Figure | None = None


def lines_in(text: str, currency: str, asked: Line | None) -> Lines:
    """The lines that a message tells, each with its figures.

    Args:
        asked: the line that was asked for, which a figure without a name is meant for.
    """
    said = plain(text)
    items = sorted(_items(said, currency), key=lambda item: item.start)
    found: dict[tuple[Line, str], Figure] = {}
    for name, figure in _pairs(said, items):
        line = name.line if name else asked
        if line is not None:
            found[line, said[name.start : name.end] if name else ""] = figure
    told: dict[Line, tuple[Figure, ...]] = defaultdict(tuple)
    for (line, _), figure in found.items():
        told[line] += (figure,)
    return dict(told)


def with_lines(budget: Budget, lines: Lines) -> Budget:
    """The budget with these lines in place of what was said of them before.

    An income without a name stands for all of it until one with a name is told.
    """
    named = {each for each in lines if isinstance(each, Source)} - {Source.OTHER}
    gone = set(Source) if Source.OTHER in lines else {*lines}
    gone |= {Source.OTHER} if named else set()
    income = [each for each in budget.income if each.source not in gone]
    spending = [each for each in budget.spending if each.group not in lines]
    for line, figures in lines.items():
        if isinstance(line, Source):
            income += [Income(line, figure) for figure in figures]
        else:
            spending += [Spending(line, figure) for figure in figures]
    return replace(budget, income=tuple(income), spending=tuple(spending))


def _pairs(said: str, items: list[_Item]) -> Iterator[tuple[_Item | None, Figure]]:
    """Each figure with its name: one before it, or right after in the same breath."""
    name: _Item | None = None
    before: tuple[_Item | None, int] | None = None
    for number, item in enumerate(items):
        if item.figure is None:
            name = item
            continue
        after = items[number + 1] if number + 1 < len(items) else None
        if (
            name is None
            and before
            and _CORRECTION.fullmatch(said[before[1] : item.start])
        ):
            name = before[0]
        elif name is None and after and _is_named_after(said, item, after):
            name = items.pop(number + 1)
        yield name, item.figure
        before, name = (name, item.end), None


def _is_named_after(said: str, figure: _Item, name: _Item) -> bool:
    """Whether a name follows in the same breath: ``700 on rent``."""
    between = said[figure.end : name.start]
    return name.figure is None and not _CLAUSE_END.search(between)


def _items(said: str, currency: str) -> Iterator[_Item]:
    zero = Figure.of(Money.zero(currency))
    for name in _names(said):
        yield name
        no = _NO_BEFORE.search(said[: name.start])
        if no:
            yield _Item(no.start(), name.start, figure=zero)
    for nothing in phrases_of("household", "nothing").places(said):
        yield _Item(nothing.start, nothing.end, figure=zero)
    if _ONLY_NO.fullmatch(said):
        yield _Item(0, len(said), figure=zero)
    for match in _FIGURE.finditer(said):
        figure = _figure(said, match, currency)
        if figure is not None:
            yield _Item(match.start(), match.end(), figure=figure)


def _names(said: str) -> Iterator[_Item]:
    """The names of lines; one inside a longer one is no name of its own."""
    lines = {each.value: each for each in (*Source, *Group)}
    taken = 0
    for place in phrases_of("household", "lines").places(said):
        if place.start >= taken:
            taken = place.end
            yield _Item(place.start, place.end, line=lines[place.name])


def _figure(said: str, match: re.Match[str], currency: str) -> Figure | None:
    parts = match.groups()
    pairs = zip(parts[::2], parts[1::2], strict=True)
    numbers = [(digits, k) for digits, k in pairs if digits]
    thousands = next((k for _, k in numbers if k), None)
    try:
        amounts = [_amount(digits, k or thousands, currency) for digits, k in numbers]
    except InvalidMoney:
        return None
    after = said[match.end() :]
    is_heads = _HEADS.match(after) and amounts[0].decimal <= _MOST_HEADS
    if is_heads or _COUNTED.match(after):
        return None
    return Figure(min(amounts), max(amounts), _interval(said, match))


def _amount(digits: str, thousands: str | None, currency: str) -> Money:
    value = Decimal(digits.replace(",", "")) * (1000 if thousands else 1)
    return Money.parse(f"{value:f}", currency)


def _interval(said: str, match: re.Match[str]) -> Interval:
    """How often, said right after the figure or right before; else by the month."""
    after = _CLAUSE_END.split(said[match.end() :], maxsplit=1)[0]
    after = re.split(r"\d", after, maxsplit=1)[0]
    before = _CLAUSE_END.split(said[: match.start()])[-1]
    intervals = phrases_of("household", "intervals")
    near = intervals.places(after)[:1] or intervals.places(re.split(r"\d", before)[-1])
    return Interval(near[-1].name) if near else Interval.MONTHLY
