"""Sums of money, as people write and dictate them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities.extract import extract

TODAY = date(2026, 11, 22)


def amounts(text: str, locale: str = "en-GB") -> list[str]:
    found = extract(text, locale=locale, today=TODAY)
    return [str(entity.value) for entity in found if entity.entity == "amount"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£50", "50.00 GBP"),
        ("take £12.50", "12.50 GBP"),
        ("£1,204.50 please", "1204.50 GBP"),
        ("50 quid", "50.00 GBP"),
        ("sixty bucks", "60.00 USD"),
        ("€30", "30.00 EUR"),
        ("twenty five pounds", "25.00 GBP"),
        ("a hundred and fifty quid", "150.00 GBP"),
        ("12 pounds 50", "12.50 GBP"),
        ("twelve pounds fifty", "12.50 GBP"),
        ("50p a week", "0.50 GBP"),
        ("a tenner a week", "10.00 GBP"),
        ("two grand", "2000.00 GBP"),
        ("I can do 1.2k", "1200.00 GBP"),
        ("GBP 80", "80.00 GBP"),
        ("can I pay 40 today", "40.00 GBP"),
        ("I can do 300 and we're done", "300.00 GBP"),
        ("how about 250 instead", "250.00 GBP"),
        ("my limit is 320", "320.00 GBP"),
        ("take fifty off my card", "50.00 GBP"),
        ("50 a fortnight", "50.00 GBP"),
        ("set it up, 30 a month", "30.00 GBP"),
        ("30301", "30301.00 GBP"),
        ("fourty", "40.00 GBP"),
    ],
)
def test_a_sum_is_read_whatever_its_form(text: str, value: str) -> None:
    assert amounts(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("will you take half?", "half"),
        ("pay half now", "half"),
        ("all of it", "all"),
        ("I'll pay the full amount", "all"),
        ("the whole lot", "all"),
        ("pay it all now", "all"),
        ("pay the minimum", "minimum"),
        ("let me pay the min payment", "minimum"),
    ],
)
def test_a_share_in_words_stays_a_word(text: str, value: str) -> None:
    assert amounts(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "I have 3 kids",
        "your 2nd letter",
        "May I ask",
        "I called 4 times",
        "I am 45 years old",
        "this is 9 years old",
        "it's from 2011",
        "I filed chapter 7",
        "error 402 on checkout",
        "I spoke to 3 agents about 2 accounts",
        "call me at 3",
        "one of your staff told me",
        "thanks for all that",
        "that's all",
        "half an hour ago",
        "half past six",
        "half of my wages go on rent",
        "I can't pay all at once",
        "how about 40 cents on the dollar",
        "my dad is 84",
    ],
)
def test_a_number_of_something_else_is_no_sum(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forty, no wait, thirty", "30.00 GBP"),
        ("I'll pay £40, sorry, £30", "30.00 GBP"),
        ("not 400 but I can do 350", "350.00 GBP"),
        ("I owe 300, can I pay 50 a month", "50.00 GBP"),
        ("lower it from 50 to 30", "30.00 GBP"),
        ("300 in payments of 50", "50.00 GBP"),
        ("I can raise 450, would that settle it in full", "450.00 GBP"),
    ],
)
def test_of_several_sums_the_meant_one_stays(text: str, value: str) -> None:
    assert amounts(text) == [value]


def test_a_first_part_and_an_instalment_both_stay() -> None:
    assert amounts("£20 today then £30 a month") == ["20.00 GBP", "30.00 GBP"]


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("en-US", "60", "60.00 USD"),
        ("en-US", "60 bucks", "60.00 USD"),
        ("en-IE", "60", "60.00 EUR"),
        ("en-AU", "$60", "60.00 AUD"),
        ("en-US", "£60", "60.00 GBP"),
    ],
)
def test_the_currency_is_the_named_one_else_the_local_one(
    locale: str, text: str, value: str
) -> None:
    assert amounts(text, locale) == [value]


@given(st.integers(1, 999_999), st.integers(0, 99))
def test_every_written_sum_is_exact(pounds: int, pence: int) -> None:
    text = f"I can pay £{pounds:,}.{pence:02d} today"

    found = amounts(text)

    assert found == [f"{pounds}.{pence:02d} GBP"]


@pytest.mark.parametrize("text", ["1" * 2000, "hundred " * 250, "£" + "9" * 40, "£0"])
def test_nothing_and_what_nobody_owes_are_no_sums(text: str) -> None:
    assert amounts(text) == []


@given(st.text(max_size=80))
def test_any_text_at_all_gives_entities_that_stand_in_it(text: str) -> None:
    for entity in extract(text, locale="en-GB", today=TODAY):
        assert text[entity.start : entity.end].replace("’", "'") == entity.text  # noqa: RUF001
