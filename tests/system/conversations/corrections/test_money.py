"""Sums, days and accounts that were not meant."""

from __future__ import annotations

from debt.account import Phase
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed
from tests.system.conversations.debts import OpenPromise, Owing
from tests.system.conversations.happy.test_money import TWO


def test_a_promise_is_corrected_before_the_yes(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says(f"I'll pay 40 on {typed(in_days(5))}")
    corrected = chat.says("no, make it 30")
    assert "£30.00" in corrected
    chat.says("yes")

    promise = chat.truth.promise()
    assert promise is not None
    assert str(promise.amount.decimal) == "30.00"


def test_an_open_promise_is_changed_only_after_a_yes(chats: Chats) -> None:
    chat = chats.verified(chats.person(promise=OpenPromise("40.00", 4)))

    read_back = chat.says(f"I'll pay 25 on {typed(in_days(6))}")
    assert "£40.00" in read_back
    before = chat.truth.promise()
    assert before is not None
    assert before.amount.minor == 40_00
    chat.says("yes")

    after = chat.truth.promise()
    assert after is not None
    assert (after.amount.minor, after.due) == (25_00, in_days(6))


def test_the_account_is_corrected_in_the_middle_of_a_payment(chats: Chats) -> None:
    chat = chats.verified(chats.person(*TWO))

    chat.says("pay 30 to the credit card")
    chat.says("switch to the store card")
    chat.says("pay 30")
    link = chat.says("yes, pay that")

    assert link.link_amount == "30.00"
    store_card = chat.truth.account(1).account_id
    assert {each.account_id for each in chat.truth.payments} == {store_card}


def test_a_lower_bid_in_place_of_a_yes_is_answered_anew(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", phase=Phase.RECOVERY))

    chat.says("would you take less to close it?")
    lower = chat.says("no, 280")
    assert "£280.00" in lower
    link = chat.says("yes, I'll do that")

    assert link.link_amount == "280.00"


def test_what_was_promised_can_be_taken_back(chats: Chats) -> None:
    chat = chats.verified(chats.person(Owing(promise=OpenPromise("40.00", 4))))

    chat.says("when is my payment due?")
    chat.press("Take it back")

    assert chat.truth.promise() is None
