"""On a shared computer the next visitor does not read what the last one was told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.web.curtain import Place
from debt.identity import IDLE_LIMIT
from tests.bot.channels.web.visitor import Visitor, next_of, texts_in
from tests.debt.builders import account, debtor

SECRET = "You owe £1,204.50."


@pytest.fixture
def lapsed(visitor: Visitor) -> Visitor:
    """Maria was verified, was told what she owes, and went away."""
    visitor.verifies()
    visitor.chat.is_told(SECRET)
    visitor.chat.floor.clock.advance(IDLE_LIMIT + timedelta(seconds=1))
    return visitor


def newest(visitor: Visitor) -> int:
    return visitor.chat.row().last_seq


def test_while_the_check_counts_all_is_shown(visitor: Visitor) -> None:
    visitor.verifies()
    visitor.chat.is_told(SECRET)

    frames = visitor.sees()

    assert SECRET in texts_in(frames)
    assert "curtain" not in {frame["type"] for frame in frames}


def test_once_it_has_run_out_a_new_page_shows_nothing_of_it(lapsed: Visitor) -> None:
    until = newest(lapsed)
    with lapsed.connects() as socket:
        frames = [socket.receive_json(), socket.receive_json()]
        lapsed.chat.is_told("Good morning, this is Sam.")
        message = next_of(socket, "message")

    assert [frame["type"] for frame in frames] == ["ready", "curtain"]
    assert frames[1]["until"] == until
    assert message["text"] == "Good morning, this is Sam."
    assert SECRET not in lapsed.polls().text


def test_a_page_that_claims_to_know_the_beginning_gets_no_more(
    lapsed: Visitor,
) -> None:
    for query in ("?after=1", "?after=1&curtain=0", "?after=2", "?after=0&curtain=1"):
        assert SECRET not in lapsed.polls(query).text


def test_a_page_that_has_been_open_since_keeps_what_it_has(lapsed: Visitor) -> None:
    frames = lapsed.sees(f"?after={newest(lapsed)}")

    assert "curtain" not in {frame["type"] for frame in frames}


def test_an_open_socket_goes_on(visitor: Visitor) -> None:
    visitor.verifies()
    with visitor.connects() as socket:
        visitor.chat.is_told(SECRET)
        while next_of(socket, "message")["text"] != SECRET:
            pass
        visitor.chat.floor.clock.advance(IDLE_LIMIT * 2)
        visitor.chat.is_told("Still here?")
        frames = [socket.receive_json()]
        while not texts_in(frames):
            frames.append(socket.receive_json())

    assert texts_in(frames) == ["Still here?"]
    assert "curtain" not in {frame["type"] for frame in frames}


def test_after_the_same_person_has_verified_again_all_comes(lapsed: Visitor) -> None:
    until = newest(lapsed)
    lapsed.chat.is_told("Good morning.")
    lapsed.verifies()

    frames = lapsed.sees(f"?after={until + 1}&curtain={until}")

    assert frames[1] == {"type": "curtain", "until": 0}
    assert texts_in(frames)[-3:] != []
    assert SECRET in texts_in(frames)


def test_another_person_sees_only_what_came_since(lapsed: Visitor) -> None:
    ana = debtor(id="ana", name="Ana Reis")
    lapsed.chat.floor.also(ana, account(id="loan", reference="SC-1", debtor_id="ana"))
    until = newest(lapsed)
    lapsed.verifies("ana")
    lapsed.chat.is_told("You owe £12.00.")

    frames = lapsed.sees()

    assert frames[1] == {"type": "curtain", "until": until}
    assert SECRET not in texts_in(frames)
    assert "You owe £12.00." in texts_in(frames)


def test_forgetting_who_it_was_draws_it_at_once(visitor: Visitor) -> None:
    visitor.verifies()
    visitor.chat.is_told(SECRET)
    visitor.chat.floor.clock.advance(timedelta(seconds=5))
    with visitor.chat.floor.database.begin() as tx:
        visitor.chat.floor.debt.identity.forget(tx, visitor.chat.conversation)

    assert SECRET not in visitor.polls().text


def test_who_was_never_verified_has_nothing_to_hide(visitor: Visitor) -> None:
    visitor.chat.is_told("Hello.")
    visitor.chat.floor.clock.advance(IDLE_LIMIT * 9)

    assert texts_in(visitor.sees()) == ["Hello."]


def test_a_poll_behind_the_curtain_waits_for_news(lapsed: Visitor) -> None:
    until = newest(lapsed)

    first = lapsed.sees("?after=0")
    again = lapsed.sees(f"?after=0&curtain={until}")

    assert {"type": "curtain", "until": until} in first
    assert [frame["type"] for frame in again] == ["ready", "typing"]


@pytest.mark.parametrize(
    ("place", "curtain", "then"),
    [
        (Place(0, 0), 0, Place(0, 0)),
        (Place(0, 0), 7, Place(7, 7)),
        (Place(9, 0), 7, Place(9, 0)),
        (Place(9, 7), 7, Place(9, 7)),
        (Place(9, 7), 0, Place(0, 0)),
        (Place(9, 7), 3, Place(3, 3)),
        (Place(9, 7), 8, Place(9, 8)),
    ],
)
def test_where_a_page_goes_on(place: Place, curtain: int, then: Place) -> None:
    assert place.behind(curtain) == then
