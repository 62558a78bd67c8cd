"""References, postcodes, codes, addresses and numbers."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.entities.extract import extract

TODAY = date(2026, 11, 22)


def found(text: str, locale: str = "en-GB") -> list[tuple[str, str]]:
    entities = extract(text, locale=locale, today=TODAY)
    return [(entity.entity, str(entity.value)) for entity in entities]


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        (
            "en-GB",
            "PL-482-913, 3 May 1988, M1 4BT",
            [
                ("account_reference", "PL-482-913"),
                ("date_of_birth", "1988-05-03"),
                ("postcode", "M1 4BT"),
            ],
        ),
        (
            "en-US",
            "acct 4471 2210 dob 3 May 1988 zip 30301",
            [
                ("account_reference", "44712210"),
                ("date_of_birth", "1988-05-03"),
                ("postcode", "30301"),
            ],
        ),
        (
            "en-US",
            "heres my info 5/22/1990 and 73301",
            [("date_of_birth", "1990-05-22"), ("postcode", "73301")],
        ),
    ],
)
def test_one_message_may_hold_everything(
    locale: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text, locale) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PL482913", "PL482913"),
        ("pl 482 913", "PL482913"),
        ("my ref is pl-482-913", "PL-482-913"),
        ("reference AB12-3498", "AB12-3498"),
        ("it's ac90817732", "AC90817732"),
        ("account number 88120457", "88120457"),
        ("88120457", "88120457"),
        ("ref: 2024/00917", "2024/00917"),
    ],
)
def test_a_reference_is_upper_case_without_spaces(text: str, value: str) -> None:
    assert found(text) == [("account_reference", value)]


@pytest.mark.parametrize("text", ["M1 4BT", "m14bt", "SW1A 1AA", "eh3 9dr", "CF10 3NP"])
def test_a_british_postcode_has_one_space(text: str) -> None:
    ((name, value),) = found(text)

    assert name == "postcode"
    assert value.replace(" ", "") == text.replace(" ", "").upper()
    assert value[-4] == " "


@pytest.mark.parametrize(
    "text", ["zip 30301", "my zip code is 30301", "Austin TX 30301"]
)
def test_a_zip_code_needs_its_context(text: str) -> None:
    assert ("postcode", "30301") in found(text, "en-US")


@pytest.mark.parametrize("text", ["30301", "I can pay 30301", "$30301"])
def test_five_figures_alone_are_no_zip_code(text: str) -> None:
    assert "postcode" not in dict(found(text, "en-US"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("482913", "482913"),
        ("482 913", "482913"),
        ("the code is 482913", "482913"),
        ("you just texted me 662901", "662901"),
        ("got the passcode, its 330981", "330981"),
    ],
)
def test_a_code_is_six_figures_or_named(text: str, value: str) -> None:
    assert found(text) == [("one_time_code", value)]


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("en-GB", "07700 900123", "+447700900123"),
        ("en-GB", "ring 020 7946 0958", "+442079460958"),
        ("en-GB", "+44 7700 900123", "+447700900123"),
        ("en-US", "(404) 555-2671", "+14045552671"),
        ("en-US", "1-404-555-2671", "+14045552671"),
        ("en-US", "+44 7700 900123", "+447700900123"),
    ],
)
def test_a_phone_number_is_international(locale: str, text: str, value: str) -> None:
    assert ("phone", value) in found(text, locale)


def test_an_email_address_is_lower_case() -> None:
    assert ("email", "foo.bar@example.co.uk") in found("it's Foo.Bar@example.co.uk")


@pytest.mark.parametrize("text", ["£1200", "1200gbp", "I was born in 1988", "24/7"])
def test_sums_and_years_are_no_reference(text: str) -> None:
    assert "account_reference" not in dict(found(text))
