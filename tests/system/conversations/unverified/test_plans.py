"""Before anybody knows who it is, nothing of a plan is told or done."""

from __future__ import annotations

import pytest

from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce


@pytest.mark.parametrize(
    "words",
    [
        "how is my plan going",
        "move my next payment to the 3rd",
        "cancel my payment plan",
        "set up autopay",
        "sorry, I missed my instalment",
    ],
)
def test_who_one_is_comes_first(chats: Chats, words: str) -> None:
    person = chats.person(owes="400.00", plan=PlanInForce(count=6, paid=2))
    chat = chats.opened(person)

    told = chat.says(words)

    assert "£" not in told.everything
    assert "4471" not in told.everything
    assert chat.truth.autopay() is None


def test_a_wish_is_kept_until_the_check_is_passed(chats: Chats) -> None:
    chat = chats.opened(chats.person(owes="600.00", days_late=40))

    chat.says("can I pay 100 a month")
    back = chat.verify()
    chat.says("yes")

    plan = chat.truth.plan()
    assert "£100.00" in back
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "100.00"


def test_how_plans_work_is_no_secret(chats: Chats) -> None:
    told = chats.opened(chats.person()).says("is there interest on a payment plan")

    assert "no interest" in told
