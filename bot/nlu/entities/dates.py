"""Dates written out, and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.nlu.entities import numbers
from bot.nlu.entities.entity import Entity, Utterance
from bot.nlu.entities.tense import looks_back

YOUNGEST = 16
"""Nobody younger has an account: a later year is not a year of birth."""

_MONTHS = (
    r"jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_STARTS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
WEEKDAY = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_DAY = rf"\d{{1,2}}(?:\s?(?:st|nd|rd|th))?|(?:{numbers.ORDINAL})"
_YEAR = rf"\d{{4}}|'\d\d|(?:{numbers.YEAR})"
_NOT_MONEY = r"(?!\d|\s?(?:pounds?|quid|bucks|dollars|euros|k\b|%|p\b|:\d))"
_VERB = r"(?!\s+(?:be|not|have|take|need|i|we|you)\b)"  # "10 may be too much"
_DAY_FIRST = re.compile(
    rf"\b(?:(?:{WEEKDAY})\.?,?\s+)?(?:the\s+)?(?P<day>{_DAY})(?:\s+of)?[\s.-]*"
    rf"(?P<month>{_MONTHS})\b{_VERB}\.?(?:,?[\s-]+(?P<year>{_YEAR})(?![\d,.]?\d))?",
    re.I,
)
_MONTH_FIRST = re.compile(
    r"(?:(?!mar|may)|(?<!\bI\s)(?<!\bwe\s)(?<!\bit\s)(?<!\byou\s))"
    rf"\b(?P<month>{_MONTHS})\.?\s+"
    rf"(?:the\s+)?(?P<day>{_DAY}){_NOT_MONEY}"
    rf"(?:,?\s+(?P<year>{_YEAR})(?![\d,.]?\d))?",
    re.I,
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_FIGURES = re.compile(
    r"(?<![\d/.-])(\d{1,2})([/.-]|\s)(\d{1,2})\2(\d{4}|\d{2})(?![/.-]?\d)"
)
_SHORT = re.compile(r"(?<![\d/.£$€-])(?!24/7|1/2)(\d{1,2})/(\d{1,2})(?![/.\d])")
_BORN = re.compile(r"\b(?:born|d\.?o\.?b\.?|birth\w*|bday)\b[^.!?\d]{0,15}$", re.I)
_LOOSE_YEAR = re.compile(
    rf",?\s+(\d\d|(?:{numbers.TENS})(?:[\s-](?:{numbers.UNITS}))?)(?!\w|[.:]\d){_NOT_MONEY}",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:paid|payments?|sent|opened|took|taken|since|died|passed|filed|settled|closed"
    r"|bought|borrowed|dated|default\w*|from|statement|moved|started|received"
    r"|discharged|invoice)\b[^,;.!?\n]*$",
    re.I,
)


def written_dates(said: Utterance) -> list[Entity]:
    """Every ``date`` and ``date_of_birth`` that names a day and a month."""
    found: list[Entity] = []
    for finder in (_year_first, _figures, _in_words, _short):
        found += finder(said.without(found))
    return found


def nearest(day: int, month: int, today: date, back: bool) -> date | None:
    """The last (``back``) or next such day, today included; None if there is none."""
    # 29 February may be up to eight years away.
    step = -1 if back else 1
    for year in range(today.year, today.year + 9 * step, step):
        there = _valid(year, month, day)
        if there and (there <= today if back else there >= today):
            return there
    return None


def month_number(name: str) -> int:
    """1 for "January", "jan" and so on."""
    return _MONTH_STARTS.index(name[:3].lower()) + 1


def _year_first(said: Utterance) -> Iterator[Entity]:
    for match in _YEAR_FIRST.finditer(said.open):
        there = _valid(int(match[1]), int(match[3]), int(match[4]))
        if there:
            yield _full(said, there, match)


def _figures(said: Utterance) -> Iterator[Entity]:
    for match in _FIGURES.finditer(said.open):
        if match[2].isspace() and len(match[4]) == 2 and not _birth_told(said, match):
            continue
        year = _long_year(match[4], said.today)
        there = _by_locale(int(match[1]), int(match[3]), year, said.locale)
        if there:
            yield _full(said, there, match)


def _birth_told(said: Utterance, match: re.Match[str]) -> bool:
    """Whether three loose figures are a birthday: all there is, or announced."""
    before, after = said.before(match.start()), said.text[match.end() :]
    return not re.search(r"\w", before + after) or bool(_BORN.search(before))


def _short(said: Utterance) -> Iterator[Entity]:
    for match in _SHORT.finditer(said.open):
        first, second = int(match[1]), int(match[2])
        # A leap year, so that 29 February passes as a day.
        like = _by_locale(first, second, 2024, said.locale)
        if like:
            back = looks_back(said.text, *match.span())
            there = nearest(like.day, like.month, said.today, back)
            if there:
                yield said.entity("date", there.isoformat(), match.span())


def _in_words(said: Utterance) -> Iterator[Entity]:
    taken = said
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(taken.open):
            entity = _worded(said, match)
            if entity:
                taken = taken.without([entity])
                yield entity


def _worded(said: Utterance, match: re.Match[str]) -> Entity | None:
    day, month = _day(match["day"]), month_number(match["month"])
    if match["year"]:
        year = _spoken_year(match["year"], said.today)
        there = _valid(year, month, day) if year else None
        return _full(said, there, match) if there else None
    loose = _birth_year(said, match)
    if loose:
        there = _valid(_loose_year(loose[1], said.today), month, day)
        span = (match.start(), match.end() + loose.end(1))
        return said.entity("date_of_birth", there.isoformat(), span) if there else None
    back = looks_back(said.text, *match.span())
    there = nearest(day, month, said.today, back)
    return said.entity("date", there.isoformat(), match.span()) if there else None


def _birth_year(said: Utterance, match: re.Match[str]) -> re.Match[str] | None:
    """Two loose figures after a day are a year where a birthday is told."""
    year = _LOOSE_YEAR.match(said.open[match.end() :])
    before = said.before(match.start())
    return year if not re.search(r"\w", before) or _BORN.search(before) else None


def _full(said: Utterance, there: date, match: re.Match[str]) -> Entity:
    """A date with its year: a birthday, unless the words before tell of an event."""
    grown = 1900 <= there.year <= said.today.year - YOUNGEST
    birthday = grown and not _EVENT.search(said.before(match.start()))
    name = "date_of_birth" if birthday else "date"
    return said.entity(name, there.isoformat(), match.span())


def _by_locale(first: int, second: int, year: int, locale: str) -> date | None:
    """Month first in en-US, day first elsewhere; the other way if only that exists."""
    day_first, month_first = (first, second), (second, first)
    orders = (month_first, day_first) if locale == "en-US" else (day_first, month_first)
    for day, month in orders:
        there = _valid(year, month, day)
        if there:
            return there
    return None


def _day(text: str) -> int:
    figures = re.match(r"\d+", text)
    return int(figures[0]) if figures else numbers.parse_day(text)


def _spoken_year(text: str, today: date) -> int | None:
    figures = text.strip("'")
    if figures.isdigit():
        return _long_year(figures, today)
    return numbers.parse_year(text)


def _long_year(figures: str, today: date) -> int:
    """Two figures mean the century that brings the year nearest before today + 5."""
    year = int(figures)
    if len(figures) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year + 5 else 1900 + year


def _loose_year(text: str, today: date) -> int:
    figures = text if text.isdigit() else str(numbers.parse_number(text))
    return _long_year(figures, today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
