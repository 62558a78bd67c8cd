"""Amounts that cannot be paid."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_more_than_is_owed_is_never_taken(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="120.00"))

    reply = chat.says("i want to pay 500 pounds now")
    assert chat.truth.written(chat.truth.balance()) in reply

    chat.says("ok 120 then")
    assert chat.says("yes").link_amount == "120.00"
    assert len(chat.truth.payments) == 1
