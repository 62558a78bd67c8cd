"""Measures the values read from utterances against those that people wrote down."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from bot.evaluation.files import pair
from bot.evaluation.problems import CannotMeasure, Malformed
from bot.nlu.entities.extract import DEFAULT_LOCALE, extract
from bot.nlu.entities.resolved import Value, resolved

LOCALES = ("en-GB", "en-US", "en-IE", "en-CA", "en-AU")
"""The locales whose money and dates the rules know."""
_FORM = "utterance<TAB>JSON"


@dataclass(frozen=True)
class Case:
    """An utterance, who says it when, and the values it holds."""

    text: str
    locale: str
    today: date
    expected: Mapping[str, Any]


@dataclass(frozen=True)
class Miss:
    """An utterance whose values were not read as expected."""

    utterance: str
    expected: Mapping[str, Any]
    got: Mapping[str, Value]


@dataclass(frozen=True)
class ValueReport:
    """``exact`` is the share of utterances with all their values and no other.

    ``per_key`` is that share for one kind of value, among the utterances in which it
    was expected or read.
    """

    exact: float
    per_key: Mapping[str, float]
    misses: Sequence[Miss]

    def figures(self) -> dict[str, Any]:
        """Everything found, as it goes into JSON."""
        return asdict(self)


def case(today: date) -> Callable[[str], Case]:
    """A parser of ``utterance<TAB>JSON``; ``today`` is for lines that name no day."""

    def parse(line: str) -> Case:
        text, labels = pair(line, _FORM)
        expected = _json_object(labels)
        locale = expected.pop("locale", DEFAULT_LOCALE)
        day = expected.pop("today", None)
        if locale not in LOCALES:
            known = ", ".join(LOCALES)
            raise Malformed(f"unknown locale {locale!r}; use one of {known}")
        return Case(text, locale, today if day is None else _date(day), expected)

    return parse


def measure_values(cases: Sequence[Case]) -> ValueReport:
    """Read every utterance and compare.

    Raises:
        CannotMeasure: there are no cases.
    """
    if not cases:
        raise CannotMeasure("There are no messages to measure; give at least one line.")
    misses = []
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for each in cases:
        got = resolved(extract(each.text, locale=each.locale, today=each.today))
        keys = each.expected.keys() | got.keys()
        same = {key for key in keys if _is_same_at(key, each.expected, got)}
        seen.update(keys)
        right.update(same)
        if same != keys:
            misses.append(Miss(each.text, each.expected, got))
    return ValueReport(
        exact=1 - len(misses) / len(cases),
        per_key={key: right[key] / seen[key] for key in sorted(seen)},
        misses=misses,
    )


def is_same(expected: object, got: object) -> bool:
    """Whether two values are equal; 12, 12.0 and "12" are, "12" and "12.0" are not."""
    if isinstance(expected, str) and isinstance(got, str):
        return expected == got
    left, right = _number(expected), _number(got)
    return left is not None and left == right


def _is_same_at(key: str, expected: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    return key in expected and key in got and is_same(expected[key], got[key])


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _json_object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as exc:
        raise Malformed(f"the values are not JSON ({exc}); write {_FORM}") from exc
    if not isinstance(found, dict):
        raise Malformed('the values are no JSON object; write {} or {"amount": …}')
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _date(day: object) -> date:
    try:
        return date.fromisoformat(str(day))
    except ValueError as exc:
        raise Malformed(f"{day!r} is no date; write today as YYYY-MM-DD") from exc
