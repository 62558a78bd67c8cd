"""Figures that cannot be a plan."""

from __future__ import annotations

import pytest

from tests.system.conversations.chats import Chats


@pytest.mark.parametrize(
    "words",
    ["$40 a month", "9000 a month", "0 a month", "100 a month from 3 January 2020"],
)
def test_they_are_explained_and_a_good_one_is_taken_after_them(
    chats: Chats, words: str
) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("can I pay in parts")
    told = chat.says(words)
    assert chat.truth.plan() is None
    chat.says("100 a month from the 15th of next month")
    chat.says("yes")

    plan = chat.truth.plan()
    assert told.buttons
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "100.00"
