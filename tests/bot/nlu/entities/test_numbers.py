"""Numbers in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities.numbers import WORDS, parse_number, parse_year

UNITS = [
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
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spoken(number: int) -> str:
    if number < 20:
        return UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        return TENS[tens - 2] + (f" {UNITS[unit]}" if unit else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    high, low = divmod(number, size)
    joint = " and " if low and low < 100 else " "
    return f"{spoken(high)} {name}" + (f"{joint}{spoken(low)}" if low else "")


@given(st.integers(1, 99_999))
def test_every_number_that_can_be_said_is_understood(number: int) -> None:
    words = spoken(number)

    assert re.fullmatch(WORDS, words)
    assert parse_number(words) == number


@pytest.mark.parametrize("words", ["forty fifty", "five ten", "twenty eleven"])
def test_two_numbers_in_a_row_are_not_one(words: str) -> None:
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("nineteen eighty eight", 1988),
        ("nineteen oh five", 1905),
        ("two thousand and one", 2001),
        ("nineteen ninety", 1990),
    ],
)
def test_a_spoken_year_is_understood(words: str, year: int) -> None:
    assert parse_year(words) == year
