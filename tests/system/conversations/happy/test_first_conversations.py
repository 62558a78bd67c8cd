"""What most people come for."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_a_part_is_paid_and_the_receipt_says_what_is_left(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("can i put 30 quid towards it")
    link = chat.says("yes please")
    assert link.link_amount == "30.00"

    receipt = chat.pays()
    assert str(chat.truth.balance().decimal) == "570.00"
    assert chat.truth.written(chat.truth.balance()) in receipt
