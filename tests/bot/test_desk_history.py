"""One person on several channels: the desk reads all of it in one order of time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from actions.wording import wording
from bot.desk import history
from bot.desk.history import Place
from bot.desk.view import DeskView
from bot.gateway.frames import Frame
from bot.store.tables import ConversationRow
from debt.identity import IDLE_LIMIT
from tests.bot.talk import SAM, YES, Talk, open_talk
from tests.debt.builders import account, debtor
from tests.debt.floor import Floor

ANA = debtor(id="ana", name="Ana Costa", date_of_birth=date(1975, 5, 5))
ANAS_LOAN = account(id="loan", reference="HB-2", debtor_id="ana")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def here(floor: Floor) -> Talk:
    """The conversation whose ticket is open at the desk."""
    floor.has()
    floor.also(ANA, ANAS_LOAN)
    return open_talk(floor)


def on(floor: Floor, channel: str) -> Talk:
    """A conversation of Maria's on another channel."""
    talk = open_talk(floor)
    with floor.database.begin() as tx:
        tx.get_one(ConversationRow, talk.conversation).channel = channel
    floor.verified(chat=talk.conversation)
    return talk


def says(talk: Talk, *texts: str) -> None:
    for text in texts:
        talk.says(text)
        talk.floor.clock.advance(timedelta(seconds=1))


def page_of(talk: Talk, before: str | None = None) -> Frame:
    """What an agent who has opened the conversation reads."""
    view = DeskView(talk.floor.database, talk.desk, SAM, wording())
    place = Place.read(before)
    assert (before is None) == (place is None)
    return view.history(talk.wants_a_person().id, place)


def texts_of(page: Frame) -> list[str]:
    return [each["text"] for each in page["messages"]]


def everything(talk: Talk) -> list[dict[str, Any]]:
    """All pages, put together as the desk's page does."""
    page = page_of(talk)
    found = list(page["messages"])
    while page["before"] is not None:
        page = page_of(talk, page["before"])
        assert page["messages"]
        found = [*page["messages"], *found]
    return found


def test_all_channels_are_read_in_one_order_of_time(here: Talk) -> None:
    phone, work = on(here.floor, "telegram"), on(here.floor, "teams")
    says(phone, "one")
    says(work, "two")
    says(phone, "three")
    here.floor.verified(chat=here.conversation)
    says(here, "and this is here")

    page = page_of(here)

    said = [(each["channel"], each["text"]) for each in page["messages"]]
    assert said == [("Telegram", "one"), ("Teams", "two"), ("Telegram", "three")]
    assert page["before"] is None


def test_nothing_is_read_before_this_conversation_is_verified(here: Talk) -> None:
    says(on(here.floor, "telegram"), "private")
    ticket = here.wants_a_person()

    assert page_of(here)["messages"] == []

    here.floor.verified(chat=here.conversation)
    assert texts_of(page_of(here)) == ["private"]
    here.floor.clock.advance(IDLE_LIMIT)
    assert page_of(here)["messages"] == []
    assert here.wants_a_person().id == ticket.id


def test_nothing_of_anybody_else_is_ever_read(here: Talk) -> None:
    floor = here.floor
    library = open_talk(floor)
    says(library, "before anybody was checked")
    floor.verified(ANA, ANAS_LOAN, library.conversation)
    says(library, "this is Ana's")
    floor.verified(chat=library.conversation)
    says(library, "this is Maria's")
    floor.clock.advance(IDLE_LIMIT)
    says(library, "nobody knows whose this is")
    floor.verified(ANA, ANAS_LOAN, library.conversation)
    says(library, "this is Ana's again")
    alone = open_talk(floor)
    floor.verified(ANA, ANAS_LOAN, alone.conversation)
    says(alone, "Ana was somewhere else too")

    floor.verified(chat=here.conversation)

    assert texts_of(page_of(here)) == ["this is Maria's"]


def test_a_check_that_has_run_out_hides_nothing_that_was_said_under_it(
    here: Talk,
) -> None:
    says(on(here.floor, "telegram"), "weeks ago")
    here.floor.clock.advance(timedelta(weeks=3))
    here.floor.verified(chat=here.conversation)

    assert texts_of(page_of(here)) == ["weeks ago"]


def test_many_conversations_come_page_by_page_each_message_once(
    here: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PAGE", 4)
    floor = here.floor
    talks = [on(floor, "telegram"), on(floor, "teams"), on(floor, "web")]
    expected = []
    for number in range(18):
        talk = talks[number % 3]
        # Three at one moment: the order of what is said at once stays the same too.
        talk.says(str(number))
        expected.append(str(number))
        if number % 3 == 2:
            floor.clock.advance(5 * MINUTE)
            for each in talks:
                with floor.database.begin() as tx:
                    floor.debt.identity.touch(tx, each.conversation)
        if number == 8:
            floor.clock.advance(timedelta(days=2))
            for each in talks:
                floor.verified(chat=each.conversation)
    floor.verified(chat=here.conversation)

    found = everything(here)

    assert sorted(each["text"] for each in found) == sorted(expected)
    places = [each["place"] for each in found]
    assert places == sorted(places)
    moments = [each["at"] for each in found]
    assert moments == sorted(moments)
    assert [len(page_of(here)["messages"])] == [4]


def test_the_history_is_for_reading_only(here: Talk) -> None:
    phone = on(here.floor, "telegram")
    (token,) = phone.is_told("Shall I?", YES)
    here.floor.verified(chat=here.conversation)

    page = page_of(here)

    assert page["messages"][0]["buttons"] == [{"label": YES.label}]
    assert token not in json.dumps(page)


def test_what_is_hidden_stays_hidden(here: Talk) -> None:
    phone = on(here.floor, "telegram")
    phone.happens("payment_succeeded", payment_reference="P-1")
    here.floor.verified(chat=here.conversation)

    assert page_of(here)["messages"] == []


def test_a_closed_ticket_opens_no_history(here: Talk) -> None:
    says(on(here.floor, "telegram"), "private")
    here.floor.verified(chat=here.conversation)
    ticket = here.is_taken_by(SAM)
    with here.floor.database.begin() as tx:
        here.desk.hand_back(tx, ticket.id, SAM)
    view = DeskView(here.floor.database, here.desk, SAM, wording())

    assert view.history(ticket.id, None)["messages"] == []
    assert view.history("made-up", None)["messages"] == []


def test_words_to_a_person_keep_the_check_alive(here: Talk) -> None:
    phone = on(here.floor, "telegram")
    here.floor.verified(chat=here.conversation)
    phone.is_taken_by(SAM)
    for number in range(4):
        here.floor.clock.advance(IDLE_LIMIT - MINUTE)
        says(phone, str(number))
    here.floor.verified(chat=here.conversation)

    assert texts_of(page_of(here))[-4:] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1-2-3",
        f"-1-{'a' * 32}-1",
        f"1-{'A' * 32}-1",
        f"{'9' * 17}-{'a' * 32}-1",
        f"\u0661-{'a' * 32}-1",
        5,
        None,
        ["1"],
    ],
)
def test_what_is_no_place_is_none(text: object) -> None:
    assert Place.read(text) is None


def test_a_place_is_read_as_it_was_written(here: Talk) -> None:
    here.says("hello")
    place = Place.of(here.all()[-1])

    assert Place.read(place.written()) == place
    last = replace(place, seq=9_999_999_999)
    assert Place.read(f"{'9' * 16}-{'f' * 32}-1") is not None
    assert Place.read(last.written()) == last
