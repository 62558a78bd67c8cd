"""Payments move only forward, whatever order the news comes in."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import AmountTooLarge, AmountTooSmall
from debt.money import Money
from debt.payment import PaymentState, advance, check_amount
from tests.debt.builders import gbp

states = st.sampled_from(PaymentState)
ORDER = list(PaymentState)


@given(news=st.lists(states, min_size=1), data=st.data())
def test_the_end_does_not_depend_on_the_order_of_the_news(
    news: list[PaymentState], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(news + news))

    end = reduce(advance, news, PaymentState.CREATED)

    assert reduce(advance, shuffled, PaymentState.CREATED) is end


@given(state=states, new=states)
def test_a_payment_never_goes_back(state: PaymentState, new: PaymentState) -> None:
    after = advance(state, new)

    assert ORDER.index(after) >= ORDER.index(state)
    assert after in (state, new)


def test_money_that_arrives_after_all_is_a_success() -> None:
    assert advance(PaymentState.EXPIRED, PaymentState.SUCCEEDED) is (
        PaymentState.SUCCEEDED
    )


def test_a_late_refusal_does_not_undo_a_success() -> None:
    assert advance(PaymentState.SUCCEEDED, PaymentState.FAILED) is (
        PaymentState.SUCCEEDED
    )


@given(minor=st.integers(-100, 2000), owed=st.integers(1, 1000))
def test_an_accepted_amount_is_positive_and_no_more_than_is_owed(
    minor: int, owed: int
) -> None:
    amount, balance = Money(minor, "GBP"), Money(owed, "GBP")

    try:
        check_amount(amount, balance, gbp("1.00"))
    except (AmountTooSmall, AmountTooLarge):
        assert minor < min(100, owed) or minor > owed
    else:
        assert min(100, owed) <= minor <= owed


def test_refusals_carry_the_limit() -> None:
    with pytest.raises(AmountTooLarge) as large:
        check_amount(gbp("10.01"), gbp("10.00"), gbp("1.00"))
    with pytest.raises(AmountTooSmall) as small:
        check_amount(gbp("0.99"), gbp("10.00"), gbp("1.00"))

    assert (large.value.limit, small.value.limit) == (gbp("10.00"), gbp("1.00"))


def test_a_few_pence_can_be_paid_off_whole() -> None:
    check_amount(gbp("0.40"), gbp("0.40"), gbp("1.00"))

    with pytest.raises(AmountTooSmall):
        check_amount(gbp("0.39"), gbp("0.40"), gbp("1.00"))


def test_nothing_can_be_paid_when_nothing_is_owed() -> None:
    with pytest.raises(AmountTooSmall):
        check_amount(gbp("0.00"), gbp("0.00"), gbp("1.00"))
