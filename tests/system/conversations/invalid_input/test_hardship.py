"""What is no figure and no yes is not taken for one."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_a_slip_of_the_pen_is_not_counted(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("See what I can manage")
    chat.says("145000000")
    chat.says("1450")
    reply = chat.says("that's all")

    assert reply.rows == {"Income": "£1,450.00"}


def test_a_maybe_pauses_nothing(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("A pause")
    reply = chat.says("ok maybe, I'm not sure")

    assert chat.truth.blocks == ()
    assert "Talk to a person" in reply.buttons
