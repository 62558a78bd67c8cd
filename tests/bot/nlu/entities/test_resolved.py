"""One value for each kind, and what holds for every sum, day and number of things."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities.extract import extract
from bot.nlu.entities.resolved import Value, resolved

TODAY = date(2026, 11, 22)
CURRENCIES = {"en-GB": "GBP", "en-US": "USD"}
LOCALES = st.sampled_from(sorted(CURRENCIES))


def values(text: str, locale: str = "en-GB", today: date = TODAY) -> dict[str, Value]:
    return resolved(extract(text, locale=locale, today=today))


def test_numbers_are_numbers_and_all_else_is_text() -> None:
    said = values("£240 over 6 months, 3 payments, 12.5% off, weekly")

    assert said == {
        "amount": "240.00 GBP",
        "duration_months": 6,
        "count": 3,
        "percentage": 12.5,
        "frequency": "weekly",
    }


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("£20 today then £30 a month", "amount", "30.00 GBP"),
        ("£30 a month and £20 today", "amount", "30.00 GBP"),
        ("£30 today, £20 on Friday", "amount", "20.00 GBP"),
        ("Friday, no, Monday", "date", "2026-11-23"),
        ("monthly rather than weekly", "frequency", "monthly"),
    ],
)
def test_of_several_values_the_instalment_or_the_last_is_given(
    text: str, name: str, value: str
) -> None:
    assert values(text)[name] == value


def test_nothing_said_is_nothing() -> None:
    assert values("May I ask about your 2nd letter") == {}


@given(LOCALES, st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2))
def test_a_formatted_sum_is_itself(locale: str, amount: Decimal) -> None:
    currency = CURRENCIES[locale]
    written = format_currency(amount, currency, locale=locale.replace("-", "_"))

    assert values(f"I can pay {written}", locale) == {"amount": f"{amount} {currency}"}


@given(
    LOCALES,
    st.dates(TODAY, date(2099, 12, 31)),
    st.sampled_from(["long", "iso", "full"]),
)
def test_a_day_written_out_is_itself(locale: str, day: date, form: str) -> None:
    written = (
        day.isoformat()
        if form == "iso"
        else format_date(day, form, locale=locale.replace("-", "_"))
    )

    assert values(f"I will pay on {written}", locale) == {"date": day.isoformat()}


@given(LOCALES, st.dates(date(1930, 1, 1), date(2005, 12, 31)))
def test_a_birthday_written_out_is_itself(locale: str, day: date) -> None:
    written = format_date(day, "short", locale=locale.replace("-", "_"))
    written = written if str(day.year) in written else f"{written[:-2]}{day.year}"

    assert values(f"dob {written}", locale) == {"date_of_birth": day.isoformat()}


@given(
    LOCALES,
    st.integers(2, 99),
    st.sampled_from(
        [
            "I have {} kids",
            "I got {} letters",
            "I called {} times",
            "your {}th letter",
            "we are {} people",
            "there are {} of us",
            "{} of your staff told me",
        ]
    ),
)
def test_a_number_of_things_is_no_value(locale: str, number: int, text: str) -> None:
    assert values(text.format(number), locale) == {}


@given(st.text(max_size=60))
def test_any_text_gives_one_value_of_a_kind(text: str) -> None:
    found = extract(text, locale="en-US", today=TODAY)

    assert resolved(found).keys() == {entity.entity for entity in found}
