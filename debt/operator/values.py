"""One value of ``operator.toml``, checked by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from debt.operator.hours import DAYS, Opening
from debt.operator.words import PHRASES, Role, Texts, TimeBarred
from debt.policy.values import Range, read_word, shown

_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LONGEST = 200


def read_phrase(value: Any) -> str:
    """A phrase for the inside of a sentence.

    Raises:
        ValueError: empty, too long, of several lines, or with braces, which would be
            read as a placeholder.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"must be a text in quotes, not {shown(value)}")
    if len(value) > _LONGEST or set(value) & set("{}\n"):
        raise ValueError(f"must be one line of up to {_LONGEST} characters, no braces")
    return value.strip()


def _email(value: Any) -> str:
    if not isinstance(value, str) or not _EMAIL.fullmatch(value):
        raise ValueError(f"must be an e-mail address, not {shown(value)}")
    return value


def _word(kind: Any) -> Callable[[Any], Any]:
    return lambda value: read_word(kind, value)


def _number(allowed: Range) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is int and allowed.least <= value <= allowed.most:
            return value
        raise ValueError(f"must be a whole number {allowed}, not {shown(value)}")

    return read


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"must be true or false, not {shown(value)}")


def _zone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError, TypeError):
        text = f'must be a time zone such as "Europe/London", not {shown(value)}'
        raise ValueError(text) from None


def _opening(value: Any) -> Opening | None:
    if value == "closed":
        return None
    if not isinstance(value, str) or not _HOURS.fullmatch(value):
        raise ValueError(f'must be like "09:00-17:30" or "closed", not {shown(value)}')
    begin, end = value.split("-")
    opening = Opening(time.fromisoformat(begin), time.fromisoformat(end))
    if opening.end <= opening.begin:
        raise ValueError(f"ends before it begins: {shown(value)}")
    return opening


def _days(value: Any) -> frozenset[date]:
    if not isinstance(value, list) or not all(type(each) is date for each in value):
        raise ValueError("must be a list of dates without quotes, as [2026-12-25]")
    return frozenset(value)


_YEARS = _number(Range(1, 30))
READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(PHRASES, read_phrase),
    "company_email": _email,
    "role": _word(Role),
    "complaint_weeks": _number(Range(1, 8, "FCA DISP 1.6.2R")),
    "data_days": _number(Range(1, 30, "UK GDPR Art. 12(3)")),
    "texts": _word(Texts),
    "time_barred": _word(TimeBarred),
    "always_discloses": _yes_or_no,
    "limitation_years.other": _YEARS,
    "desk.zone": _zone,
    **dict.fromkeys((f"desk.{day}" for day in DAYS), _opening),
    "desk.holidays": _days,
}
"""By name; of ``limitation_years`` any product may stand there too."""


def reader_of(name: str) -> Callable[[Any], Any] | None:
    """How a value is read; None if there is no such name."""
    return _YEARS if name.startswith("limitation_years.") else READERS.get(name)
