"""The statements of a TOML text, each read by itself, with the line it begins on.

Read one by one, a statement that is wrong hides no mistake in the others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

_BLANK = " \t"
_HEADER = re.compile(r"""\s*\[\[?\s*[\w"']""")
_SETTING = re.compile(r"""\s*[\w"'. -]*=""")
_BARE_WORD = re.compile(r"[^=]*=\s*([A-Za-z]\w*)\s*(#.*)?$")


@dataclass(frozen=True)
class Header:
    """``[rule.plan]``, or with ``repeats`` the header ``[[rule]]`` of one of many."""

    line: int
    path: tuple[str, ...]
    repeats: bool


@dataclass(frozen=True)
class Setting:
    """``plan.bot_months = 12``; a table in braces gives one of each of its keys."""

    line: int
    path: tuple[str, ...]
    value: Any


@dataclass(frozen=True)
class Unreadable:
    """What is not TOML; ``advice`` says what is wrong and what to write."""

    line: int
    advice: str
    is_header: bool


Statement = Header | Setting | Unreadable


def statements(text: str) -> Iterator[Statement]:
    """Every statement in order. A list may go over several lines."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        taken = 1
        if lines[number].strip(_BLANK) and not _is_comment(lines[number]):
            taken = _length(lines, number)
            yield from _read("\n".join(lines[number : number + taken]), number + 1)
        number += taken


def refusal(text: str) -> tuple[int, str] | None:
    """What TOML forbids between statements, such as adding to a table in braces.

    The parser does not say in which line, so the first statement is looked for with
    which it refuses the text up to there. None where nothing is wrong.
    """
    wrong = _what_is_wrong(text)
    if not wrong:
        return None
    lines = text.split("\n")
    begins = [1, *(each.line for each in statements(text))]
    ends = [line - 1 for line in begins[1:]] + [len(lines)]

    def is_refused(end: int) -> bool:
        return bool(_what_is_wrong("\n".join(lines[:end])))

    return begins[bisect_left(ends, True, key=is_refused)], wrong


def _what_is_wrong(text: str) -> str:
    try:
        tomlkit.parse(text)
    except (TOMLKitError, ValueError) as exc:
        return str(exc)
    return ""


def _is_comment(line: str) -> bool:
    return line.lstrip(_BLANK).startswith("#")


def _length(lines: list[str], start: int) -> int:
    """How many lines a statement takes: until it is whole, or the next one begins."""
    for end in range(start + 1, len(lines) + 1):
        if _parsed("\n".join(lines[start:end])) is not None:
            return end - start
        if end < len(lines) and _begins_statement(lines[end]):
            break
    return 1


def _begins_statement(line: str) -> bool:
    return bool(_HEADER.match(line) or _SETTING.match(line))


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomlkit.parse(text).unwrap()
    except (TOMLKitError, ValueError, RecursionError):
        return None


def _read(text: str, line: int) -> Iterator[Statement]:
    content = _parsed(text)
    if content is None:
        yield Unreadable(line, _advice(text), text.lstrip(_BLANK).startswith("["))
    elif text.lstrip(_BLANK).startswith("["):
        yield _header(content, line)
    else:
        yield from _settings(content, line, ())


def _header(content: Any, line: int) -> Header:
    path: list[str] = []
    while content and isinstance(content, dict):
        ((name, content),) = content.items()
        path.append(name)
    return Header(line, tuple(path), repeats=isinstance(content, list))


def _settings(
    content: dict[str, Any], line: int, above: tuple[str, ...]
) -> Iterator[Setting]:
    for name, value in content.items():
        path = (*above, name)
        if isinstance(value, dict) and value:
            yield from _settings(value, line, path)
        else:
            yield Setting(line, path, value)


def _advice(text: str) -> str:
    """What is wrong with a statement that is not TOML, as far as can be seen."""
    first = text.split("\n")[0].strip(_BLANK)
    bare = _BARE_WORD.match(first)
    if first.startswith("["):
        return f"{first} is no header; write [[rule]], or [rule.plan] after it"
    if "=" not in first:
        return f"{first!r} sets nothing; write name = value, or put # before a comment"
    if bare:
        return f'a word as a value stands in quotes: "{bare[1]}"'
    return (
        f"{first!r} cannot be read; write name = value, with whole numbers as they "
        'are, words and amounts in quotes ("5.00") and lists in brackets ([3, 6])'
    )
