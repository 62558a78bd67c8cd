"""Amounts are exact, keep to their currency, and split without losing a penny."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import CurrencyMismatch, InvalidMoney
from debt.money import Money, total
from tests.debt.builders import gbp

minors = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(["GBP", "USD", "JPY", "KWD"])


@given(minor=minors, currency=currencies)
def test_writing_and_reading_an_amount_changes_nothing(
    minor: int, currency: str
) -> None:
    amount = Money(minor, currency)

    text = str(amount.decimal)

    assert Money.parse(text, currency) == amount


@given(minor=st.integers(0, 10**9), parts=st.integers(1, 400))
def test_parts_add_up_and_only_the_last_differs(minor: int, parts: int) -> None:
    amount = Money(minor, "GBP")

    split = amount.split(parts)

    assert total(split, "GBP") == amount
    assert len(split) == parts
    assert len(set(split[:-1])) <= 1
    assert 0 <= (split[-1] - split[0]).minor < parts


def test_the_remainder_is_on_the_last_part() -> None:
    assert gbp("10.00").split(3) == (gbp("3.33"), gbp("3.33"), gbp("3.34"))


def test_no_amount_splits_into_no_parts() -> None:
    with pytest.raises(ValueError, match="0"):
        gbp("10.00").split(0)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "NaN", "Infinity", "1e3", "1,000.00", "12.345", "£5", " 5", "5.", "٣"],
)
def test_only_plain_numbers_are_read(text: str) -> None:
    with pytest.raises(InvalidMoney):
        Money.parse(text, "GBP")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("612.40", "GBP", 61240), ("612", "JPY", 612), ("1.234", "KWD", 1234)],
)
def test_decimals_follow_the_currency(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


def test_yen_have_no_decimals() -> None:
    with pytest.raises(InvalidMoney):
        Money.parse("612.5", "JPY")


def test_an_infinite_amount_is_refused() -> None:
    with pytest.raises(InvalidMoney):
        Money.of(Decimal("Infinity"), "GBP")


@pytest.mark.parametrize("minor", [1.0, Decimal(1), True, "1"])
def test_minor_units_are_whole_numbers(minor: int) -> None:
    with pytest.raises(InvalidMoney):
        Money(minor, "GBP")


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(InvalidMoney):
        Money(100, "XQQ")


def test_currencies_never_mix() -> None:
    pounds, dollars = gbp("1.00"), Money(100, "USD")

    with pytest.raises(CurrencyMismatch):
        pounds + dollars
    with pytest.raises(CurrencyMismatch):
        pounds - dollars
    with pytest.raises(CurrencyMismatch):
        pounds < dollars  # noqa: B015
    assert pounds != dollars


@given(one=minors, other=minors)
def test_arithmetic_and_order_follow_the_minor_units(one: int, other: int) -> None:
    a, b = Money(one, "GBP"), Money(other, "GBP")

    assert (a + b).minor == one + other
    assert (a - b).minor == one - other
    assert (a * 3).minor == one * 3
    assert (a < b, a >= b, bool(a)) == (one < other, one >= other, bool(one))


@pytest.mark.parametrize(
    ("locale", "text"), [("en-GB", "£1,612.40"), ("en-US", "£1,612.40")]
)
def test_an_amount_is_written_for_a_locale(locale: str, text: str) -> None:
    assert gbp("1612.40").format(locale) == text


@pytest.mark.parametrize(
    ("minor", "percent", "expected"), [(1000, 10, 100), (25, 10, 2), (35, 10, 4)]
)
def test_a_percentage_rounds_half_to_even(
    minor: int, percent: int, expected: int
) -> None:
    assert Money(minor, "GBP").percent(percent) == Money(expected, "GBP")
