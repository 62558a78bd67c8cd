"""One value of the policy file, checked by the type and the name of its limit.

The range of a number follows from the last word of its name, so that a limit that is
added to ``limits.py`` can be read without a change here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import Any, get_args, get_origin

import tomlkit

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")


@dataclass(frozen=True)
class Range:
    """Both ends included; ``source`` is the rule behind an end, where there is one."""

    least: int
    most: int
    source: str = ""

    def __str__(self) -> str:
        source = f" ({self.source})" if self.source else ""
        return f"from {self.least} to {self.most}{source}"


_COUNTS = Range(0, 100)
_BY_LAST_WORD = {
    "percent": Range(0, 100),
    "hours": Range(1, 24 * 365),
    "days": Range(0, 365),
    "months": Range(0, 120),
}
# With less there would be nothing to count. And the validation period is 30 days
# after receipt, which is assumed 5 business days after sending: with a weekend and
# holidays, up to 10 days.
_BY_NAME = {
    "plan.misses_at_risk": Range(1, 100),
    "plan.token_months": Range(1, 120),
    "settlement.max_parts": Range(1, 100),
    "settlement.counters": Range(0, 3, "more would give the floor away"),
    "settlement.days": Range(
        40,
        365,
        "no offer may end in the validation period, 12 CFR 1006.34(b)(5), 1006.38(b)",
    ),
}
_ABOVE_ZERO = {
    "plan.min_instalment",
    "plan.token_amount",
    "payment.least",
    "affordability.most_monthly",
}


def range_of(name: str) -> Range:
    """What a whole number may be, by the name of its limit."""
    last_word = re.split(r"[._]", name)[-1]
    return _BY_NAME.get(name) or _BY_LAST_WORD.get(last_word, _COUNTS)


def read_value(name: str, kind: Any, value: Any) -> Any:
    """The value of a limit, as its dataclass wants it.

    Raises:
        ValueError: saying what it must be.
        TypeError: the reader knows no such type; a mistake in ``limits.py``.
    """
    if get_origin(kind) is tuple:
        return _list(name, get_args(kind), value)
    if kind is Decimal:
        return _limit_amount(name, value)
    if kind is int:
        return _whole_number(name, value)
    if kind is bool:
        return _yes_or_no(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return read_word(kind, value)
    raise TypeError(kind)


def read_amount(value: Any) -> Decimal:
    """An amount of money in major units, zero or more.

    Raises:
        ValueError: not a plain number in quotes.
    """
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Decimal(value)
    raise ValueError(f'must be an amount in quotes, such as "5.00", not {shown(value)}')


def read_text(value: Any) -> str:
    """Any text that is not empty.

    Raises:
        ValueError: empty, or not a text.
    """
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError(f"must be a text in quotes, not {shown(value)}")


def read_word(kind: type[Enum], value: Any) -> Any:
    """One of the words that exist.

    Raises:
        ValueError: another; with the nearest one.
    """
    words = [str(each.value) for each in kind]
    if value in words:
        return kind(value)
    near = get_close_matches(str(value).strip().lower(), words, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ValueError(f"must be one of {', '.join(words)}, not {shown(value)}{hint}")


def shown(value: Any) -> str:
    """A value as it is written in the file."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Decimal):
        value = str(value)
    return str(tomlkit.item(value).as_string())


def _whole_number(name: str, value: Any) -> int:
    allowed = range_of(name)
    if type(value) is int and allowed.least <= value <= allowed.most:
        return value
    raise ValueError(f"must be a whole number {allowed}, not {shown(value)}")


def _limit_amount(name: str, value: Any) -> Decimal:
    amount = read_amount(value)
    if name in _ABOVE_ZERO and not amount:
        raise ValueError("must be above zero")
    return amount


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"must be true or false, not {shown(value)}")


def _list(name: str, kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list in brackets, not {shown(value)}")
    is_open = kinds[-1] is Ellipsis
    if not value or (not is_open and len(value) != len(kinds)):
        count = "at least one value" if is_open else f"exactly {len(kinds)} values"
        raise ValueError(f"must list {count}, not {shown(value)}")
    read = tuple(read_value(name, kinds[0], each) for each in value)
    if is_open and len(set(read)) < len(read):
        raise ValueError(f"lists something twice: {shown(value)}")
    return read
