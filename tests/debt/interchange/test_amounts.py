"""Amounts as spreadsheets write them: to the penny, or refused with the reason."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.interchange.amounts import DecimalMark, marks_of, read_amount
from debt.interchange.problems import Unfit
from debt.money import Money

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1234.50", 123450),
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("1 234,50", 123450),
        ("1\u00a0234.50", 123450),
        ("1\u202f234,5", 123450),
        ("1'234.50", 123450),
        ("1\u2019234.50", 123450),
        ("£1,234.50", 123450),
        ("1.234,50 £", 123450),
        ("GBP 1234.5", 123450),
        ("1234.50 gbp", 123450),
        ("-12.50", -1250),
        ("\u221212.50", -1250),
        ("12.50-", -1250),
        ("(12.50)", -1250),
        ("(£12.50)", -1250),
        ("-£12.50", -1250),
        ("1,234,567", 123456700),
        ("1.234.567", 123456700),
        ("1234", 123400),
        ("0", 0),
        ("12.500000", 1250),
    ],
)
def test_a_clear_amount_needs_no_declared_mark(text: str, minor: int) -> None:
    assert read_amount(text, "GBP", None) == Money(minor, "GBP")


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.500", "999,999"])
def test_an_amount_that_could_be_two_is_refused_not_guessed(text: str) -> None:
    with pytest.raises(Unfit, match="--decimal point or --decimal comma"):
        read_amount(text, "GBP", None)


def test_a_declared_mark_decides() -> None:
    assert read_amount("1.234", "GBP", COMMA) == Money(123400, "GBP")
    assert read_amount("1,234", "GBP", POINT) == Money(123400, "GBP")
    assert read_amount("1.234", "KWD", POINT) == Money(1234, "KWD")


@pytest.mark.parametrize(
    ("text", "mark", "reason"),
    [
        ("1.234,50", POINT, "not written with a decimal point"),
        ("1,234.50", COMMA, "not written with a decimal comma"),
        ("1.23E+15", None, "scientific notation"),
        ("12.505", POINT, "more decimals than GBP"),
        ("1,23,456.00", None, "is not an amount"),
        ("12.3.4", None, "is not an amount"),
        ("twelve", None, "is not an amount"),
        ("EUR 12.50", None, "is marked EUR, but the currency is GBP"),
        ("$12.50", None, "is marked"),
        ("12.50 %", None, "is not an amount"),
        ("9" * 40, None, "is not an amount"),
        ("1\u0661", None, "is not an amount"),
    ],
)
def test_what_is_no_amount_is_refused_with_the_reason(
    text: str, mark: DecimalMark | None, reason: str
) -> None:
    with pytest.raises(Unfit, match=reason.replace("$", r"\$")):
        read_amount(text, "GBP", mark)


def test_a_dollar_sign_fits_every_dollar() -> None:
    assert read_amount("$12.50", "USD", None) == Money(1250, "USD")
    assert read_amount("$12.50", "AUD", None) == Money(1250, "AUD")


def test_a_yen_has_no_decimals() -> None:
    assert read_amount("1234", "JPY", None) == Money(1234, "JPY")
    with pytest.raises(Unfit, match="more decimals than JPY"):
        read_amount("12.5", "JPY", None)


def test_marks_tell_how_a_file_is_written() -> None:
    assert marks_of("12.50") == {POINT}
    assert marks_of("12,50") == {COMMA}
    assert marks_of("1.234") == {POINT, COMMA}
    assert marks_of("1234") == frozenset()


@given(st.integers(-(10**12), 10**12), st.sampled_from(DecimalMark), st.booleans())
def test_a_written_amount_comes_back(
    minor: int, mark: DecimalMark, grouped: bool
) -> None:
    amount = Money(minor, "GBP")
    text = f"{amount.decimal:,.2f}" if grouped else f"{amount.decimal:.2f}"
    if mark is COMMA:
        text = text.translate(str.maketrans(",.", ".,"))

    assert read_amount(text, "GBP", mark) == amount
    assert read_amount(text, "GBP", None) == amount


@given(st.text(min_size=1, max_size=20), st.sampled_from([None, *DecimalMark]))
def test_any_text_is_an_amount_or_refused(text: str, mark: DecimalMark | None) -> None:
    with suppress(Unfit):
        assert read_amount(text, "GBP", mark).currency == "GBP"
