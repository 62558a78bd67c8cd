"""A no to what was read back, and words that must not be taken for a yes."""

from __future__ import annotations

from debt.store.contact import contacts_of
from tests.system.conversations.chats import Chats


def test_a_no_to_a_new_number_changes_nothing(chats: Chats) -> None:
    person = chats.person()
    chat = chats.verified(person)

    chat.says("my new number is 07700 900655")
    chat.says("no")

    found = chat.truth.read(lambda tx: contacts_of(tx, person.debtor.id))
    assert found[0].address == person.address


def test_a_no_to_a_call_leaves_the_ticket(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("can somebody call me back")
    times = chat.says("yes")
    chat.press(times.buttons[0])
    chat.says("no")

    ticket = chat.truth.ticket
    assert ticket is not None
    call = chat.truth.read(lambda tx: chat.truth.debt.handoff.callback(tx, ticket))
    assert call is None


def test_nobody_in_trouble_is_asked_how_it_went(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    chat.says("i have to tell you i've been diagnosed with cancer")
    reply = chat.says("thanks, bye")

    assert "Skip" not in reply.buttons
