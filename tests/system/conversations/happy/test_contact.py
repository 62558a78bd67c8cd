"""How somebody wants to be reached, their data, and how it went."""

from __future__ import annotations

from debt.contact import Medium, Objection
from debt.money import Money
from debt.store.contact import contacts_of
from debt.store.tables import FeedbackRow
from tests.system.conversations.chat import Chat
from tests.system.conversations.chats import Chats


def contacts(chat: Chat) -> list[str]:
    found = chat.truth.read(lambda tx: contacts_of(tx, chat.person.debtor.id))
    return [each.address for each in found]


def objection(chat: Chat, medium: Medium) -> Objection | None:
    return chat.truth.read(
        lambda tx: chat.truth.debt.contact.objection(tx, chat.person.debtor.id, medium)
    )


def feedback(chat: Chat) -> FeedbackRow | None:
    return chat.truth.read(lambda tx: tx.get(FeedbackRow, chat.id))


def test_a_new_number_counts_after_two_codes(chats: Chats) -> None:
    person = chats.person()
    chat = chats.verified(person)

    read = chat.says("i've changed my phone number, it's now 07700 900654")
    assert "+447700900654" in read
    chat.says("yes")
    assert contacts(chat)[0] == person.address

    chat.says(chats.system.code_for(person.address))
    assert contacts(chat)[0] == person.address
    chat.says(chats.system.code_for("+447700900654"))

    assert contacts(chat)[0] == "+447700900654"


def test_a_new_address_goes_to_a_person_after_the_code(chats: Chats) -> None:
    person = chats.person()
    chat = chats.verified(person)

    chat.says("I've moved house")
    chat.says("14 Hartley Rise, Leeds LS2 8AA")
    chat.says("yes")
    told = chat.says(chats.system.code_for(person.address))

    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reason == "change_contact_details"
    assert chat.truth.ticket.reference in told


def test_email_only_stops_every_other_way(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    reply = chat.says("email only from now on please")

    assert reply.buttons == []
    assert objection(chat, Medium.SMS) is Objection.STOPPED


def test_a_stop_is_taken_back_in_plain_words(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("please don't text me")
    assert objection(chat, Medium.SMS) is Objection.STOPPED

    chat.says("you can text me again")

    assert objection(chat, Medium.SMS) is not Objection.STOPPED


def test_a_copy_of_all_data_comes_at_once(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="431.07"))

    reply = chat.says("what information do you hold about me? send me a copy")

    assert [url for url in reply.links if "/documents/data/" in url]


def test_after_a_payment_one_question_asks_how_it_went(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="431.07"))
    chat.says("i'd like to pay 30 now")
    chat.says("yes")
    chat.pays()
    assert chat.truth.balance() == Money(401_07, "GBP")

    chat.says("rubbish")
    chat.says("it took me ages to find")

    row = feedback(chat)
    assert row is not None
    assert (row.topic, row.score) == ("payment", 1)


def test_how_it_went_holds_nobody_up(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="431.07"))
    chat.says("i'd like to pay 30 now")
    chat.says("yes")
    chat.pays()

    reply = chat.says("how much do i owe now?")

    assert "£401.07" in reply
    assert "Skip" not in reply.buttons
