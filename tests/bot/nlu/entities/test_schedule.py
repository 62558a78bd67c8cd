"""How often, how many, how long, what share, by which channel and when."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.entities.extract import extract

TODAY = date(2026, 11, 22)


def values(name: str, text: str) -> list[str | int | float]:
    found = extract(text, locale="en-GB", today=TODAY)
    return [entity.value for entity in found if entity.entity == name]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("weekly", "weekly"),
        ("20 a week", "weekly"),
        ("£20/week", "weekly"),
        ("every Friday", "weekly"),
        ("50 a fortnight", "fortnightly"),
        ("25 every two weeks", "fortnightly"),
        ("biweekly", "fortnightly"),
        ("every other Friday", "fortnightly"),
        ("£30 a month", "monthly"),
        ("£50pm", "monthly"),
        ("once a month", "monthly"),
        ("£20 per calendar month", "monthly"),
        ("take it every payday", "payday"),
        ("when I get paid", "payday"),
    ],
)
def test_a_rhythm_is_named_in_one_word(text: str, value: str) -> None:
    assert values("frequency", text) == [value]


@pytest.mark.parametrize(
    "text",
    ["in a week", "a week ago", "skip a month", "give me a fortnight", "a week off"],
)
def test_a_stretch_of_time_is_no_rhythm(text: str) -> None:
    assert values("frequency", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("can I split it in 6", 6),
        ("three payments of 200", 3),
        ("12 monthly payments", 12),
        ("divide the total in four", 4),
        ("pay it in four instalments", 4),
    ],
)
def test_instalments_wished_for_are_counted(text: str, value: int) -> None:
    assert values("count", text) == [value]


@pytest.mark.parametrize(
    "text", ["I missed two payments", "my last five payments", "split it over 6 months"]
)
def test_past_payments_and_months_are_no_count(text: str) -> None:
    assert values("count", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pay over 12 months", 12),
        ("spread it over a year", 12),
        ("a 12 month plan", 12),
        ("pay it off in 6 months", 6),
        ("over two years", 24),
        ("half a year", 6),
        ("6 months", 6),
        ("over half a year", 6),
        ("I need two months", 2),
    ],
)
def test_a_length_is_given_in_months(text: str, value: int) -> None:
    assert values("duration_months", text) == [value]


@pytest.mark.parametrize("text", ["I've been ill for 6 months", "6 months ago"])
def test_a_length_of_the_past_is_none(text: str) -> None:
    assert values("duration_months", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60%", 60),
        ("60 percent", 60),
        ("forty per cent", 40),
        ("12.5%", 12.5),
        ("40 cents on the dollar", 40),
    ],
)
def test_a_share_is_a_number(text: str, value: float) -> None:
    assert values("percentage", text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("email only", "email"),
        ("please email me instead of calling", "email"),
        ("text me, don't ring", "sms"),
        ("only contact me by post", "post"),
        ("use WhatsApp please", "whatsapp"),
        ("can you phone me", "phone"),
        ("reach me on telegram", "telegram"),
    ],
)
def test_the_channel_asked_for_is_named(text: str, value: str) -> None:
    assert values("contact_channel", text) == [value]


@pytest.mark.parametrize(
    "text", ["don't text me", "stop calling", "I got your letter", "no more emails"]
)
def test_a_channel_refused_or_only_mentioned_is_not(text: str) -> None:
    assert values("contact_channel", text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("call me at 8pm", "20:00"),
        ("after 6", "after 18:00"),
        ("don't ring after 8 at night", "after 20:00"),
        ("between 10 and 11:30", "10:00-11:30"),
        ("mornings only please", "morning"),
        ("before noon", "before 12:00"),
        ("at 9:15 am", "09:15"),
        ("ring me at half six", "18:30"),
    ],
)
def test_a_time_is_on_the_24_hour_clock(text: str, value: str) -> None:
    assert values("time_of_day", text) == [value]
