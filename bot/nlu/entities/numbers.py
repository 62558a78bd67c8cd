"""Whole numbers in words, English: "twenty five", "a hundred and ten", "third"."""

from __future__ import annotations

import re

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]

_SMALL = {word: value for value, word in enumerate(_UNITS)}
_SMALL |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
# As often mistyped.
_SMALL |= {"fourty": 40, "fivety": 50, "fifity": 50, "ninty": 90, "fourtey": 40}
_SMALL |= {"twenny": 20, "thirtey": 30, "thrity": 30, "tweny": 20, "fity": 50}
_SCALES = {"hundred": 100, "hundered": 100, "hunderd": 100, "thousand": 1000}

_ORDINAL_DAYS = {word: value for value, word in enumerate(_ORDINALS, start=1)}
_ORDINAL_DAYS["thirtieth"] = 30
for _tens, _value in (("twenty", 20), ("thirty", 30)):
    for _unit, _word in enumerate(_ORDINALS[:9], start=1):
        if _value + _unit <= 31:
            _ORDINAL_DAYS[f"{_tens} {_word}"] = _value + _unit


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_WORD = _any([*_SMALL, *_SCALES])
_COUPLE = r"(?:a\s+)?couple\s+(?:of\s+)?"
# "Twentyfive" is written in one often enough.
WORDS = (
    rf"(?:(?:{_COUPLE}|a\s+)(?={_any([*_SCALES])}))?(?:{_WORD})"
    rf"(?:(?:[\s-]+|\s+and\s+|(?<=ty))(?:{_WORD}))*"
)
"""Pattern of a number in words (ignore case, put word boundaries around it)."""

UNITS, TENS = _any(_UNITS[1:10]), _any(_TENS)
"""Patterns of one to nine and of the round tens in words."""

HOURS = _any(_UNITS[1:13])
"""Pattern of an hour of the clock in words."""

ORDINAL = _any([word.replace(" ", r"[\s-]") for word in _ORDINAL_DAYS])
"""Pattern of a day of the month in words."""

YEAR = (
    rf"(?:nineteen|twenty)[\s-](?:{_any([*_SMALL])}|oh)(?:[\s-](?:{_any(_UNITS[1:10])}))?"
    rf"|two\s+thousand(?:\s+(?:and\s+)?(?:{_any(_UNITS[1:])}))?"
)
"""Pattern of a year as it is spoken: "nineteen eighty eight"."""


_SPLIT = re.compile(rf"couple|{_WORD}")


def parse_number(words: str) -> int | None:
    """The value of ``words``; None where they are not one number ("forty fifty").

    "Two fifty" is 250, as it is said.
    """
    total, group, last = 0, 0, 1000
    for word in _SPLIT.findall(words.lower()):
        if word == "couple":
            group = 2
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            total, group = _scaled(total, max(group, 1), scale)
            last = 100 if scale == 100 else 1000
            continue
        value = _SMALL[word]
        if not total and group == last in range(1, 10) and value >= 20:
            group, last = group * 100, 100
        if value >= _room(last):
            return None
        group, last = group + value, value
    return total + group


def parse_day(words: str) -> int:
    """The day of the month that ``words`` (a match of ORDINAL) names."""
    return _ORDINAL_DAYS[re.sub(r"[\s-]+", " ", words.lower())]


def parse_year(words: str) -> int | None:
    """The year spoken as ``words`` (a match of YEAR)."""
    if words.lower().startswith("two"):
        return parse_number(words)
    century, _, rest = re.sub(r"[\s-]+", " ", words.lower()).partition(" ")
    years = parse_number(rest.replace("oh", "zero ").replace("zero  ", ""))
    return None if years is None else 100 * _SMALL[century] + years


def _scaled(total: int, group: int, scale: int) -> tuple[int, int]:
    if scale == 1000:
        return total + group * scale, 0
    return total, group * scale


def _room(last: int) -> int:
    """The smallest value that may not follow ``last``: after twenty, only units."""
    if last >= 100:
        return 1000
    return 10 if last >= 20 else 0
