"""Rights that were used before: nothing is collected, whatever is asked for."""

from __future__ import annotations

from datetime import date

import pytest

from debt.rights import BlockKind
from debt.store.tables import AccountRow
from tests.system.conversations.chat import Chat, Reply
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import Owing


def collects_nothing(chat: Chat, reply: Reply) -> None:
    """No page, payment, plan or promise, and the next message cannot begin one."""
    assert reply.link_amounts == ()
    assert "Make a payment" not in reply.buttons
    assert "Pay in parts" not in reply.buttons
    assert chat.truth.payments == []
    assert chat.truth.plan() is None
    assert chat.truth.promise() is None


@pytest.mark.parametrize("kind", BlockKind)
def test_no_wish_to_pay_gets_through(chats: Chats, kind: BlockKind) -> None:
    chat = chats.verified(chats.person(owes="600.00", blocked=kind))

    for wish in ("i want to pay 40 pounds", "can i pay 50 a month instead"):
        reply = chat.says(wish)
        (block,) = chat.truth.blocks
        assert block.reference in reply
        collects_nothing(chat, reply)
    collects_nothing(chat, chat.says("yes"))


def test_a_block_on_one_account_leaves_the_other_free(chats: Chats) -> None:
    somebody = chats.person(
        Owing(owes="600.00", product="credit card", block=BlockKind.DISPUTE),
        Owing(owes="200.00", product="loan"),
    )
    chat = chats.verified(somebody)

    chat.says("i want to pay 30 on the loan")
    reply = chat.says("yes")

    assert reply.link_amount == "30.00"


def test_the_balance_can_be_asked_for_and_offers_nothing(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="612.50", blocked=BlockKind.ATTORNEY))

    reply = chat.says("how much do i owe")

    assert chat.truth.written(chat.truth.balance()) in reply
    collects_nothing(chat, reply)


def test_a_person_is_reached_at_the_first_word(chats: Chats) -> None:
    chat = chats.verified(chats.person(blocked=BlockKind.CEASE))

    chat.says("agent")

    assert chat.truth.ticket is not None


def test_the_same_right_used_again_has_the_same_reference(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("my lawyer handles this")
    (block,) = chat.truth.blocks
    reply = chat.says("as i said, i have a lawyer")

    assert block.reference in reply
    assert len(chat.truth.blocks) == 1


def test_after_a_crisis_nothing_collecting_is_said(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("i can't go on, i want to end my life")
    assert [block.kind for block in chat.truth.blocks] == [BlockKind.CRISIS]
    for wish in ("i want to pay", "what are my options", "hello"):
        collects_nothing(chat, chat.says(wish))


def test_an_old_debt_is_not_paid_before_it_was_told(chats: Chats) -> None:
    somebody = chats.person(owes="400.00")
    with chats.system.debt.database.begin() as tx:
        row = tx.get_one(AccountRow, somebody.accounts[0].id)
        row.limitation_on = date(2020, 1, 1)
    chat = chats.verified(somebody)

    told = chat.says("i want to pay 30")
    assert "Yes, go on" in told.buttons
    collects_nothing(chat, told)
    collects_nothing(chat, chat.says("no"))

    chat.says("i want to pay 30")
    chat.press("Yes, go on")
    chat.says("30")
    assert chat.says("yes").link_amount == "30.00"
