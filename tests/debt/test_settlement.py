"""A settlement takes off what the creditor or the policy allows, and leaves nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Phase
from debt.money import Money
from debt.policy import DEFAULT_POLICY, Case
from debt.settlement import SettlementOffer, percent_off, settlement_amount
from tests.debt.builders import TODAY, account, gbp


@given(minor=st.integers(1, 10**9), percent=st.integers(1, 100))
def test_the_amount_is_above_zero_and_no_more_than_is_owed(
    minor: int, percent: int
) -> None:
    balance = Money(minor, "GBP")

    amount = settlement_amount(balance, percent)

    assert Money(1, "GBP") <= amount <= balance


@pytest.mark.parametrize(
    ("decided", "phase", "expected"),
    [
        (None, Phase.SOFT, 0),
        (None, Phase.PRE_LITIGATION, 10),
        (None, Phase.RECOVERY, 40),
        (25, Phase.SOFT, 25),
        (0, Phase.RECOVERY, 0),
    ],
)
def test_the_creditor_decides_before_the_policy(
    decided: int | None, phase: Phase, expected: int
) -> None:
    owner = account(settlement_percent=decided)

    case = Case("halden", "Credit card", phase, gbp("100.00"))
    limits = DEFAULT_POLICY.limits(case).settlement

    assert percent_off(owner, limits) == expected


def test_nothing_remains_after_a_settlement() -> None:
    offer = SettlementOffer("card", gbp("60.00"), 40, gbp("40.00"), TODAY)

    assert offer.remaining == gbp("0.00")
