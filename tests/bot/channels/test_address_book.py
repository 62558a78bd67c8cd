"""One person of a platform has one conversation, however often and fast they write."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.channels.address_book import AddressBook, Found, address_of
from bot.inbox import Inbox
from bot.store import messages
from bot.store.messages import BOT, Outbound, Reply
from bot.store.tables import AddressRow, ConversationRow, MessageRow
from tests.bot.talk import Talk
from tests.debt.floor import Floor, race

PIGEON = "pigeon"


def writes(
    floor: Floor, sender: str = "ann", chat: int = 1, greets: bool = True
) -> Found:
    """Somebody writes to us from a chat of the platform."""
    book = AddressBook(floor.debt, Inbox(floor.debt))
    with floor.database.begin() as tx:
        return book.conversation_for(
            tx, PIGEON, sender, {"chat": chat}, "en-GB", greets=greets
        )


def row(floor: Floor, found: Found) -> AddressRow:
    with floor.database.read() as tx:
        return tx.get_one(AddressRow, found.conversation_id)


def is_told(floor: Floor, conversation_id: str, text: str) -> None:
    outbound = Outbound(BOT, Reply(text), at=floor.clock.now())
    with floor.database.begin() as tx:
        messages.append(tx, conversation_id, outbound)


def conversations(floor: Floor) -> int:
    with floor.database.read() as tx:
        return tx.scalar(select(func.count()).select_from(ConversationRow)) or 0


def test_who_writes_first_is_greeted(floor: Floor) -> None:
    found = writes(floor)

    assert found.is_new
    with floor.database.read() as tx:
        assert tx.get_one(ConversationRow, found.conversation_id).channel == PIGEON
        (opening,) = tx.scalars(select(MessageRow))
    assert opening.waiting
    assert not opening.is_shown


def test_where_something_else_comes_first_nobody_is_greeted(floor: Floor) -> None:
    writes(floor, greets=False)

    with floor.database.read() as tx:
        assert tx.scalars(select(MessageRow)).all() == []


def test_who_writes_again_goes_on_in_the_same_conversation(floor: Floor) -> None:
    first, again, other = writes(floor), writes(floor), writes(floor, sender="bob")

    assert not again.is_new
    assert again.conversation_id == first.conversation_id != other.conversation_id


def test_they_are_reached_where_they_wrote_last(floor: Floor) -> None:
    found = writes(floor, chat=1)
    writes(floor, chat=2)

    with floor.database.read() as tx:
        address = address_of(tx, found.conversation_id)
    assert address is not None
    assert address.reference == {"chat": 2}
    assert address.locale == "en-GB"


def test_a_conversation_that_is_looked_at_has_no_address(talk: Talk) -> None:
    with talk.floor.database.read() as tx:
        assert address_of(tx, talk.conversation) is None


def test_ten_messages_at_once_open_one_conversation(floor: Floor) -> None:
    raced = race(10, lambda _: writes(floor))

    found = [each for each in raced if isinstance(each, Found)]
    assert len(found) == len(raced)
    assert len({each.conversation_id for each in found}) == 1
    assert sum(each.is_new for each in found) == 1
    assert conversations(floor) == 1


def test_who_comes_back_can_be_written_to_again(floor: Floor) -> None:
    found = writes(floor)
    with floor.database.begin() as tx:
        gone = tx.get_one(AddressRow, found.conversation_id)
        gone.unreachable_since, gone.attempts = floor.clock.now(), 3

    writes(floor)

    assert row(floor, found).unreachable_since is None
    assert row(floor, found).attempts == 0


def test_a_message_to_them_is_due_at_once(floor: Floor) -> None:
    found = writes(floor)
    assert row(floor, found).due_at is None

    is_told(floor, found.conversation_id, "hello")

    assert row(floor, found).due_at == floor.clock.now()


def test_another_message_does_not_hurry_what_is_put_off(floor: Floor) -> None:
    found = writes(floor)
    later = floor.clock.now() + timedelta(minutes=5)
    with floor.database.begin() as tx:
        tx.get_one(AddressRow, found.conversation_id).due_at = later

    is_told(floor, found.conversation_id, "hello")

    assert row(floor, found).due_at == later
