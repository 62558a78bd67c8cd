"""Under a block no plan is offered and no card is asked for."""

from __future__ import annotations

import pytest

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce


@pytest.mark.parametrize(
    "words", ["can I pay 50 a month", "set up autopay", "move my payment to the 3rd"]
)
def test_nothing_of_a_plan_is_begun(chats: Chats, words: str) -> None:
    plan = None if "50" in words else PlanInForce(count=6, paid=2)
    chat = chats.verified(
        chats.person(owes="400.00", plan=plan, blocked=BlockKind.DISPUTE)
    )

    chat.says(words)
    chat.says("yes")

    now = chat.truth.plan()
    assert now is None or now.plan.changes == 0
    assert chat.truth.autopay() is None


def test_stopping_automatic_payments_always_works(chats: Chats) -> None:
    running = PlanInForce(count=6, paid=2)
    chat = chats.verified(
        chats.person(owes="400.00", plan=running, blocked=BlockKind.DISPUTE)
    )

    told = chat.says("stop taking money from my card")

    assert "no automatic payments" in told
