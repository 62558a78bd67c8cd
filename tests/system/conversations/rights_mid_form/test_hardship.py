"""Rights, danger and a wish for a person, in the middle of what helps with trouble."""

from __future__ import annotations

import pytest

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


def test_a_life_comes_before_a_budget(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("See what I can manage")
    chat.says("wages 900, rent 850")
    reply = chat.says("honestly I don't want to be here any more")
    after = chat.says("ok")

    assert [each.kind for each in chat.truth.blocks] == [BlockKind.CRISIS]
    assert chat.truth.ticket is not None
    assert chat.truth.ticket.priority == 0
    assert "£" not in reply
    assert "£" not in after


def test_a_dispute_comes_before_a_pause(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("A pause")
    reply = chat.says("hang on, this isn't my debt, I never had that card")

    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.DISPUTE
    assert block.reference in reply


@pytest.mark.parametrize("way", ["A pause", "See what I can manage", "Something else"])
def test_a_person_is_one_word_away(chats: Chats, way: str) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press(way)
    reply = chat.says("agent")

    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reference in reply


def test_trouble_in_the_middle_of_a_payment_ends_the_asking(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("i'd like to pay 30")
    reply = chat.says("actually they've cut my hours and I can't manage")

    assert "£" not in reply
    assert chat.truth.payments == []
