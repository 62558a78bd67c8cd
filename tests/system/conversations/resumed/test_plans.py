"""A plan that was being agreed when the person went away."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_a_yes_after_a_break_agrees_nothing_unseen(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("100 a month please")
    chat.after_a_break()
    chat.says("yes")

    assert chat.truth.plan() is None
