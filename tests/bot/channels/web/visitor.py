"""A browser in somebody's hands, and what is seen over its lines."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from bot.channels.web.cookie import cookie_name
from debt.voucher import VoucherSource
from tests.bot.talk import Talk, new
from tests.bot.test_security import URL

SOCKET = "wss://chat.example.com/chat/socket"
COOKIE = cookie_name(is_https=True)
Frame = dict[str, Any]


def next_of(socket: WebSocketTestSession, kind: str) -> Frame:
    """The next frame of a kind; those before it are passed over."""
    while True:
        frame: Frame = socket.receive_json()
        if frame["type"] == kind:
            return frame


def end_of(socket: WebSocketTestSession) -> tuple[list[Frame], int]:
    """All that still comes over a socket, and the code that ends it."""
    frames: list[Frame] = []
    while True:
        try:
            frames.append(socket.receive_json())
        except WebSocketDisconnect as closed:
            return frames, closed.code


def code_of_end(socket: WebSocketTestSession) -> int:
    """The code with which the gateway ends a socket at once."""
    frames, code = end_of(socket)
    assert frames == []
    return code


def texts_in(frames: list[Frame]) -> list[str]:
    return [frame["text"] for frame in frames if frame["type"] == "message"]


@dataclass
class Visitor:
    """Somebody with a browser and a swap of its own.

    Attributes:
        cookie: what the browser held last; none before anything was opened.
    """

    browser: TestClient
    chat: Talk
    swap: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def cookie(self) -> str:
        return self.browser.cookies.get(COOKIE) or ""

    def holds(self, cookie: str) -> None:
        """Put a cookie into the browser in place of what it has."""
        self.browser.cookies.clear()
        if cookie:
            self.browser.cookies.set(COOKIE, cookie, domain="chat.example.com")

    def opens(self, swap: str | None = None) -> httpx.Response:
        """Ask for the session, as every page does at first."""
        answer: httpx.Response = self.browser.post(
            "/chat/session", json={"swap": swap or self.swap}
        )
        return answer

    def connects(
        self, query: str = "", cookie: str | None = None
    ) -> WebSocketTestSession:
        """Open a socket and say hello."""
        if cookie is not None:
            self.holds(cookie)
        session: WebSocketTestSession = self.browser.websocket_connect(SOCKET + query)
        return session

    def greets(self, socket: WebSocketTestSession) -> None:
        socket.send_json({"type": "hello", "swap": self.swap})

    def is_sent_a_code(self, debtor_id: str = "maria") -> str:
        """The assistant waits for this code."""
        floor = self.chat.floor
        with floor.database.begin() as tx:
            floor.debt.vouchers.vouch(
                tx, self.chat.conversation, debtor_id, VoucherSource.SIGN_IN
            )
            floor.debt.identity.send_to_vouched(tx, self.chat.conversation, new())
        return floor.mailbox.codes[-1][1]

    def verifies(self, debtor_id: str = "maria") -> str:
        """Type the right code and fetch the new cookie; returns the old one."""
        code, old = self.is_sent_a_code(debtor_id), self.cookie
        with self.connects() as socket:
            self.greets(socket)
            socket.send_json({"type": "text", "id": new(), "text": code})
            end_of(socket)
        assert self.opens().status_code == 200
        assert self.cookie != old
        assert self.polls().status_code == 200
        return old

    def polls(self, query: str = "", **headers: str) -> httpx.Response:
        answer: httpx.Response = self.browser.get(
            f"/chat/messages{query}", headers=headers
        )
        return answer

    def posts(self, frame: Frame, **headers: str) -> httpx.Response:
        answer: httpx.Response = self.browser.post(
            "/chat/messages", json=frame, headers=headers
        )
        return answer

    def sees(self, query: str = "") -> list[Frame]:
        """What a page that opens now is shown, by polling once."""
        frames: list[Frame] = self.polls(query).json()["frames"]
        return frames


def elsewhere(browser: TestClient) -> TestClient:
    """Another browser before the same gateway, in the same loop."""
    other = TestClient(browser.app, base_url=URL)
    other.portal = browser.portal
    return other
