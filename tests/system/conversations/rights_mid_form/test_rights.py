"""Rights used in the middle of something, in passing, or in anger."""

from __future__ import annotations

import pytest

from debt.rights import BlockKind
from debt.rights_request import RequestKind
from tests.system.conversations.chat import Chat
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import Owing

MONEY = {
    "a payment": ("i'd like to pay 30", "yes"),
    "a plan": ("can i pay 100 a month", "yes"),
    "a promise": ("i'll pay 40 next friday", "yes"),
}


def requests(chat: Chat) -> list[RequestKind]:
    """What is in the register, without the notice that is owed anyway."""
    debt = chat.truth.debt
    mine = chat.person.checked_in(chat.id)
    found = chat.truth.read(lambda tx: debt.requests.of(tx, mine, chat.id))
    kinds = [each.kind for each in found]
    return [each for each in kinds if each is not RequestKind.VALIDATION_NOTICE]


@pytest.mark.parametrize("money", MONEY)
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("i never had this card, it's not my debt", BlockKind.DISPUTE),
        ("i have filed for bankruptcy", BlockKind.BANKRUPTCY),
        ("stop contacting me", BlockKind.CEASE),
    ],
)
def test_a_right_ends_what_was_begun(
    chats: Chats, money: str, words: str, kind: BlockKind
) -> None:
    wish, yes = MONEY[money]
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says(wish)
    reply = chat.says(words)
    (block,) = chat.truth.blocks
    assert block.kind is kind
    assert block.reference in reply

    chat.says(yes)
    assert chat.truth.payments == []
    assert chat.truth.plan() is None
    assert chat.truth.promise() is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("i lost my job and anyway this isn't my debt", BlockKind.DISPUTE),
        ("you absolute vultures, talk to my lawyer", BlockKind.ATTORNEY),
        ("can i pay 20? though my husband died last week", BlockKind.DECEASED),
    ],
)
def test_a_right_is_heard_in_passing_and_in_anger(
    chats: Chats, words: str, kind: BlockKind
) -> None:
    chat = chats.verified(chats.person())

    reply = chat.says(words)

    assert kind in [block.kind for block in chat.truth.blocks]
    assert reply.link_amounts == ()
    assert chat.truth.ticket is not None


def test_the_reason_of_a_dispute_is_kept_and_never_needed(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("this isn't my debt")
    (block,) = chat.truth.blocks
    reply = chat.press("The amount is wrong")

    assert block.reference in reply
    assert requests(chat) == [RequestKind.DISPUTE]


def test_until_it_is_clear_which_debt_is_disputed_none_is_collected(
    chats: Chats,
) -> None:
    somebody = chats.person(
        Owing(owes="600.00", product="credit card"),
        Owing(owes="200.00", product="loan"),
    )
    chat = chats.verified(somebody)

    reply = chat.says("i dispute this debt")
    (block,) = chat.truth.blocks
    assert block.account_id is None
    assert block.reference in reply

    (loan,) = [label for label in reply.buttons if "loan" in label]
    chat.press(loan)
    (narrowed,) = chat.truth.blocks
    assert narrowed.reference == block.reference
    assert narrowed.account_id == somebody.accounts[1].id


def test_proof_is_given_at_once_and_pauses_the_debt(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", locale="en-US"))
    chat.says("how much do i owe")

    reply = chat.says("prove that i owe this")

    assert any("/documents/validation/" in link for link in reply.links)
    assert [block.kind for block in chat.truth.blocks] == [BlockKind.VALIDATION]
    assert requests(chat) == [RequestKind.VALIDATION]
    assert chat.says("ok let me pay 20").link_amounts == ()


def test_in_the_validation_period_disputing_stands_beside_paying(
    chats: Chats,
) -> None:
    chat = chats.verified(chats.person(owes="600.00", locale="en-US"))

    reply = chat.says("i want to make a payment")

    assert "This debt isn't right" in reply.buttons


def test_a_lawyers_name_is_taken_down_and_nothing_more_is_asked(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("a lawyer is dealing with this for me")
    reply = chat.says("Jane Smith at Smith and Partners")

    (block,) = chat.truth.blocks
    assert block.reference in reply
    assert "?" not in reply.text
