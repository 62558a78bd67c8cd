"""Questions in the middle of a promise, a claim or a settlement."""

from __future__ import annotations

from debt.account import Phase
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed


def test_a_promise_waits_while_the_balance_is_told(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00"))

    chat.says(f"I'll pay 40 on {typed(in_days(5))}")
    aside = chat.says("how much do I owe?")
    assert "£600.00" in aside
    assert "£40.00" in aside
    assert chat.truth.promise() is None
    chat.says("yes")

    promise = chat.truth.promise()
    assert promise is not None
    assert promise.amount.minor == 40_00


def test_a_claim_waits_while_payments_are_shown(chats: Chats) -> None:
    chat = chats.verified(chats.person(paid_before=0))

    chat.says("I've already paid this")
    chat.says("what have I paid so far?")
    chat.says("60")
    chat.press("Skip")
    noted = chat.press("Card")

    assert noted.rows["You paid"] == "£60.00"
    assert len(chat.truth.blocks) == 1


def test_a_settlement_waits_while_credit_files_are_asked_about(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", phase=Phase.RECOVERY))

    chat.says("would you take less to close it?")
    aside = chat.says("what does it do to my credit score?")
    assert "£360.00" in aside
    link = chat.says("yes, I'll do that")

    assert link.link_amount == "360.00"
