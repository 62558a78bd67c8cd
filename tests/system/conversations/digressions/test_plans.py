"""Questions in the middle of agreeing a plan are answered, and it goes on."""

from __future__ import annotations

import pytest

from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce


@pytest.mark.parametrize(
    "question",
    [
        "what happens if I miss a payment on the plan",
        "is there interest on the plan",
        "what do I owe",
        "are you a real person?",
    ],
)
def test_a_question_while_a_plan_is_read_back(chats: Chats, question: str) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("100 a month please")
    answer = chat.says(question)
    assert chat.truth.plan() is None
    chat.says("yes")

    assert "Yes, set it up" in answer.buttons
    plan = chat.truth.plan()
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "100.00"


def test_the_plan_is_asked_about_before_the_consent(chats: Chats) -> None:
    running = PlanInForce(count=6, paid=2)
    chat = chats.verified(chats.person(owes="400.00", plan=running))

    chat.says("set up autopay")
    asked = chat.says("how is my plan going")
    page = chat.press("I agree")

    assert "£400.00" in asked
    assert page.links


def test_a_new_wish_after_one_is_left(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("100 a month please")
    chat.says("never mind")
    chat.says("yes")

    assert chat.truth.plan() is None
