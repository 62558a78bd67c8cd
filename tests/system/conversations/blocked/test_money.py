"""While a block stands, facts are told and nothing is collected."""

from __future__ import annotations

import pytest

from debt.account import Phase
from debt.rights import BlockKind
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed


@pytest.mark.parametrize("kind", [BlockKind.DISPUTE, BlockKind.BREATHING_SPACE])
def test_no_promise_is_taken(chats: Chats, kind: BlockKind) -> None:
    chat = chats.verified(chats.person(blocked=kind))

    told = chat.says(f"I'll pay 40 on {typed(in_days(5))}")
    chat.says("yes")

    assert chat.truth.promise() is None
    assert chat.truth.blocks[0].reference in told


def test_no_settlement_is_offered_and_no_bid_taken(chats: Chats) -> None:
    person = chats.person(phase=Phase.RECOVERY, blocked=BlockKind.DISPUTE)
    chat = chats.verified(person)

    told = chat.says("I can do 300 and we're done")

    assert "£300.00" not in told
    assert chat.truth.payments == []


def test_what_was_paid_is_still_told(chats: Chats) -> None:
    chat = chats.verified(chats.person(paid_before=2, blocked=BlockKind.DISPUTE))

    told = chat.says("show my payment history")

    assert told.everything.count("Received") == 2
    assert "Make a payment" not in told.buttons
