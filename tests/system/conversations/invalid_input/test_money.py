"""Sums and days that cannot be."""

from __future__ import annotations

from babel.dates import format_date

from debt.account import Phase
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed


def test_a_day_too_far_ahead_is_answered_with_the_last_that_may_be(
    chats: Chats,
) -> None:
    chat = chats.verified(chats.person(days_late=40))

    told = chat.says(f"I'll pay 40 on {typed(in_days(25))}")

    latest = in_days(14)
    assert format_date(latest, "long", "en_GB") in told
    assert chat.truth.promise() is None
    chat.says(typed(in_days(7)))
    chat.says("yes")
    promise = chat.truth.promise()
    assert promise is not None
    assert promise.due == in_days(7)


def test_more_than_is_owed_cannot_be_promised(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="100.00"))

    told = chat.says(f"I'll pay 400 on {typed(in_days(5))}")

    assert "£100.00" in told
    assert chat.truth.promise() is None


def test_a_bid_above_the_balance_is_no_offer(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", phase=Phase.RECOVERY))

    told = chat.says("I can do 700 and we're done")

    assert "£600.00" in told
    assert chat.truth.payments == []
