"""Tables of labelled messages, and samples of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.files import File
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.rows import Row, evenly, read_rows, split

ROWS = [Row(f"{name} {i}", name) for name in ("card", "cash", "loan") for i in range(9)]


def table(text: str) -> list[Row]:
    return read_rows(File("set.csv", text.encode()))


def test_quoted_commas_and_line_ends_belong_to_the_text() -> None:
    rows = table('text,category\r\n"my card, please",card\r\n"two\nlines",cash\r\n')

    assert rows == [Row("my card, please", "card"), Row("two\nlines", "cash")]


def test_the_columns_may_stand_in_any_order_beside_others() -> None:
    assert table("id,category,text\n1,card,hi\n") == [Row("hi", "card")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "set.csv:1: the header must be text,category"),
        ("", "set.csv:1: the header must be text,category"),
        ("text,category\nhi,card\nhi\n", "set.csv:3: write a text"),
        ("text,category\n,card\n", "set.csv:2: write a text"),
        ("text,category\nno, thanks,card\n", "set.csv:2: write a text"),
        ('text,category\n"hi,card\n', "set.csv:2: unexpected end of data"),
    ],
)
def test_a_malformed_row_is_named(text: str, told: str) -> None:
    with pytest.raises(CannotMeasure) as caught:
        table(text)

    assert caught.value.problems[0].startswith(told)


def test_the_line_that_is_not_utf8_is_named() -> None:
    with pytest.raises(CannotMeasure, match=r"set\.csv:2: this is not UTF-8"):
        read_rows(File("set.csv", b"text,category\n\xff,card\n"))


def test_a_category_with_too_few_rows_is_named() -> None:
    with pytest.raises(CannotMeasure, match="cash has 9 rows, not 10"):
        split(ROWS, 10, seed=0)


def test_all_rows_are_taken_when_none_are_counted() -> None:
    sampled, rest = split(ROWS, 0, seed=0)

    assert (len(sampled), rest) == (len(ROWS), [])


@given(st.integers(1, 8), st.integers())
def test_a_sample_is_even_apart_from_the_rest_and_repeatable(
    count: int, seed: int
) -> None:
    sampled, rest = split(ROWS, count, seed)

    assert set(Counter(row.category for row in sampled).values()) == {count}
    assert {row.text for row in sampled}.isdisjoint(row.text for row in rest)
    assert (sampled, rest) == split(ROWS, count, seed)


@given(st.integers(1, 30))
def test_a_limit_takes_from_every_category_alike(limit: int) -> None:
    counts = Counter(row.category for row in evenly(ROWS, limit, seed=0))

    assert sum(counts.values()) == min(limit, len(ROWS))
    assert max(counts.values()) - min(counts[name] for name in ("card", "loan")) <= 1


def test_without_a_limit_all_rows_are_there() -> None:
    assert len(evenly(ROWS, 0, seed=0)) == len(ROWS)
