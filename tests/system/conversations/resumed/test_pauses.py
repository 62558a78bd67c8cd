"""Somebody who was away for a while."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_after_a_day_nothing_is_told_before_a_new_check(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="431.07"))
    chat.says("how much do i owe?")

    chat.tomorrow()
    reply = chat.says("and how much is it now?")
    assert "431.07" not in reply

    assert "£431.07" in chat.verify()
