"""Trouble and danger before anybody knows who it is."""

from __future__ import annotations

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


def test_a_life_is_not_asked_for_a_date_of_birth(chats: Chats) -> None:
    chat = chats.opened(chats.person(owes="600.00", days_late=40))

    reply = chat.says("I want to end my life")

    assert chat.truth.ticket is not None
    assert chat.truth.ticket.priority == 0
    assert "date of birth" not in reply
    chat.is_verified()
    assert [each.kind for each in chat.truth.blocks] == [BlockKind.CRISIS]


def test_trouble_is_heard_and_nothing_is_kept(chats: Chats) -> None:
    chat = chats.opened(chats.person(owes="600.00", days_late=40))

    reply = chat.says("I lost my job in May")

    assert "Talk to a person" in reply.buttons
    assert "£" not in reply
    chat.is_verified()
    assert chat.truth.told == {}


def test_a_pause_goes_on_after_the_check(chats: Chats) -> None:
    chat = chats.opened(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("A pause")
    chat.verify()
    chat.says("yes, pause it")

    assert [each.kind for each in chat.truth.blocks] == [BlockKind.HOLD]


def test_illness_pauses_collecting_once_the_check_is_passed(chats: Chats) -> None:
    chat = chats.opened(chats.person(owes="600.00", days_late=40))

    reply = chat.says("I've been diagnosed with cancer")
    chat.is_verified()

    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.VULNERABILITY
    assert block.reference in reply
    assert chat.truth.told == {}
