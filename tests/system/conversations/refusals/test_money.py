"""A no, or something that is not a yes."""

from __future__ import annotations

from debt.account import Phase
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed


def test_a_no_to_a_promise_notes_nothing_and_leaves_ways_on(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says(f"I'll pay 40 on {typed(in_days(5))}")
    ended = chat.says("no")

    assert chat.truth.promise() is None
    assert "Talk to a person" in ended.buttons


def test_a_no_to_a_settlement_changes_nothing(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", phase=Phase.RECOVERY))

    chat.says("would you take less to close it?")
    chat.says("no thanks")

    assert chat.truth.payments == []
    assert chat.truth.balance().minor == 600_00


def test_a_bid_nobody_here_may_agree_is_passed_on_not_refused(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    passed_on = chat.says("I can do 100 and we're done")

    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reference in passed_on
    assert chat.truth.payments == []


def test_thanks_are_no_consent_to_a_payment(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("pay 40")
    chat.says("thank you")

    assert chat.truth.payments == []
