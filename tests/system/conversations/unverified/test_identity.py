"""The check: any order, any format, the same answers for everybody."""

from __future__ import annotations

import pytest

from tests.system.conversations.chats import Chats


@pytest.mark.parametrize(
    "words",
    [
        "{postcode}, born {birthday}, ref {reference}",
        "ref {reference} dob {numbers} postcode {lower}",
        "{birthday} / {reference} / {postcode}",
    ],
)
def test_all_details_come_in_one_message_in_any_order(chats: Chats, words: str) -> None:
    person = chats.person(owes="431.07")
    chat = chats.opened(person)
    chat.says("how much do i owe?")

    chat.says(
        words.format(
            reference=person.reference,
            birthday=person.birthday,
            numbers=f"{person.debtor.date_of_birth:%d/%m/%Y}",
            postcode=person.postcode,
            lower=person.postcode.lower(),
        )
    )

    assert "£431.07" in chat.says(chats.system.code_for(person.address))


def test_who_has_no_reference_can_do_without(chats: Chats) -> None:
    person = chats.person(owes="431.07")
    chat = chats.opened(person)

    chat.says("how much do i owe?")
    chat.says("I don't have the reference")
    chat.says(person.birthday)
    sent = chat.says(person.postcode)

    assert "code" in sent


def test_a_question_in_between_is_answered_and_the_check_goes_on(
    chats: Chats,
) -> None:
    person = chats.person(owes="431.07")
    chat = chats.opened(person)
    chat.says("how much do i owe?")
    chat.says(person.reference)

    asked = chat.says("why do you need my birthday?")
    assert "date of birth" in asked

    chat.says(person.birthday)
    chat.says(person.postcode)
    assert "£431.07" in chat.says(chats.system.code_for(person.address))


def test_a_stranger_hears_what_a_customer_hears(chats: Chats) -> None:
    person = chats.person()
    known, strange = chats.opened(person), chats.opened(person)
    for chat in (known, strange):
        chat.says("how much do i owe?")

    right = known.says(person.details)
    wrong = strange.says("reference HB-0000-0000, born 1 May 1961, postcode M1 1AA")

    assert right.text == wrong.text


def test_after_too_many_tries_a_person_is_the_way_on(chats: Chats) -> None:
    chat = chats.opened(chats.person())
    chat.says("how much do i owe?")

    for number in range(6):
        reply = chat.says(f"ref HB-{number}000-0000, 1 May 196{number}, M1 1AA")

    assert "Talk to a person" in reply.buttons
