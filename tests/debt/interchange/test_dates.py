"""Days as spreadsheets write them: read when they are clear, refused when not."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.interchange.dates import DateOrder, DateShape, read_date, shape_of
from debt.interchange.problems import Unfit

THIRD_OF_MAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-03",
        "20260503",
        "2026-05-03T00:00:00",
        "2026-05-03 00:00:00.000",
        "03.05.2026",
        "3.5.2026",
        "3 May 2026",
        "03-May-2026",
        "46145",
        "46145.0",
    ],
)
def test_a_clear_day_needs_no_order(text: str) -> None:
    assert read_date(text, None) == THIRD_OF_MAY


@pytest.mark.parametrize("text", ["03/05/2026", "3-5-2026", "03/05/2026 00:00:00"])
def test_an_order_decides_what_could_be_two_days(text: str) -> None:
    assert read_date(text, DateOrder.DMY) == THIRD_OF_MAY
    assert read_date(text, DateOrder.MDY) == date(2026, 3, 5)
    with pytest.raises(Unfit, match="--dates dmy or --dates mdy"):
        read_date(text, None)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("31/12/2026", DateOrder.MDY),
        ("12/31/2026", DateOrder.DMY),
        ("30/02/2026", None),
        ("2026-13-01", None),
        ("03/05/26", None),
        ("3-May-26", None),
        ("1988", None),
        ("yesterday", None),
        ("0000-01-01", None),
    ],
)
def test_what_is_no_day_is_refused(text: str, order: DateOrder | None) -> None:
    with pytest.raises(Unfit):
        read_date(text, order)


def test_the_shape_tells_the_order_of_a_file() -> None:
    assert shape_of("31/12/2026") is DateShape.DAY_FIRST
    assert shape_of("12/31/2026") is DateShape.MONTH_FIRST
    assert shape_of("03/05/2026") is DateShape.EITHER
    assert shape_of("05/05/2026") is DateShape.CLEAR
    assert shape_of("2026-05-03") is DateShape.CLEAR


@given(st.dates(date(1930, 1, 1)), st.sampled_from(DateOrder))
def test_a_day_written_in_an_order_is_read_in_it(day: date, order: DateOrder) -> None:
    first, second = (day.day, day.month)
    if order is DateOrder.MDY:
        first, second = second, first

    assert read_date(f"{first:02}/{second:02}/{day.year:04}", order) == day
    assert read_date(day.isoformat(), order) == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    with suppress(Unfit):
        assert isinstance(read_date(text, DateOrder.DMY), date)
