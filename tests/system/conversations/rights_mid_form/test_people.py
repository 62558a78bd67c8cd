"""Rights and wishes for a person in the middle of contact data and calls."""

from __future__ import annotations

from debt.rights import BlockKind
from debt.rights_request import RequestKind
from tests.system.conversations.chats import Chats


def test_a_dispute_while_changing_a_number_is_recorded(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("i need to change my phone number")

    chat.says("actually this debt isn't mine at all")

    assert BlockKind.DISPUTE in {each.kind for each in chat.truth.blocks}


def test_a_complaint_in_a_payment_ends_it_and_has_a_reference(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("i'd like to pay 30")

    reply = chat.says("i want to make a complaint, your agent was rude to me")

    open_ones = chat.truth.read(
        lambda tx: chat.truth.debt.requests.of(
            tx, chat.person.checked_in(chat.id), chat.id
        )
    )
    (complaint,) = [e for e in open_ones if e.kind is RequestKind.COMPLAINT]
    assert complaint.reference in reply
    assert chat.truth.payments == []


def test_a_person_is_reached_while_a_call_is_arranged(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("can somebody call me back")

    reply = chat.says("agent")

    assert chat.truth.ticket is not None
    assert chat.truth.ticket.reference in reply
