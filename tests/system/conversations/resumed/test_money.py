"""What was promised, paid or claimed is known in the next conversation."""

from __future__ import annotations

from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import OpenPromise


def test_a_promise_is_what_is_due_next_time(chats: Chats) -> None:
    chat = chats.verified(chats.person(promise=OpenPromise("40.00", 4)))

    assert "£40.00" in chat.says("when is my payment due?")


def test_a_claim_is_told_again_with_its_reference(chats: Chats) -> None:
    maria = chats.person(paid_before=0)
    chats.verified(maria).says("I've already paid this")

    later = chats.verified(maria)
    told = later.says("I have already paid, I told you")

    (block,) = later.truth.blocks
    assert block.reference in told


def test_a_payment_of_an_earlier_conversation_is_found(chats: Chats) -> None:
    maria = chats.person()
    first = chats.verified(maria)
    first.says("pay 30")
    first.says("yes please")
    first.pays()

    told = chats.verified(maria).says("have you received my payment?")

    assert "£30.00" in told
