"""Trouble where something has paused collecting already."""

from __future__ import annotations

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


def test_beside_a_dispute_no_smaller_amount_is_offered(chats: Chats) -> None:
    person = chats.person(owes="600.00", days_late=40, blocked=BlockKind.DISPUTE)
    chat = chats.verified(person)

    reply = chat.says("I can't pay anything right now")

    assert "See what I can manage" not in reply.buttons
    assert "Talk to a person" in reply.buttons
    assert "£" not in reply


def test_a_pause_stays_as_it_was_agreed(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))
    chat.says("I can't pay anything right now")
    chat.press("A pause")
    chat.press("Yes, pause it")
    (before,) = chat.truth.blocks

    for _ in range(2):
        chat.says("I can't pay anything right now")
        chat.press("Tell us more")
        chat.says("no thank you")
    (after,) = chat.truth.blocks

    assert after.until == before.until
    assert after.reference == before.reference


def test_after_a_crisis_no_payment_is_spoken_of(chats: Chats) -> None:
    person = chats.person(owes="600.00", days_late=40, blocked=BlockKind.CRISIS)
    chat = chats.verified(person)

    reply = chat.says("can I pay 20")

    assert reply.link_amount is None
    assert chat.truth.payments == []
