"""Rules put together from statements; what does not fit is remarked and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from debt.account import Phase
from debt.errors import InvalidMoney
from debt.money import exponent
from debt.policy.remarks import Remark
from debt.policy.resolution import Change, Rule, limit_types
from debt.policy.statements import Header, Setting, Statement, Unreadable
from debt.policy.values import read_amount, read_text, read_value, read_word


def _phase(value: Any) -> Phase:
    found: Phase = read_word(Phase, value)
    return found


def _currency(value: Any) -> str:
    code = read_text(value)
    try:
        exponent(code)
    except InvalidMoney:
        raise ValueError('must be an ISO 4217 code in capitals, as "GBP"') from None
    return code


_CONDITIONS: dict[str, Callable[[Any], Any]] = {
    "creditor": read_text,
    "product": read_text,
    "phase": _phase,
    "currency": _currency,
    "balance_from": read_amount,
    "balance_below": read_amount,
}


@dataclass
class Draft:
    """A rule on its way.

    Attributes:
        line: of its ``[[rule]]``.
        lines: where each condition, limit and table stands.
    """

    line: int
    conditions: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def rule(self) -> Rule:
        return Rule(tuple(self.changes), **self.conditions, line=self.line)


def drafts_of(statements: Iterable[Statement]) -> tuple[list[Draft], list[Remark]]:
    """The rules of a file, and every mistake in a single statement."""
    bench = _Bench()
    for each in statements:
        if isinstance(each, Setting):
            bench.set(each)
        elif isinstance(each, Header):
            bench.open(each)
        else:
            bench.skip(each)
    return bench.drafts, bench.mistakes


class _Bench:
    """Takes statement after statement.

    Under a header that is wrong the values are still checked, on a draft that is then
    forgotten.
    """

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.mistakes: list[Remark] = []
        self._draft: Draft | None = None
        self._table: tuple[str, ...] = ()
        self._types = limit_types()

    def skip(self, statement: Unreadable) -> None:
        self._mistake(statement.line, statement.advice)
        if statement.is_header:
            self._draft, self._table = Draft(statement.line), ()

    def open(self, header: Header) -> None:
        top, *table = header.path
        self._table = tuple(table)
        if top == "rule" and header.repeats and not table:
            self._draft = Draft(header.line)
            self.drafts.append(self._draft)
        elif top == "rule" and not header.repeats and table and self._draft:
            self._open_table(header.line, ".".join(table), self._draft)
        else:
            self._table = header.path if top != "rule" else self._table
            name = ".".join(header.path)
            advice = f"[{name}] is unknown; write [[rule]], or [rule.plan] after it"
            self._mistake(header.line, advice)
            self._draft = Draft(header.line)

    def set(self, setting: Setting) -> None:
        name = ".".join((*self._table, *setting.path))
        if self._draft is None:
            advice = f"{name} stands before the first [[rule]]; put it under one"
            self._mistake(setting.line, advice)
        elif name in self._draft.lines:
            first = self._draft.lines[name]
            self._mistake(setting.line, f"{name} is set already in line {first}")
        else:
            self._draft.lines[name] = setting.line
            self._put(self._draft, name, setting)

    def _open_table(self, line: int, name: str, draft: Draft) -> None:
        before = [
            at for each, at in draft.lines.items() if f"{each}.".startswith(name + ".")
        ]
        if before:
            advice = f"[rule.{name}] is there already, in line {min(before)}"
            self._mistake(line, advice)
        draft.lines[name] = line

    def _put(self, draft: Draft, name: str, setting: Setting) -> None:
        try:
            if name in _CONDITIONS:
                draft.conditions[name] = _CONDITIONS[name](setting.value)
            elif name in self._types:
                value = read_value(name, self._types[name], setting.value)
                draft.changes.append(Change(name, value, setting.line))
            else:
                self._unknown(setting.line, name)
        except ValueError as exc:
            group = "" if name in _CONDITIONS else name.partition(".")[0]
            self._mistake(setting.line, f"{name} {exc}", group)

    def _unknown(self, line: int, name: str) -> None:
        near = _nearest(name, [*_CONDITIONS, *self._types])
        hint = f"; did you mean {near}?" if near else ""
        is_limit = near in self._types
        group = near.partition(".")[0] if is_limit else ""
        self._mistake(line, f"{name} is unknown{hint}", group)

    def _mistake(self, line: int, text: str, group: str = "") -> None:
        self.mistakes.append(Remark(line, text, group))


def _nearest(name: str, known: list[str]) -> str:
    """The known name that was probably meant, by its last part or by its spelling."""
    same_end = [each for each in known if _end(each) == _end(name)]
    by_end = {_end(each): each for each in known}
    near = (
        get_close_matches(name, same_end, 1, 0)
        or get_close_matches(name, known, 1)
        or [by_end[each] for each in get_close_matches(_end(name), list(by_end), 1)]
    )
    return near[0] if near else ""


def _end(name: str) -> str:
    return name.rpartition(".")[2]
