"""What is known of a payment only grows, and the books follow what is kept of it."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import AmountTooLarge
from debt.money import Money
from debt.payment import (
    ARRIVED,
    Move,
    PaymentIntent,
    PaymentState,
    PaymentWish,
    Purpose,
    Standing,
    claimed,
    fold,
    kept,
    moves,
    new_intent,
    news_of,
    pages_to_close,
)
from tests.debt.builders import gbp

AMOUNT = gbp("100.00")
NOTHING = gbp("0.00")
NEW = Standing(PaymentState.CREATED, NOTHING)
standings = st.builds(
    Standing,
    st.sampled_from(PaymentState),
    st.integers(0, AMOUNT.minor).map(lambda minor: Money(minor, "GBP")),
)


def folded(news: list[Standing]) -> Standing:
    return reduce(lambda known, each: fold(known, each, AMOUNT), news, NEW)


@given(news=st.lists(standings, min_size=1, max_size=6), data=st.data())
def test_any_order_and_any_repeat_of_news_comes_to_the_same(
    news: list[Standing], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(news + news))

    assert folded(shuffled) == folded(news)


@given(news=st.lists(standings, min_size=1, max_size=6))
def test_what_is_booked_adds_up_to_what_is_kept(news: list[Standing]) -> None:
    held, known = NOTHING, NEW
    for each in news:
        after = fold(known, each, AMOUNT)
        for move, amount in moves(known, after, AMOUNT):
            assert amount.minor > 0
            held += amount if move in (Move.PAY, Move.PAY_AGAIN) else -amount
        known = after

    assert held == kept(known, AMOUNT)
    assert NOTHING <= held <= AMOUNT
    assert known.refunded <= AMOUNT


@given(known=standings, news=standings)
def test_old_news_is_not_told(known: Standing, news: Standing) -> None:
    known = fold(NEW, known, AMOUNT)
    after = fold(known, news, AMOUNT)

    told = news_of(known, after)

    assert told is None or after != known
    assert told in (None, after.state, PaymentState.REFUNDED)


def test_a_payment_refunded_in_full_says_so_in_both() -> None:
    paid = Standing(PaymentState.SUCCEEDED, NOTHING)

    by_amount = fold(paid, Standing(PaymentState.SUCCEEDED, AMOUNT), AMOUNT)
    by_state = fold(paid, Standing(PaymentState.REFUNDED, NOTHING), AMOUNT)

    assert by_amount == by_state == Standing(PaymentState.REFUNDED, AMOUNT)


def test_who_heard_that_a_card_may_not_pay_is_not_told_of_the_refund() -> None:
    barred = Standing(PaymentState.BARRED, NOTHING)

    assert news_of(barred, Standing(PaymentState.REFUNDED, AMOUNT)) is None
    assert news_of(barred, Standing(PaymentState.DISPUTED, NOTHING)) is (
        PaymentState.DISPUTED
    )


@pytest.mark.parametrize("state", PaymentState)
def test_only_money_that_arrived_is_kept(state: PaymentState) -> None:
    held = kept(Standing(state, NOTHING), AMOUNT)

    taken = (PaymentState.DISPUTED, PaymentState.DISPUTE_LOST)
    expected = AMOUNT if state in ARRIVED and state not in taken else NOTHING
    assert held == expected


def waiting(
    amount: str, purpose: Purpose = Purpose.PAYMENT, card: str | None = None
) -> PaymentIntent:
    wish = PaymentWish("card", gbp(amount), purpose, "https://parley.test/chat")
    return new_intent("i", "P-1", "chat", wish, card)


@given(
    pages=st.lists(st.integers(1, 300), max_size=5),
    wanted=st.integers(1, 400),
    settles=st.booleans(),
)
def test_open_pages_never_come_to_more_than_is_owed(
    pages: list[int], wanted: int, settles: bool
) -> None:
    owed = gbp("400.00")
    open_pages = [waiting(f"{each}.00") for each in pages]
    purpose = Purpose.SETTLEMENT if settles else Purpose.PAYMENT
    wish = waiting(f"{wanted}.00", purpose).wish

    closing = pages_to_close(open_pages, wish, owed)

    left = [each.wish for each in open_pages[len(closing) :]]
    assert claimed([wish, *left], owed) <= owed
    assert list(closing) == open_pages[: len(closing)]
    if closing:
        spared = [open_pages[len(closing) - 1].wish, *left]
        assert claimed([wish, *spared], owed) > owed


def test_a_charge_on_its_way_cannot_be_called_back() -> None:
    charge = waiting("100.00", Purpose.INSTALMENT, card="card_1")

    assert pages_to_close([charge], waiting("300.00").wish, gbp("400.00")) == []
    with pytest.raises(AmountTooLarge) as refused:
        pages_to_close([charge], waiting("300.01").wish, gbp("400.00"))

    assert refused.value.limit == gbp("300.00")
