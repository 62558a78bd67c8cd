"""Figures of a budget that are put right before the yes."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_a_line_is_changed_when_it_is_read_back(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("See what I can manage")
    chat.says("wages 1450, rent 700, food 450")
    chat.says("that's all")
    reply = chat.says("no, rent is 650")

    assert reply.rows["Rent or mortgage"] == "£650.00"
    assert chat.truth.plan() is None
