"""What was wanted before the check is done after it, and nothing is told before."""

from __future__ import annotations

from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed


def test_payments_are_listed_only_after_the_check(chats: Chats) -> None:
    chat = chats.opened(chats.person(paid_before=2))

    before = chat.says("show my payment history")
    assert "£" not in before.everything
    after = chat.verify()

    assert after.everything.count("Received") == 2


def test_a_promise_made_before_the_check_is_read_back_after_it(chats: Chats) -> None:
    chat = chats.opened(chats.person())

    before = chat.says(f"I'll pay 40 on {typed(in_days(5))}")
    assert chat.truth.account().last4 not in before
    after = chat.verify()
    assert "£40.00" in after
    chat.says("yes")

    assert chat.truth.promise() is not None


def test_who_has_paid_is_checked_before_anything_is_said(chats: Chats) -> None:
    chat = chats.opened(chats.person(paid_before=0))

    before = chat.says("I've already paid this")
    assert "£" not in before.everything
    chat.verify()

    assert len(chat.truth.blocks) == 1
