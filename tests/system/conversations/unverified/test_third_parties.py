"""Somebody else, or somebody who has not shown who they are, and what they are told."""

from __future__ import annotations

import pytest

from debt.contact import Medium, Objection
from debt.rights_request import RequestKind, RightsRequest
from tests.system.conversations.chat import Chat, Reply
from tests.system.conversations.chats import Chats


def reveals_nothing(chat: Chat, *replies: Reply) -> bool:
    """Neither that there is an account nor whose."""
    first_name = chat.person.name.split()[0]
    secret = ["Halden", first_name, chat.person.reference, "£", "you owe"]
    return not [word for word in secret for each in replies if word in each]


def open_requests(chat: Chat) -> list[RightsRequest]:
    return chat.truth.read(lambda tx: chat.truth.debt.requests.of(tx, None, chat.id))


@pytest.mark.parametrize(
    "words", ["you've got the wrong person, i'm not him", "wrong number mate"]
)
def test_the_wrong_person_hears_nothing_and_is_left_alone(
    chats: Chats, words: str
) -> None:
    chat = chats.opened(chats.person(owes="431.07"))

    reply = chat.says(words)

    assert reveals_nothing(chat, reply)
    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reference in reply
    found = chat.truth.read(
        lambda tx: chat.truth.debt.contact.objection(
            tx, chat.person.debtor.id, Medium.TELEGRAM, conversation_id=chat.id
        )
    )
    assert found is Objection.WRONG_PARTY


def test_a_husband_in_the_middle_of_a_verified_chat_is_told_no_more(
    chats: Chats,
) -> None:
    chat = chats.verified(chats.person(owes="431.07"))

    told = chat.says("this is her husband, I'm dealing with it for her now")
    asked = chat.says("so how much does she owe?")

    assert "431.07" not in told
    assert "431.07" not in asked
    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reason == "act_for_someone"


def test_who_they_are_to_the_person_is_asked_once(chats: Chats) -> None:
    chat = chats.opened(chats.person())

    asked = chat.says("I'm messaging on behalf of someone else")
    told = chat.press("Carer or support worker")

    assert reveals_nothing(chat, asked, told)
    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reference in told
    assert len(chat.truth.tickets) == 1


def test_a_complaint_is_recorded_before_anybody_is_checked(chats: Chats) -> None:
    chat = chats.opened(chats.person(owes="431.07"))

    reply = chat.says("i want to make a formal complaint about how you treat people")

    (complaint,) = open_requests(chat)
    assert complaint.kind is RequestKind.COMPLAINT
    assert complaint.reference in reply
    assert "431.07" not in reply


def test_a_wish_for_a_copy_counts_from_the_first_word(chats: Chats) -> None:
    chat = chats.opened(chats.person())

    asked = chat.says("i want a copy of all the data you hold on me")
    assert [each.kind for each in open_requests(chat)] == [RequestKind.DATA_COPY]
    assert not asked.links

    chat.says(chat.person.details)
    told = chat.says(chats.system.code_for(chat.person.address))
    assert [url for url in told.links if "/documents/data/" in url]


def test_a_person_is_reached_in_one_turn_before_the_check(chats: Chats) -> None:
    chat = chats.opened(chats.person())
    chat.says("how much do i owe")

    reply = chat.says("agent")

    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reference in reply


def test_a_call_can_be_arranged_by_somebody_unknown(chats: Chats) -> None:
    chat = chats.opened(chats.person())

    asked = chat.says("can someone ring me back please")
    assert chat.person.address[-4:] not in asked

    times = chat.says("07700 900456")
    read = chat.press(times.buttons[0])
    assert "+447700900456" in read
    told = chat.says("yes")

    ticket = chat.truth.ticket
    assert ticket is not None
    assert ticket.reference in told
    call = chat.truth.read(lambda tx: chat.truth.debt.handoff.callback(tx, ticket))
    assert call is not None
    assert call.phone == "+447700900456"


def test_a_stop_of_texts_holds_before_and_after_the_check(chats: Chats) -> None:
    chat = chats.opened(chats.person())

    reply = chat.says("please don't text me")
    chat.is_verified()

    assert reply.buttons == []
    found = chat.truth.read(
        lambda tx: chat.truth.debt.contact.objection(
            tx, chat.person.debtor.id, Medium.SMS
        )
    )
    assert found is Objection.STOPPED
