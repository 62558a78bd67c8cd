"""Days, written out and told from today. Today is Sunday, 22 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities.extract import extract

TODAY = date(2026, 11, 22)


def values(
    name: str, text: str, locale: str = "en-GB", today: date = TODAY
) -> list[str]:
    found = extract(text, locale=locale, today=today)
    return [str(entity.value) for entity in found if entity.entity == name]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I'll pay today", "2026-11-22"),
        ("tonight after work", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
        ("tmrw", "2026-11-23"),
        ("the day after tomorrow", "2026-11-24"),
        ("I'll pay on Friday", "2026-11-27"),
        ("next Friday", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("the Friday after next", "2026-12-04"),
        ("Tuesday week", "2026-12-01"),
        ("tomorrow week", "2026-11-30"),
        ("a week on Friday", "2026-12-04"),
        ("Friday next week", "2026-11-27"),
        ("I get paid on the 28th", "2026-11-28"),
        ("move it to the 3rd", "2026-12-03"),
        ("on the 31st", "2026-12-31"),
        ("I can send 80 on the first", "2026-12-01"),
        ("first of next month", "2026-12-01"),
        ("by the end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of January", "2027-01-31"),
        ("in ten days", "2026-12-02"),
        ("give me a fortnight", "2026-12-06"),
        ("in a couple of weeks", "2026-12-06"),
        ("next week", "2026-11-29"),
        ("3 December", "2026-12-03"),
        ("Dec 3rd", "2026-12-03"),
        ("the third of December", "2026-12-03"),
        ("Thursday 3 December", "2026-12-03"),
        ("3/12", "2026-12-03"),
        ("03/12/2026", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("1 March", "2027-03-01"),
        ("at the weekend", "2026-11-28"),
        ("15th", "2026-12-15"),
        ("two weeks on Friday", "2026-12-11"),
        ("first Monday of the month", "2026-12-07"),
        ("last Friday of the month", "2026-11-27"),
        ("a month from today", "2026-12-22"),
        ("after Christmas", "2026-12-25"),
    ],
)
def test_what_is_to_come_lies_ahead(text: str, day: str) -> None:
    assert values("date", text) == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I paid yesterday", "2026-11-21"),
        ("last night", "2026-11-21"),
        ("I paid on Friday", "2026-11-20"),
        ("last Friday", "2026-11-20"),
        ("it went out on the 3rd", "2026-11-03"),
        ("I sent it two days ago", "2026-11-20"),
        ("he died on 4 June", "2026-06-04"),
        ("I paid £50 on 3/11", "2026-11-03"),
        ("I missed my instalment on Friday", "2026-11-20"),
        ("has Friday's one cleared", "2026-11-20"),
    ],
)
def test_what_is_told_as_past_lies_behind(text: str, day: str) -> None:
    assert values("date", text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "May I ask",
        "I may 5 times",
        "your 2nd letter",
        "the first payment",
        "the 2nd one",
        "24/7",
        "someone actually sat there",
        "the sun is out",
        "I lost my job in May",
        "I called 4 times",
        "10 may be too much",
        "31/31/2026",
    ],
)
def test_words_that_only_look_like_a_day_give_none(text: str) -> None:
    assert values("date", text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Friday, no wait, Monday", "2026-11-23"),
        ("the 28th instead of the 15th", "2026-11-28"),
        ("not today but on the 3rd", "2026-12-03"),
        ("move it from the 15th to the 28th", "2026-11-28"),
        ("I missed it Friday, I will pay Monday", "2026-11-23"),
    ],
)
def test_the_day_that_is_meant_comes_last(text: str, day: str) -> None:
    assert values("date", text)[-1] == day


@pytest.mark.parametrize(
    ("locale", "text", "day"),
    [
        ("en-GB", "03/04/2027", "2027-04-03"),
        ("en-US", "03/04/2027", "2027-03-04"),
        ("en-US", "22/12/2026", "2026-12-22"),
        ("en-US", "12/3", "2026-12-03"),
    ],
)
def test_figures_are_read_in_the_order_of_the_locale(
    locale: str, text: str, day: str
) -> None:
    assert values("date", text, locale) == [day]


@pytest.mark.parametrize(
    ("locale", "text", "day"),
    [
        ("en-GB", "3 May 1988", "1988-05-03"),
        ("en-GB", "dob 12/04/1979", "1979-04-12"),
        ("en-US", "dob 12/04/1979", "1979-12-04"),
        ("en-GB", "14.02.1977", "1977-02-14"),
        ("en-GB", "1979-04-12", "1979-04-12"),
        ("en-GB", "7-8-86", "1986-08-07"),
        ("en-GB", "born third of may nineteen eighty eight", "1988-05-03"),
        ("en-US", "February 8 1984", "1984-02-08"),
        ("en-GB", "3 May two thousand and one", "2001-05-03"),
    ],
)
def test_a_full_date_of_an_adult_is_a_birthday(
    locale: str, text: str, day: str
) -> None:
    assert values("date_of_birth", text, locale) == [day]
    assert values("date", text, locale) == []


@pytest.mark.parametrize(
    "text",
    ["the last payment was on 3 May 2005", "it's from 3 May 2005", "3 May 2015"],
)
def test_an_old_event_or_a_childs_birthday_is_no_birthday(text: str) -> None:
    assert values("date_of_birth", text) == []


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_named_weekday_is_one_to_seven_days_ahead(today: date) -> None:
    (day,) = values("date", "I can pay on Wednesday", today=today)

    ahead = date.fromisoformat(day) - today
    assert timedelta(days=1) <= ahead <= timedelta(days=7)
    assert date.fromisoformat(day).weekday() == 2


@given(
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    st.dates(date(2000, 1, 1), date(2090, 12, 31)),
)
def test_a_promised_day_without_a_year_is_never_past(today: date, day: date) -> None:
    text = f"I will pay on {day.day} {day:%B}"

    (found,) = values("date", text, today=today)

    assert date.fromisoformat(found) >= today
    assert date.fromisoformat(found).day == day.day
