"""Disputes raised while something else is going on."""

from __future__ import annotations

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


def test_a_dispute_in_the_middle_of_a_payment_stops_it(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00"))

    chat.says("i'd like to pay 30")
    reply = chat.says("wait, this isn't even my debt, i never had that card")

    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.DISPUTE
    assert block.reference in reply
    assert chat.truth.payments == []
