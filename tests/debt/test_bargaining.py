"""Bargaining never crosses the floor, never tells it, and never ends in a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.bargaining import BidAnswer, Table, answer_bid, counter_percent
from debt.errors import AmountTooLarge, AmountTooSmall, CurrencyMismatch
from debt.money import Money
from debt.policy import SettlementLimits
from debt.settlement import Discounts, settlement_amount
from tests.debt.builders import gbp

# £600.00 at 40 percent off stands at £360.00; the floor is £240.00.
RECOVERY = Discounts(lump=40, parts=30, floor=60)
TABLE = Table(gbp("600.00"), RECOVERY, counters=3, standing=gbp("360.00"))

percents = st.integers(0, 99)


@pytest.mark.parametrize(
    ("bid", "answer"),
    [
        ("240.00", BidAnswer.ACCEPTED),
        ("359.99", BidAnswer.ACCEPTED),
        ("239.99", BidAnswer.COUNTER),
        ("0.01", BidAnswer.COUNTER),
        ("360.00", BidAnswer.ACCEPTED),
        ("360.01", BidAnswer.STANDING_IS_BETTER),
        ("600.00", BidAnswer.STANDING_IS_BETTER),
    ],
)
def test_a_bid_is_taken_countered_or_told_of_something_cheaper(
    bid: str, answer: BidAnswer
) -> None:
    """Accept at or above the floor; a better bid than the standing offer is told so."""
    assert answer_bid(gbp(bid), TABLE) is answer


@pytest.mark.parametrize(
    ("rounds", "low", "enough"),
    [
        (2, BidAnswer.COUNTER, BidAnswer.ACCEPTED),
        (3, BidAnswer.REFERRED, BidAnswer.ACCEPTED),
        (4, BidAnswer.REFERRED, BidAnswer.REFERRED),
    ],
)
def test_after_three_counters_a_person_decides(
    rounds: int, low: BidAnswer, enough: BidAnswer
) -> None:
    """Max 3 counters. One more bid is heard, so that nobody can feel for the floor."""
    table = replace(TABLE, rounds=rounds)

    assert answer_bid(gbp("100.00"), table) is low
    assert answer_bid(gbp("300.00"), table) is enough


def test_what_was_agreed_is_not_bargained_for_again() -> None:
    agreed = replace(TABLE, standing=gbp("300.00"), closed=True)

    assert answer_bid(gbp("290.00"), agreed) is BidAnswer.REFERRED
    assert answer_bid(gbp("300.00"), agreed) is BidAnswer.ACCEPTED


def test_where_nothing_may_be_taken_off_a_bid_goes_to_a_person() -> None:
    table = Table(gbp("600.00"), Discounts(0, 0, 0), counters=3)

    assert answer_bid(gbp("599.99"), table) is BidAnswer.REFERRED


def test_a_bid_is_above_zero_and_no_more_than_is_owed() -> None:
    with pytest.raises(AmountTooLarge):
        answer_bid(gbp("600.01"), TABLE)
    with pytest.raises(AmountTooSmall):
        answer_bid(gbp("0.00"), TABLE)
    with pytest.raises(CurrencyMismatch):
        answer_bid(Money(100, "USD"), TABLE)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (RECOVERY, [45, 50, 55]),
        (Discounts(10, 5, 20), [12, 15, 17]),
        (Discounts(0, 0, 20), [5, 10, 15]),
        (Discounts(25, 0, 25), [25, 25, 25]),
    ],
)
def test_counters_go_a_quarter_of_the_way_each(
    found: Discounts, expected: list[int]
) -> None:
    assert [counter_percent(found, number, 3) for number in (1, 2, 3)] == expected


@given(
    lump=percents,
    gap=percents,
    counters=st.integers(1, 3),
    minor=st.integers(100, 10**8),
)
def test_counters_only_come_down_and_stop_above_the_floor(
    lump: int, gap: int, counters: int, minor: int
) -> None:
    found = Discounts(lump, 0, min(lump + gap, 99))
    balance = Money(minor, "GBP")
    percent = [counter_percent(found, n, counters) for n in range(counters + 1)]

    amounts = [settlement_amount(balance, each) for each in percent]
    assert amounts == sorted(amounts, reverse=True)
    assert percent[0] == lump
    assert percent[-1] < found.floor or found.floor == found.lump
    assert amounts[-1] >= settlement_amount(balance, found.floor)


@given(lump=percents, gap=percents, counters=st.integers(1, 3))
def test_before_the_last_counter_more_than_one_floor_is_possible(
    lump: int, gap: int, counters: int
) -> None:
    floor = min(lump + gap, 98)
    seen = [counter_percent(Discounts(lump, 0, floor), n, counters) for n in (1, 2, 3)]

    possible = [
        other
        for other in range(lump, 100)
        if [
            counter_percent(Discounts(lump, 0, other), n, counters)
            for n in range(1, counters)
        ]
        == seen[: counters - 1]
    ]
    assert lump > floor or len(possible) > 1


def test_more_than_three_counters_would_tell_the_floor() -> None:
    with pytest.raises(ValueError, match="counters must not exceed 3"):
        SettlementLimits(counters=4)


@given(
    minor=st.integers(1, 10**8),
    lump=percents,
    gap=percents,
    bid=st.integers(1, 10**8),
    rounds=st.integers(0, 6),
)
def test_nothing_below_the_floor_is_ever_accepted(
    minor: int, lump: int, gap: int, bid: int, rounds: int
) -> None:
    balance = Money(minor, "GBP")
    found = Discounts(lump, 0, min(lump + gap, 99))
    standing = settlement_amount(balance, lump) if lump else None
    table = Table(balance, found, 3, standing, rounds=rounds)
    offered = Money(min(bid, minor), "GBP")

    answer = answer_bid(offered, table)

    if answer is BidAnswer.ACCEPTED:
        assert offered >= settlement_amount(balance, found.floor)
        assert standing is None or offered <= standing
    if answer is BidAnswer.STANDING_IS_BETTER:
        assert standing is not None
        assert standing < offered
