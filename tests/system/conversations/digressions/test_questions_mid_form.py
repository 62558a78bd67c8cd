"""Questions asked while something else is going on."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_a_question_about_the_balance_does_not_lose_the_payment(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", fees="12.00"))

    chat.says("i want to make a payment")
    answer = chat.says("hang on, how does my balance add up?")
    assert chat.truth.written(chat.truth.balance()) in answer
    assert "£12.00" in answer

    chat.says("25 pounds")
    assert chat.says("yes").link_amount == "25.00"
