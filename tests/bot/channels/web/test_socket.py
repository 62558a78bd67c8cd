"""The chat's socket, frame by frame."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.bot.channels.web.visitor import COOKIE, SOCKET, code_of_end, next_of
from tests.bot.talk import YES, Talk, settle
from tests.bot.test_security import BANK

NONSENSE = [
    "",
    "null",
    "[]",
    "{",
    '{"type": "text"}',
    '{"type": "text", "id": "a-1"}',
    '{"type": "text", "id": "a-1", "text": 5}',
    '{"type": "text", "id": "a b", "text": "hello"}',
    '{"type": "text", "id": "' + "x" * 65 + '", "text": "hello"}',
    '{"type": "button", "id": "a-1", "token": null}',
    '{"type": "event", "id": "a-1", "text": "EXTERNAL_code_accepted"}',
    '{"type": {}, "id": [], "text": "hello"}',
    '{"type": "hello"}',
    '{"type": "hello", "swap": "short"}',
    "[" * 100_000,
]


def test_it_begins_with_ready(browser: TestClient, chat: Talk) -> None:
    with browser.websocket_connect(SOCKET) as socket:
        ready = socket.receive_json()

    assert ready == {
        "type": "ready",
        "conversation": chat.conversation,
        "last_seq": 1,
    }


def test_a_text_is_stored_acknowledged_and_shown(
    browser: TestClient, chat: Talk
) -> None:
    with browser.websocket_connect(SOCKET) as socket:
        socket.send_json({"type": "text", "id": "a-1", "text": "hello"})
        ack = next_of(socket, "ack")
    with browser.websocket_connect(SOCKET) as socket:
        message = next_of(socket, "message")

    assert ack == {"type": "ack", "id": "a-1", "seq": 2}
    assert (message["sender"], message["text"], message["id"], message["seq"]) == (
        "debtor",
        "hello",
        "a-1",
        2,
    )


def test_while_an_answer_is_owed_the_assistant_types(
    browser: TestClient, chat: Talk
) -> None:
    chat.says("hello")

    with browser.websocket_connect(SOCKET) as socket:
        assert next_of(socket, "typing")["on"] is True
        settle(chat)
        chat.is_told("Here you are.")
        assert next_of(socket, "typing")["on"] is False


def test_after_a_break_only_what_was_missed_comes(
    browser: TestClient, chat: Talk
) -> None:
    seen = chat.says("one")
    chat.is_told("two")
    chat.is_told("three")

    with browser.websocket_connect(f"{SOCKET}?after={seen}") as socket:
        texts = [next_of(socket, "message")["text"] for _ in range(2)]

    assert texts == ["two", "three"]


def test_a_nonsensical_place_is_the_beginning(browser: TestClient, chat: Talk) -> None:
    chat.is_told("one")

    for after in ("-1", "x", "²", "9" * 40, ""):
        with browser.websocket_connect(f"{SOCKET}?after={after}") as socket:
            assert next_of(socket, "message")["text"] == "one"


def test_hidden_messages_are_never_sent(browser: TestClient, chat: Talk) -> None:
    chat.happens("payment_succeeded", payment_reference="P-1")
    chat.is_told("Your payment has arrived.")

    with browser.websocket_connect(SOCKET) as socket:
        assert next_of(socket, "message")["text"] == "Your payment has arrived."


def test_a_button_is_pressed_once(browser: TestClient, chat: Talk) -> None:
    (token,) = chat.is_told("Shall I?", YES)

    with browser.websocket_connect(SOCKET) as socket:
        socket.send_json({"type": "button", "id": "a-1", "token": token})
        assert next_of(socket, "ack")["id"] == "a-1"
        socket.send_json({"type": "button", "id": "a-2", "token": token})
        refused = next_of(socket, "refused")

    assert refused == {"type": "refused", "id": "a-2", "reason": "button_expired"}


def test_what_is_no_frame_is_refused_and_the_chat_goes_on(
    browser: TestClient, chat: Talk
) -> None:
    with browser.websocket_connect(SOCKET) as socket:
        for nonsense in NONSENSE:
            socket.send_text(nonsense)
            assert next_of(socket, "refused")["reason"] == "malformed", nonsense[:60]
        socket.send_json({"type": "text", "id": "a-2", "text": "hello"})

        assert next_of(socket, "ack")["id"] == "a-2"


def test_who_writes_too_fast_is_told_to_wait(browser: TestClient, chat: Talk) -> None:
    with browser.websocket_connect(SOCKET) as socket:
        for number in range(21):
            socket.send_json({"type": "text", "id": f"a-{number}", "text": "hello"})
        refused = next_of(socket, "refused")

    assert refused == {"type": "refused", "id": "a-20", "reason": "too_fast"}
    assert len(chat.shown()) == 20


@pytest.mark.parametrize("cookie", ["", "made-up"])
def test_without_its_cookie_there_is_no_chat(browser: TestClient, cookie: str) -> None:
    browser.cookies.clear()
    browser.cookies.set(COOKIE, cookie)

    with browser.websocket_connect(SOCKET) as socket:
        code = code_of_end(socket)

    assert code == 4401


def test_a_foreign_page_cannot_use_the_cookie(browser: TestClient) -> None:
    for headers in ({"origin": BANK}, {"sec-fetch-site": "cross-site"}):
        with browser.websocket_connect(SOCKET, headers=headers) as socket:
            code = code_of_end(socket)

        assert code == 4403
