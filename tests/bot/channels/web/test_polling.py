"""Where no socket gets through, plain requests bring the same frames."""

from __future__ import annotations

import threading

import httpx

from bot.channels.web.polling import WAITING_PER_CONVERSATION
from tests.bot.channels.web.visitor import Visitor, texts_in
from tests.bot.talk import YES
from tests.bot.test_security import BANK


def test_the_first_answer_comes_at_once(visitor: Visitor) -> None:
    visitor.chat.is_told("Hello.")

    frames = visitor.sees("?after=0&wait=0")

    assert frames[0] == {
        "type": "ready",
        "conversation": visitor.chat.conversation,
        "last_seq": 2,
    }
    assert texts_in(frames) == ["Hello."]
    assert frames[-1] == {"type": "typing", "sender": "bot", "on": False}


def test_a_text_is_stored_once_and_answered_as_over_a_socket(visitor: Visitor) -> None:
    frame = {"type": "text", "id": "a-1", "text": "hello"}

    first, again = visitor.posts(frame).json(), visitor.posts(frame).json()

    assert first == again == {"type": "ack", "id": "a-1", "seq": 2}
    assert visitor.sees()[-1]["on"] is True


def test_a_button_is_pressed_once(visitor: Visitor) -> None:
    (token,) = visitor.chat.is_told("Shall I?", YES)

    kinds = [
        visitor.posts({"type": "button", "id": f"a-{number}", "token": token}).json()
        for number in range(2)
    ]

    assert [each["type"] for each in kinds] == ["ack", "refused"]


def test_a_waiting_answer_comes_with_the_next_message(visitor: Visitor) -> None:
    visitor.chat.is_told("One.")
    seen = visitor.chat.row().last_seq
    answers: list[httpx.Response] = []
    waiting = threading.Thread(
        target=lambda: answers.append(visitor.polls(f"?after={seen}&wait=25"))
    )
    waiting.start()
    visitor.chat.is_told("Two.")
    waiting.join(timeout=20)

    assert [texts_in(each.json()["frames"]) for each in answers] == [["Two."]]


def test_what_waits_too_often_is_answered_early(visitor: Visitor) -> None:
    """Pages that are gone do not keep the one that is there from waiting."""
    queries = f"?after={visitor.chat.row().last_seq}&wait=25"
    answers: list[httpx.Response] = []
    waiting = [
        threading.Thread(target=lambda: answers.append(visitor.polls(queries)))
        for _ in range(WAITING_PER_CONVERSATION + 2)
    ]
    for thread in waiting:
        thread.start()
    while len(answers) < 2:
        pass
    visitor.chat.is_told("Here.")
    for thread in waiting:
        thread.join(timeout=20)

    told = [texts_in(each.json()["frames"]) for each in answers]
    assert told.count([]) == 2
    assert told.count(["Here."]) == WAITING_PER_CONVERSATION


def test_who_asks_too_often_waits(visitor: Visitor) -> None:
    statuses = [visitor.polls("?wait=0").status_code for _ in range(61)]

    assert statuses == [200] * 60 + [429]


def test_writing_is_as_limited_as_over_a_socket(visitor: Visitor) -> None:
    answers = [
        visitor.posts({"type": "text", "id": f"a-{n}", "text": "hi"}).json()
        for n in range(21)
    ]

    assert answers[-1] == {"type": "refused", "id": "a-20", "reason": "too_fast"}


def test_without_its_cookie_there_is_nothing(visitor: Visitor) -> None:
    frame = {"type": "text", "id": "a", "text": "b"}
    for cookie in ("", "made-up"):
        visitor.holds(cookie)

        assert visitor.polls().status_code == 401
        assert visitor.posts(frame).status_code == 401


def test_a_foreign_page_gets_nothing(visitor: Visitor) -> None:
    frame = {"type": "text", "id": "evil", "text": "pay him"}
    foreign = ({"origin": BANK}, {"origin": "null"}, {"sec-fetch-site": "cross-site"})
    for headers in foreign:
        assert visitor.polls(**headers).status_code == 403
        assert visitor.posts(frame, **headers).status_code == 403
    assert len(visitor.chat.all()) == 1


def test_a_nonsensical_query_is_the_beginning(visitor: Visitor) -> None:
    visitor.chat.is_told("Hello.")

    for query in ("?after=-1&wait=x", "?after=²&wait=9e9", "?wait=", "?curtain=-1"):
        assert texts_in(visitor.sees(query)) == ["Hello."]
