"""Questions in the middle of a budget, and the way back."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_why_it_is_asked_is_told_and_the_question_comes_again(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("See what I can manage")
    reply = chat.says("why do you need to know that?")

    assert "count against you" in reply
    assert "Skip the details" in reply.buttons


def test_a_question_about_the_balance_does_not_lose_the_budget(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("See what I can manage")
    chat.says("wages 1450, rent 700")
    aside = chat.says("how much do I owe?")
    chat.says("food 450")
    reply = chat.says("that's all")

    assert "£600.00" in aside
    assert reply.rows["Pay from work"] == "£1,450.00"
    assert reply.rows["Food and the home"] == "£450.00"
