"""A right in the middle of a promise, a bid or a claim comes first."""

from __future__ import annotations

from debt.account import Phase
from debt.rights import BlockKind
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed


def test_a_dispute_ends_a_promise_that_was_being_made(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says(f"I'll pay 40 on {typed(in_days(5))}")
    told = chat.says("actually this debt is not mine, I dispute it")
    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.DISPUTE
    assert block.reference in told
    chat.says("yes")

    assert chat.truth.promise() is None


def test_a_lawyer_ends_a_settlement_that_was_on_the_table(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", phase=Phase.RECOVERY))

    chat.says("would you take less to close it?")
    chat.says("talk to my lawyer about this")
    assert [each.kind for each in chat.truth.blocks] == [BlockKind.ATTORNEY]
    chat.says("yes")

    assert chat.truth.payments == []


def test_a_person_is_reached_from_a_claim_in_one_turn(chats: Chats) -> None:
    chat = chats.verified(chats.person(paid_before=0))

    chat.says("I've already paid this")
    chat.says("agent")

    assert chat.truth.ticket is not None
