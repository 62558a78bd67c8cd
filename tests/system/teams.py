"""Teams as the tests have it: Microsoft's Web Chat before a Direct Line server.

Neither knows how activities are signed, so they go to the bot through the tests' own
Microsoft, which does.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from bot.channels.teams.webhook import PATH
from tests.bot.channels.teams.microsoft import TO_THE_BOT, Microsoft, microsoft
from tests.system.running import ROOT, System, free_ports, until

PEER = ROOT / ".venv" / "teams-peer"
SERVER = PEER / "node_modules" / "offline-directline" / "dist" / "cmdutil.js"
NODE = ROOT / ".venv" / "bin" / "node"
_PAGE = """<!doctype html><html lang="en"><title>Chat</title>
<style>html, body, #chat { height: 100%; margin: 0 }</style><div id="chat"></div>"""
_OPEN = """([domain, user]) => WebChat.renderWebChat({
    directLine: WebChat.createDirectLine({ domain, token: "any", webSocket: false }),
    userID: user, locale: "en-GB", styleOptions: { bubbleMaxWidth: 420 },
}, document.getElementById("chat"))"""


@contextmanager
def direct_line(system: System) -> Iterator[str]:
    """The address of a Direct Line server whose bot is the running gateway's."""
    ports = [
        urlsplit(each).port or 0 for each in (system.teams_url, system.teams_login)
    ]
    with microsoft(system.folder, *ports) as peer:
        peer.bot = f"{system.url}{PATH}"
        with _served(peer, system.folder) as url:
            yield url


@contextmanager
def _served(peer: Microsoft, folder: Path) -> Iterator[str]:
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    with (folder / "directline.log").open("wb") as log:
        process = subprocess.Popen(
            [NODE, SERVER, "-d", str(port), "-b", f"{peer.url}{TO_THE_BOT}"],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: _answers(url), "the Direct Line server answers")
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.options(f"{url}/directline").is_success
    except httpx.HTTPError:
        return False


class TeamsPage:
    """Web Chat in a browser."""

    def __init__(self, context: BrowserContext, direct_line: str, user: str) -> None:
        self._context = context
        self.page = context.new_page()
        self.page.route("**/web-chat", _serve_page)
        self.page.goto(f"{direct_line}/web-chat")
        self.page.add_script_tag(path=PEER / "webchat.js")
        self.page.evaluate(_OPEN, [f"{direct_line}/directline", user])

    def say(self, text: str) -> None:
        """Type a message and send it."""
        box = self.page.locator("[data-id=webchat-sendbox-input]")
        box.fill(text)
        box.press("Enter")

    def press(self, label: str) -> None:
        """Press a button of the newest card that has it."""
        button = self.page.locator(".ac-pushButton").filter(has_text=label)
        button.last.click()

    def hears(self, words: str | re.Pattern[str]) -> Locator:
        """Wait for a card with these words; returns the newest one."""
        card = self.cards.filter(has_text=words).last
        expect(card).to_be_visible()
        return card

    @property
    def cards(self) -> Locator:
        """Everything that was answered."""
        return self.page.locator(".ac-adaptiveCard")

    def follow(self, label: str) -> Page:
        """Follow the link of a card into a tab of its own."""
        with self._context.expect_page() as opened:
            self.press(label)
        opened.value.wait_for_load_state()
        return opened.value


def rows_of(card: Locator) -> list[tuple[str, str]]:
    """The rows of the tables in a card."""
    cells = card.locator("[role=cell]").all_text_contents()
    return list(zip(cells[::2], cells[1::2], strict=True))


def _serve_page(route: Route) -> None:
    route.fulfill(body=_PAGE, content_type="text/html")
