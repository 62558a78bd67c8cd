"""Amounts that were not meant."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_a_correction_changes_what_is_paid(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("can i pay 30")
    chat.says("no, make it 40")
    link = chat.says("yes")

    assert link.link_amount == "40.00"
    assert [each.amount_minor for each in chat.truth.payments] == [40_00]
