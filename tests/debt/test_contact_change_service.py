"""A new contact counts once the old one and the new one have sent their codes back."""

from __future__ import annotations

import pytest

from debt.account import Contact, ContactKind
from debt.contact import ChangeOutcome, ChangeState, ContactChange, Detail
from debt.identity import VerifiedDebtor
from debt.services.contact_changes import CHANGES_IN_A_DAY
from debt.store.contact import contacts_of
from tests.debt.builders import MARIA
from tests.debt.floor import CHAT, Floor
from tests.debt.reception import sent_code, wrong_code

NEW = "+447700900777"
OLD = MARIA.contacts[0]


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has()
    return floor.verified()


def ask(
    floor: Floor,
    maria: VerifiedDebtor,
    detail: Detail = Detail.PHONE,
    new: str = NEW,
    key: str = "k",
) -> ContactChange:
    with floor.database.begin() as tx:
        return floor.debt.contact_changes.ask(tx, maria, detail, new, key)


def check(floor: Floor, code: str, chat: str = CHAT) -> ChangeOutcome:
    with floor.database.begin() as tx:
        return floor.debt.contact_changes.check_code(tx, chat, code)


def awaiting(floor: Floor, chat: str = CHAT) -> bool:
    with floor.database.read() as tx:
        return floor.debt.contact_changes.awaiting_code(tx, chat)


def contacts(floor: Floor) -> list[Contact]:
    with floor.database.read() as tx:
        return contacts_of(tx, MARIA.id)


def test_the_first_code_goes_to_the_old_contact(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    change = ask(floor, maria)

    assert floor.mailbox.codes[-1][0] == OLD
    assert change.sent_to == "••0123"
    assert contacts(floor) == [OLD]


def test_after_both_codes_the_new_contact_counts(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    ask(floor, maria)

    assert check(floor, sent_code(floor)) is ChangeOutcome.ALLOWED
    assert floor.mailbox.codes[-1][0].address == NEW
    assert contacts(floor) == [OLD]

    assert check(floor, sent_code(floor)) is ChangeOutcome.CHANGED
    assert contacts(floor) == [Contact(ContactKind.SMS, NEW)]
    assert not awaiting(floor)


def test_a_contact_of_another_kind_is_added(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    ask(floor, maria, Detail.EMAIL, "maria@example.org")
    check(floor, sent_code(floor))
    check(floor, sent_code(floor))

    assert contacts(floor) == [OLD, Contact(ContactKind.EMAIL, "maria@example.org")]


def test_an_address_is_left_to_a_person(floor: Floor, maria: VerifiedDebtor) -> None:
    ask(floor, maria, Detail.ADDRESS, "14 Hartley Rise")

    assert check(floor, sent_code(floor)) is ChangeOutcome.PASSED_ON
    assert contacts(floor) == [OLD]


def test_the_fifth_wrong_code_ends_it(floor: Floor, maria: VerifiedDebtor) -> None:
    ask(floor, maria)

    found = [check(floor, wrong_code(floor)) for _ in range(5)]

    assert found == [ChangeOutcome.WRONG] * 4 + [ChangeOutcome.TOO_MANY]
    assert not awaiting(floor)
    assert check(floor, sent_code(floor)) is ChangeOutcome.EXPIRED
    assert contacts(floor) == [OLD]


def test_nobody_else_can_answer_for_it(floor: Floor, maria: VerifiedDebtor) -> None:
    ask(floor, maria)

    assert not awaiting(floor, "chat-2")
    with floor.database.begin() as tx:
        floor.debt.identity.forget(tx, CHAT)

    assert not awaiting(floor)
    assert check(floor, sent_code(floor)) is ChangeOutcome.EXPIRED


def test_a_retried_message_sends_one_code(floor: Floor, maria: VerifiedDebtor) -> None:
    before = len(floor.mailbox.codes)

    assert ask(floor, maria) == ask(floor, maria)

    assert len(floor.mailbox.codes) == before + 1


def test_too_many_changes_in_a_day_go_to_a_person(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    states = [
        ask(floor, maria, new=f"+4477009007{number}", key=str(number)).state
        for number in range(10, 11 + CHANGES_IN_A_DAY)
    ]

    assert states == [ChangeState.ASKED] * CHANGES_IN_A_DAY + [ChangeState.PASSED_ON]
