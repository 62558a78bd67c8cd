"""Amounts reach Stripe and come back to the last minor unit, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import InvalidMoney, PaymentRefused
from debt.gateways.stripe.amounts import from_stripe, to_stripe
from debt.money import Money

CURRENCIES = ("GBP", "EUR", "JPY", "KRW", "KWD", "BHD", "ISK", "UGX", "HUF", "TWD")


@pytest.mark.parametrize(
    ("amount", "count"),
    [
        (Money(2_000, "GBP"), 2_000),
        (Money(500, "JPY"), 500),
        (Money(5_120, "KWD"), 5_120),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(1_045, "HUF"), 1_045),
    ],
)
def test_worked_examples_of_stripes_page_on_currencies(
    amount: Money, count: int
) -> None:
    assert to_stripe(amount) == count
    assert from_stripe(count, amount.currency.lower()) == amount


@pytest.mark.parametrize("minor", [5_124, 1, 9])
def test_a_third_decimal_cannot_be_charged(minor: int) -> None:
    with pytest.raises(PaymentRefused, match="KWD"):
        to_stripe(Money(minor, "KWD"))


@given(st.sampled_from(CURRENCIES), st.integers(0, 10**10))
def test_an_amount_comes_back_as_it_went_or_is_refused(
    currency: str, minor: int
) -> None:
    amount = Money(minor, currency)
    try:
        count = to_stripe(amount)
    except PaymentRefused:
        assert currency in ("KWD", "BHD")
        assert minor % 10
    else:
        assert from_stripe(count, currency.lower()) == amount


@pytest.mark.parametrize(
    ("count", "currency"), [(501, "isk"), (100, "xqq"), (1.5, "gbp")]
)
def test_an_amount_that_makes_no_sense_is_none(count: int, currency: str) -> None:
    with pytest.raises(InvalidMoney):
        from_stripe(count, currency)
