"""What is offered and not wanted."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_nobody_who_says_no_to_the_amount_is_sent_to_a_card_page(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00"))

    chat.says("let me pay 30 today")
    reply = chat.says("no")

    assert reply.links == []
    assert chat.truth.payments == []
