"""What strangers try: floods, deep and broken JSON, other people's sessions, markup."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from tests.bot.channels.web.visitor import (
    SOCKET,
    Visitor,
    code_of_end,
    elsewhere,
    next_of,
    texts_in,
)
from tests.bot.channels.widget.vectors import VECTORS
from tests.bot.talk import new
from tests.bot.test_security import BANK

POSTS = [
    "/chat/session",
    "/chat/messages",
    "/chat/files?id=a&name=b",
    "/chat/sign-in",
    "/chat/invitation",
    "/chat/invitation/redeem",
]
GETS = ["/chat/messages", "/chat/files/made-up"]
DEEP = ["[" * 20_000, '{"a":' * 10_000, '{"token":' + "[" * 20_000 + "]" * 20_000 + "}"]
BROKEN = [b"", b"{", b"\xff\xfe", b"null", b"[]", b'"x"', b"\0" * 100, b"1e999"]


@pytest.mark.parametrize("path", POSTS)
def test_no_body_breaks_a_route(visitor: Visitor, path: str) -> None:
    for body in [*(each.encode() for each in DEEP), *BROKEN]:
        answer = visitor.browser.post(path, content=body)

        assert answer.status_code < 500, body[:20]
        assert answer.headers["content-type"] == "application/json"
    # Brackets are words in a file.
    assert {row.understood is not None for row in visitor.chat.all()} == {True}


def test_deep_and_binary_frames_are_refused_and_the_socket_goes_on(
    visitor: Visitor,
) -> None:
    with visitor.connects() as socket:
        for frame in DEEP:
            socket.send_text(frame)
            assert next_of(socket, "refused")["reason"] == "malformed"
        for raw in BROKEN:
            socket.send_bytes(raw)
            assert next_of(socket, "refused")["reason"] == "malformed"
        socket.send_json({"type": "text", "id": "a-1", "text": "hello"})
        assert next_of(socket, "ack")["id"] == "a-1"


def test_a_foreign_page_reaches_no_route(visitor: Visitor) -> None:
    for headers in ({"origin": BANK}, {"origin": "null"}, {"sec-fetch-site": "none;"}):
        for path in POSTS:
            answer = visitor.browser.post(path, json={}, headers=headers)
            assert (answer.status_code, answer.json()) == (
                403,
                {"error": "foreign_origin"},
            )
        for path in GETS:
            assert visitor.browser.get(path, headers=headers).status_code == 403


def test_the_id_of_a_conversation_opens_nothing(visitor: Visitor) -> None:
    stranger = Visitor(elsewhere(visitor.browser), visitor.chat)
    for guess in (visitor.chat.conversation, visitor.chat.row().session_hash, "x" * 43):
        stranger.holds(guess)

        assert stranger.polls().status_code == 401
        with stranger.connects() as socket:
            assert code_of_end(socket) == 4401


def test_a_flood_of_one_session_leaves_others_alone(visitor: Visitor) -> None:
    other = Visitor(elsewhere(visitor.browser), visitor.chat)
    other.opens()
    with visitor.connects() as flooding, other.connects() as calm:
        for number in range(200):
            flooding.send_json({"type": "text", "id": f"f-{number}", "text": "!"})
        calm.send_json({"type": "text", "id": "calm", "text": "hello"})
        assert next_of(calm, "ack")["id"] == "calm"
        flooding.send_json({"type": "text", "id": "last", "text": "!"})
        while (refused := next_of(flooding, "refused"))["id"] != "last":
            assert refused["reason"] == "too_fast"

    assert sum(row.text == "!" for row in visitor.chat.all()) == 20


def test_a_flood_of_new_sessions_leaves_who_is_there_alone(visitor: Visitor) -> None:
    flooding = elsewhere(visitor.browser)
    statuses = []
    for _ in range(40):
        flooding.cookies.clear()
        statuses.append(flooding.post("/chat/session").status_code)

    assert 429 in statuses
    assert visitor.opens().status_code == 200
    assert visitor.posts({"type": "text", "id": "a", "text": "b"}).status_code == 200


def test_one_conversation_has_only_so_many_sockets(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.socket.SOCKETS_PER_CONVERSATION", 2)
    with browser.websocket_connect(SOCKET) as first:
        next_of(first, "ready")
        with browser.websocket_connect(SOCKET) as second:
            next_of(second, "ready")
            with browser.websocket_connect(SOCKET) as third:
                assert code_of_end(third) == 4429

    with browser.websocket_connect(SOCKET) as again:
        next_of(again, "ready")


def test_markup_comes_back_as_the_text_that_it_is(visitor: Visitor) -> None:
    for vector in VECTORS:
        visitor.chat.is_told(vector)
    answer = visitor.polls()

    told = [frame for frame in answer.json()["frames"] if frame["type"] == "message"]
    assert texts_in(told) == list(VECTORS)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.text) == answer.json()


class TestBrokenLines:
    """A socket may end at any step: each message is stored once, in order."""

    def test_before_the_answer(self, visitor: Visitor) -> None:
        frames = [
            {"type": "text", "id": new(), "text": f"line {number}"}
            for number in range(4)
        ]
        with visitor.connects() as socket:
            for frame in frames:
                socket.send_json(frame)
            next_of(socket, "ack")
        # The page does not know how much has arrived: it sends all of it again.
        with visitor.connects() as socket:
            for frame in frames:
                socket.send_json(frame)
            acks = [next_of(socket, "ack") for _ in frames]

        assert [ack["id"] for ack in acks] == [frame["id"] for frame in frames]
        assert [ack["seq"] for ack in acks] == sorted(ack["seq"] for ack in acks)
        texts = [row.text for row in visitor.chat.all()][1:]
        assert texts == [f"line {number}" for number in range(4)]

    def test_over_both_lines_at_once(self, visitor: Visitor) -> None:
        frame = {"type": "text", "id": new(), "text": "hello"}
        with visitor.connects() as socket:
            socket.send_json(frame)
            by_request = visitor.posts(frame).json()
            by_socket = next_of(socket, "ack")

        assert by_request == by_socket
        assert len(visitor.chat.all()) == 2
