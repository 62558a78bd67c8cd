"""The widget and its server: whatever breaks, each message comes once, in order."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Request, WebSocketRoute, expect

from tests.bot.channels.widget.serving import Service, talk_of
from tests.system.browser import ChatPage

pytestmark = pytest.mark.browser

SOCKETS = "**/chat/socket*"


def is_whole(chat: ChatPage, *said: str) -> None:
    """Each of these was delivered and answered once, in this order."""
    for text in said:
        expect(chat.messages("bot").filter(has_text=f"You said: {text}")).to_have_count(
            1
        )
    own = chat.messages("debtor")
    expect(own.locator(".text")).to_have_text(list(said))
    for each in own.all():
        expect(each).to_have_attribute("data-state", "delivered")
    numbers = chat.chat.locator(".message[data-seq]")
    order = [int(each.get_attribute("data-seq") or 0) for each in numbers.all()]
    assert order == sorted(set(order))


def test_where_the_browser_has_no_sockets_it_polls(
    service: Service, bank: str, own: BrowserContext
) -> None:
    own.add_init_script("delete window.WebSocket")
    chat = ChatPage(own, bank)

    chat.say("one")
    chat.say("two")
    talk_of(service, chat).is_told("A word from the lender.")

    chat.hears("A word from the lender.")
    is_whole(chat, "one", "two")


def is_poll(request: Request) -> bool:
    return "/chat/messages" in request.url


def test_where_sockets_are_blocked_it_polls_until_they_are_not(
    service: Service, bank: str, own: BrowserContext
) -> None:
    blocked = [True]

    def pass_or_block(socket: WebSocketRoute) -> None:
        if blocked:
            socket.close()
        else:
            socket.connect_to_server()

    own.route_web_socket(SOCKETS, pass_or_block)
    chat = ChatPage(own, bank)
    chat.say("one")
    # The poll that waits is given up for a socket.
    with chat.page.expect_event("requestfailed", is_poll):
        blocked.clear()
    chat.say("two")

    is_whole(chat, "one", "two")


class Breaks:
    """Sockets that break at one step after the other.

    Attributes:
        left: the steps to come: which way a frame goes, and a word in it.
    """

    def __init__(self, steps: list[tuple[str, str]]) -> None:
        self.left = steps

    def __call__(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda frame: self._pass("up", str(frame), socket, server))
        server.on_message(lambda frame: self._pass("down", str(frame), socket, server))

    def _pass(
        self, way: str, frame: str, socket: WebSocketRoute, server: WebSocketRoute
    ) -> None:
        breaks = self.left and self.left[0][0] == way and self.left[0][1] in frame
        # What the page has sent arrives; what comes for it does not.
        if way == "up":
            server.send(frame)
        elif not breaks:
            socket.send(frame)
        if breaks:
            self.left.pop(0)
            socket.close()
            server.close()


def test_a_socket_may_break_at_every_step(
    service: Service, bank: str, own: BrowserContext
) -> None:
    steps = [
        ("up", '"text":"one"'),
        ("up", '"type":"hello"'),
        ("down", '"type":"ack"'),
        ("down", '"type":"ready"'),
        ("down", '"text":"two"'),
        ("down", "You said: three"),
        ("down", '"type":"typing"'),
    ]
    breaks = Breaks(steps)
    own.route_web_socket(SOCKETS, breaks)
    chat = ChatPage(own, bank)

    for text in ("one", "two", "three", "four"):
        chat.say(text)

    is_whole(chat, "one", "two", "three", "four")
    assert breaks.left == []


def test_what_is_typed_while_the_gateway_is_away_comes_when_it_is_back(
    service: Service, bank: str, own: BrowserContext
) -> None:
    chat = ChatPage(own, bank)
    chat.say("one")
    service.stop()
    typed = chat.send("two")
    expect(typed).to_have_attribute("data-state", "waiting")
    expect(chat.chat.locator("#connection")).to_contain_text("Reconnecting")
    service.start()

    expect(typed).to_have_attribute("data-state", "delivered")
    is_whole(chat, "one", "two")
    expect(chat.chat.locator("#connection")).to_be_hidden()


def test_two_tabs_show_one_conversation(
    service: Service, bank: str, own: BrowserContext
) -> None:
    first, second = ChatPage(own, bank), ChatPage(own, bank)

    first.say("one")
    second.hears("You said: one")
    second.say("two")

    for tab in (first, second):
        is_whole(tab, "one", "two")
    second.press("Yes, pay £20.00")
    chosen = first.chat.locator(".choice-chosen")
    expect(chosen).to_have_text("Chosen: Yes, pay £20.00")


def test_a_page_that_is_opened_again_shows_it_all(
    service: Service, bank: str, own: BrowserContext
) -> None:
    chat = ChatPage(own, bank)
    chat.say("one")
    chat.hears("You said: one")
    chat.page.reload()
    chat.page.locator("parley-widget button").click()

    is_whole(chat, "one")
