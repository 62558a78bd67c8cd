"""A block stops collecting on what it covers, until it is lifted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from debt.account import AccountStatus, status_of
from debt.rights import Block, BlockKind, blocks_collection
from tests.debt.builders import NOW, gbp


def block(
    account_id: str | None, lifted_at: datetime | None = None, days_ago: int = 0
) -> Block:
    set_at = NOW - timedelta(days=days_ago)
    return Block(BlockKind.HOLD, account_id, "B-7K2M", "", set_at, lifted_at)


@pytest.mark.parametrize(
    ("blocks", "stops"),
    [
        ([], False),
        ([block("card")], True),
        ([block(None)], True),
        ([block("loan")], False),
        ([block("card", lifted_at=NOW)], False),
    ],
)
def test_a_block_stops_what_it_covers(blocks: list[Block], stops: bool) -> None:
    assert bool(blocks_collection(blocks, "card", NOW)) is stops


def test_the_oldest_block_is_named() -> None:
    oldest = block(None, days_ago=3)

    assert blocks_collection([block("card"), oldest], "card", NOW) is oldest


@pytest.mark.parametrize(
    ("balance", "late", "blocked", "on_plan", "status"),
    [
        ("0.00", "0.00", {BlockKind.DISPUTE}, True, AccountStatus.SETTLED),
        (
            "9.00",
            "9.00",
            {BlockKind.DISPUTE, BlockKind.HOLD},
            True,
            AccountStatus.DISPUTE,
        ),
        ("9.00", "9.00", {BlockKind.CEASE}, True, AccountStatus.HOLD),
        ("9.00", "9.00", set(), True, AccountStatus.PLAN),
        ("9.00", "9.00", set(), False, AccountStatus.OVERDUE),
        ("9.00", "0.00", set(), False, AccountStatus.CURRENT),
    ],
)
def test_a_summary_says_what_matters_most(
    balance: str,
    late: str,
    blocked: set[BlockKind],
    on_plan: bool,
    status: AccountStatus,
) -> None:
    assert status_of(gbp(balance), gbp(late), blocked, on_plan) is status
