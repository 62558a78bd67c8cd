"""Text is text: nothing that anybody writes runs, and all of it is shown as written."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from bot.desk.agents import Agents
from bot.store import messages
from bot.store.messages import AGENT, Button, Card, Inbound, Link, Outbound, Reply
from tests.bot.channels.widget.conftest import visitor
from tests.bot.channels.widget.serving import Service, talk_of
from tests.bot.channels.widget.vectors import RUN, VECTORS
from tests.bot.talk import YES, Talk, new
from tests.debt.builders import account, debtor
from tests.system.browser import ChatPage, DeskPage
from tests.system.running import AGENT_EMAIL, AGENT_PASSWORD

pytestmark = pytest.mark.browser

NAME = VECTORS[1]
FOREIGN = """
    [...document.querySelectorAll(`main :is(script, img, iframe, object, embed, style,
        link, meta, base, marquee, template, video, details, math),
        svg:not([aria-hidden]), [href^="javascript:" i], [onload], [onerror]`)]
    .map((element) => element.outerHTML)"""


def runs_nothing(page: Page | Frame, texts: str) -> list[str]:
    """What the page shows, once it is sure that nothing of it has run."""
    assert page.evaluate("window.__xss") is None
    assert page.evaluate(FOREIGN) == []
    shown: list[str] = page.locator(texts).all_text_contents()
    return shown


def write(talk: Talk, vector: str) -> None:
    """The debtor writes it, and a person at the desk wherever a message has words."""
    reply = Reply(
        f"agent {vector}",
        (Button(f"button {vector}", YES.meaning),),
        (
            Link(f"link {vector}", f"javascript:{RUN}"),
            Link(vector, "https://a.example"),
        ),
        Card(f"title {vector}", ((f"label {vector}", f"value {vector}"),), vector),
    )
    now = talk.floor.clock.now()
    file = {"id": new(), "name": f"file {vector}", "size": 5, "type": "text/plain"}
    said = Outbound(AGENT, reply, name=vector, at=now)
    with talk.floor.database.begin() as tx:
        messages.receive(
            tx,
            talk.conversation,
            Inbound(vector, new(), files=(file,)),
            now,
            waiting=False,
        )
        messages.append(tx, talk.conversation, said)


def test_no_text_runs_in_the_chat_or_at_the_desk(
    service: Service, bank: str, own: BrowserContext, browser: Browser
) -> None:
    dialogs: list[str] = []
    own.on("dialog", lambda dialog: dialogs.append(dialog.message))
    service.floor.has(owner=debtor(name=NAME), account=account())
    chat = ChatPage(own, bank)
    talk = talk_of(service, chat)
    service.floor.verified(debtor(name=NAME), account(), talk.conversation)
    for vector in VECTORS:
        write(talk, vector)
    talk.is_told("That was all.")
    talk.wants_a_person()

    chat.hears("That was all.")
    shown = runs_nothing(chat.frame, ".log *")
    for place in ("agent ", "button ", "title ", "label ", "value ", "file ", ""):
        assert {place + vector for vector in VECTORS} <= set(shown)
    assert runs_nothing(chat.page, "main") != []

    Agents(service.floor.database, service.floor.clock).add(
        AGENT_EMAIL, NAME, AGENT_PASSWORD
    )
    with visitor(browser) as agents:
        agents.on("dialog", lambda dialog: dialogs.append(dialog.message))
        desk = DeskPage(service, agents)
        desk.page.locator(".ticket").first.click()
        desk.hears("&lt;script&gt;")
        shown = runs_nothing(desk.page, "#log *")
        for place in ("agent ", "title ", "label ", "value ", ""):
            assert {place + vector for vector in VECTORS} <= set(shown)
        assert all(any(f"file {v}" in each for each in shown) for v in VECTORS)
        assert desk.page.locator("#panel-name").text_content() == NAME
    assert dialogs == []
