"""A no is a no: nothing is noted, paused or asked again."""

from __future__ import annotations

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


def test_a_no_to_the_note_keeps_nothing(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I lost my job in May")
    reply = chat.press("No, don't")

    assert chat.truth.told == {}
    assert "A pause" in reply.buttons


def test_a_no_to_the_pause_pauses_nothing(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("A pause")
    reply = chat.says("no thanks")

    assert chat.truth.blocks == ()
    assert "Talk to a person" in reply.buttons


def test_health_is_not_kept_without_a_yes(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I've been diagnosed with depression")
    chat.says("skip")
    chat.press("No, don't")

    assert chat.truth.told == {}
    assert [each.kind for each in chat.truth.blocks] == [BlockKind.VULNERABILITY]


def test_a_refusal_to_pay_is_respected(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    reply = chat.says("I'm not paying you a penny")

    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.CEASE
    assert block.reference in reply
    assert "£" not in reply


def test_who_would_rather_not_say_is_asked_nothing(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("Something else")
    reply = chat.press("No, thank you")

    assert chat.truth.told == {}
    assert "A pause" in reply.buttons


def test_a_note_can_be_taken_out_again(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I lost my job in May")
    chat.press("Yes, note it")
    assert chat.truth.told
    chat.says("remove my note")

    assert chat.truth.told == {}
