"""Payments asked about on accounts that are left in peace."""

from __future__ import annotations

import pytest

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


@pytest.mark.parametrize("kind", [BlockKind.DISPUTE, BlockKind.BREATHING_SPACE])
def test_a_block_lets_no_payment_begin(chats: Chats, kind: BlockKind) -> None:
    chat = chats.verified(chats.person(owes="600.00", blocked=kind))

    reply = chat.says("can i pay 30 pounds today")
    (block,) = chat.truth.blocks
    assert block.reference in reply
    assert reply.links == []

    chat.says("yes")
    assert chat.truth.payments == []
