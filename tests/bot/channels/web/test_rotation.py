"""At verification the cookie is replaced: whoever has a copy is left outside."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.store.sessions import SWAP_LIFETIME, SWAP_UNDER_WAY
from debt.identity import Level
from tests.bot.channels.web.visitor import (
    COOKIE,
    Visitor,
    code_of_end,
    elsewhere,
    end_of,
    next_of,
    texts_in,
)
from tests.bot.talk import new


def code_frame(code: str) -> dict[str, str]:
    return {"type": "text", "id": new(), "text": code}


def level(visitor: Visitor) -> Level:
    floor = visitor.chat.floor
    with floor.database.read() as tx:
        return floor.debt.identity.level(tx, visitor.chat.conversation)


def test_the_right_code_is_acknowledged_and_the_socket_ends(visitor: Visitor) -> None:
    code = visitor.is_sent_a_code()

    with visitor.connects() as socket:
        visitor.greets(socket)
        next_of(socket, "ready")
        socket.send_json(code_frame(code))
        frames, closed = end_of(socket)

    kinds = [frame["type"] for frame in frames]
    assert [kind for kind in kinds if kind != "message"][-2:] == ["ack", "rotated"]
    assert closed == 4409
    assert level(visitor) is Level.VERIFIED


def test_the_swap_fetches_the_new_cookie_of_the_same_conversation(
    visitor: Visitor,
) -> None:
    old = visitor.verifies()

    assert visitor.cookie not in {"", old}
    with visitor.connects() as socket:
        assert next_of(socket, "ready")["conversation"] == visitor.chat.conversation


def test_a_wrong_code_changes_nothing(visitor: Visitor) -> None:
    code = visitor.is_sent_a_code()
    wrong = "000000" if code != "000000" else "111111"

    with visitor.connects() as socket:
        visitor.greets(socket)
        socket.send_json(code_frame(wrong))
        next_of(socket, "ack")
        socket.send_json({"type": "text", "id": "after", "text": "hello"})
        assert next_of(socket, "ack")["id"] == "after"


class TestAttacks:
    """The attacker knows the cookie that the person had before the code."""

    def test_a_planted_cookie_opens_nothing(self, visitor: Visitor) -> None:
        planted = visitor.verifies()
        attacker = Visitor(elsewhere(visitor.browser), visitor.chat)
        attacker.holds(planted)

        with attacker.connects() as socket:
            assert code_of_end(socket) == 4401
        assert attacker.polls().status_code == 401
        assert attacker.posts(code_frame("hello")).status_code == 401
        began = attacker.opens().json()
        assert began["conversation"] != visitor.chat.conversation

    def test_before_the_new_cookie_has_arrived_neither(self, visitor: Visitor) -> None:
        planted, code = visitor.cookie, visitor.is_sent_a_code()
        with visitor.connects() as socket:
            visitor.greets(socket)
            socket.send_json(code_frame(code))
            end_of(socket)
        attacker = Visitor(elsewhere(visitor.browser), visitor.chat)
        attacker.holds(planted)

        with attacker.connects() as socket:
            assert code_of_end(socket) == 4409
        assert attacker.polls().status_code == 409
        refused = attacker.opens()
        assert (refused.status_code, "set-cookie" in refused.headers) == (409, False)
        assert visitor.opens().json()["conversation"] == visitor.chat.conversation

    def test_an_old_socket_gets_nothing_any_more(self, visitor: Visitor) -> None:
        attacker = Visitor(elsewhere(visitor.browser), visitor.chat)
        attacker.holds(visitor.cookie)
        with attacker.connects() as listening:
            attacker.greets(listening)
            next_of(listening, "ready")
            visitor.verifies()
            visitor.chat.is_told("You owe £1,204.50.")
            frames, closed = end_of(listening)

        assert closed == 4409
        assert not any("owe" in text for text in texts_in(frames))
        assert attacker.opens().status_code in {200, 409}
        assert attacker.cookie != visitor.cookie

    def test_an_old_socket_says_nothing_any_more(self, visitor: Visitor) -> None:
        attacker = Visitor(elsewhere(visitor.browser), visitor.chat)
        attacker.holds(visitor.cookie)
        with attacker.connects() as talking:
            next_of(talking, "ready")
            visitor.verifies()
            talking.send_json({"type": "text", "id": "evil", "text": "pay him"})
            _, closed = end_of(talking)

        assert closed == 4409
        assert "evil" not in {row.client_id for row in visitor.chat.all()}

    def test_a_waiting_poll_brings_nothing(self, visitor: Visitor) -> None:
        planted = visitor.verifies()
        visitor.chat.is_told("You owe £1,204.50.")
        attacker = Visitor(elsewhere(visitor.browser), visitor.chat)
        attacker.holds(planted)

        assert "owe" not in attacker.polls("?after=0&wait=25").text

    def test_the_swap_of_another_socket_fetches_nothing(self, visitor: Visitor) -> None:
        attacker = Visitor(elsewhere(visitor.browser), visitor.chat)
        attacker.holds(visitor.cookie)
        with attacker.connects() as socket:
            attacker.greets(socket)
            code = visitor.is_sent_a_code()
            with visitor.connects() as own:
                visitor.greets(own)
                own.send_json(code_frame(code))
                end_of(own)
            end_of(socket)

        assert attacker.opens().status_code == 409
        for guess in ("x" * 43, secrets.token_urlsafe(32)):
            assert attacker.opens(guess).status_code == 409

    def test_a_swap_without_the_old_cookie_fetches_nothing(
        self, visitor: Visitor
    ) -> None:
        code = visitor.is_sent_a_code()
        with visitor.connects() as socket:
            visitor.greets(socket)
            socket.send_json(code_frame(code))
            end_of(socket)
        thief = Visitor(elsewhere(visitor.browser), visitor.chat)

        began = thief.opens(visitor.swap).json()

        assert began["conversation"] != visitor.chat.conversation


class TestLostAnswers:
    @pytest.fixture
    def verified(self, visitor: Visitor) -> Visitor:
        """The code was accepted; the page has not fetched its cookie."""
        code = visitor.is_sent_a_code()
        with visitor.connects() as socket:
            visitor.greets(socket)
            socket.send_json(code_frame(code))
            end_of(socket)
        return visitor

    def test_the_cookie_can_be_fetched_again(self, verified: Visitor) -> None:
        old = verified.cookie
        first = verified.opens()
        verified.holds(old)

        second = verified.opens()

        assert first.cookies[COOKIE] == second.cookies[COOKIE]
        with verified.connects() as socket:
            next_of(socket, "ready")

    def test_once_it_was_used_it_cannot(self, verified: Visitor) -> None:
        old = verified.cookie
        verified.opens()
        with verified.connects() as socket:
            next_of(socket, "ready")
        verified.holds(old)

        assert verified.opens().json()["conversation"] != verified.chat.conversation

    @pytest.mark.parametrize(
        ("late", "is_fetched"),
        [(SWAP_LIFETIME - timedelta(seconds=1), True), (SWAP_LIFETIME, False)],
    )
    def test_it_waits_ten_minutes(
        self, verified: Visitor, late: timedelta, is_fetched: bool
    ) -> None:
        verified.chat.floor.clock.advance(late)

        found = verified.opens().json()["conversation"]

        assert (found == verified.chat.conversation) is is_fetched

    def test_another_tab_waits_a_while_and_then_begins_anew(
        self, verified: Visitor
    ) -> None:
        tab = Visitor(verified.browser, verified.chat)

        assert tab.opens().status_code == 409
        verified.chat.floor.clock.advance(SWAP_UNDER_WAY)

        assert tab.opens().json()["conversation"] != verified.chat.conversation

    def test_a_socket_that_broke_before_the_answer_loses_nothing(
        self, visitor: Visitor
    ) -> None:
        frame = code_frame(visitor.is_sent_a_code())
        visitor.posts({**frame, "swap": visitor.swap})  # its answer never came
        visitor.holds(old := visitor.cookie)
        assert old
        visitor.opens()

        with visitor.connects() as socket:
            visitor.greets(socket)
            socket.send_json(frame)
            ack = next_of(socket, "ack")
            socket.send_json({"type": "text", "id": "more", "text": "hello"})
            assert next_of(socket, "ack")["id"] == "more"

        assert ack["id"] == frame["id"]
        assert [row.client_id for row in visitor.chat.all()].count(frame["id"]) == 1


def test_every_verification_brings_another_cookie(visitor: Visitor) -> None:
    cookies = {visitor.cookie}
    for _ in range(3):
        visitor.verifies()
        cookies.add(visitor.cookie)

    assert len(cookies) == 4


def test_without_a_swap_the_page_begins_anew(visitor: Visitor) -> None:
    code = visitor.is_sent_a_code()
    with visitor.connects() as socket:
        socket.send_json(code_frame(code))
        assert end_of(socket)[1] == 4409

    assert visitor.opens().json()["conversation"] != visitor.chat.conversation


def test_by_polling_the_answer_brings_the_cookie(visitor: Visitor) -> None:
    old, code = visitor.cookie, visitor.is_sent_a_code()

    answer = visitor.posts({**code_frame(code), "swap": visitor.swap})

    assert answer.json()["type"] == "ack"
    assert visitor.cookie not in {"", old}
    assert visitor.polls().status_code == 200
    visitor.holds(old)
    assert visitor.polls().status_code == 401


def test_the_cookie_is_bound_to_our_host_and_the_site_around_it(
    browser: TestClient,
) -> None:
    browser.cookies.clear()

    cookie = browser.post("/chat/session").headers["set-cookie"]

    assert re.fullmatch(
        r"__Host-parley_session=[\w-]{43}; Path=/; Max-Age=2592000; HttpOnly; "
        "Secure; SameSite=None; Partitioned",
        cookie,
    )
