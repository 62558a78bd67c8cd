"""Numbers, addresses, times and codes that cannot be right."""

from __future__ import annotations

from debt.store.contact import contacts_of
from tests.system.conversations.chats import Chats


def test_a_wrong_code_changes_no_contact(chats: Chats) -> None:
    person = chats.person()
    chat = chats.verified(person)
    chat.says("my new number is 07700 900656")
    chat.says("yes")
    right = chats.system.code_for(person.address)

    wrong = "000000" if right != "000000" else "111111"
    reply = chat.says(wrong)

    found = chat.truth.read(lambda tx: contacts_of(tx, person.debtor.id))
    assert found[0].address == person.address
    assert reply.buttons


def test_a_call_at_night_is_not_promised(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("can somebody call me back")
    chat.says("yes")

    reply = chat.says("tomorrow at 11pm")

    ticket = chat.truth.ticket
    assert ticket is not None
    assert reply.buttons
    call = chat.truth.read(lambda tx: chat.truth.debt.handoff.callback(tx, ticket))
    assert call is None


def test_a_number_that_cannot_be_read_is_asked_again(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("i need to change my phone number")

    chat.says("it's the new one")
    read = chat.says("07700 900657")

    assert "+447700900657" in read
