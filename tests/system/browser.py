"""Chromium, and the pages of the debtor and the agent as somebody sees them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Frame,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from tests.system.running import AGENT_EMAIL, AGENT_PASSWORD, ROOT, System

PATIENCE_MS = 30_000
PICTURES = ROOT / "var" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# WCAG 2.2 at its levels A and AA, and what is good practice besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Rows = list[tuple[str, str]]


class Served(Protocol):
    """Whatever serves pages."""

    @property
    def url(self) -> str:
        """Where it is."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine, or else the one that Playwright brings."""
    found = os.environ.get("PARLEY_CHROMIUM") or next(
        filter(None, map(_which, BROWSERS)), None
    )
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def somebodys(
    browser: Browser, name: str, *, bypass_csp: bool = False
) -> Iterator[BrowserContext]:
    """A browser of somebody's own; when the test fails, what they see is kept."""
    context = browser.new_context(
        locale="en-GB", timezone_id="Europe/London", bypass_csp=bypass_csp
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    except BaseException:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(context.pages):
            page.screenshot(path=PICTURES / f"{name}-{number}.png")
        raise
    finally:
        context.close()


def broken_rules(page: Page | Frame) -> list[str]:
    """What axe finds wrong with a page, in a word each, and where."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{each['id']}: {_places(each)}" for each in found]


class ChatPage:
    """A page with the chat open in its frame."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self._context = context
        self.page = context.new_page()
        self.page.goto(address)
        self.page.locator("parley-widget button").click()
        self.chat = self.page.frame_locator("parley-widget iframe")

    @property
    def frame(self) -> Frame:
        """The document of the chat."""
        return next(f for f in self.page.frames if "/chat/frame" in f.url)

    def say(self, text: str) -> None:
        """Type a message and send it; it may be shown in other words, as a code is."""
        expect(self.send(text)).to_have_attribute("data-state", "delivered")

    def send(self, text: str) -> Locator:
        """Type a message and press Send; returns it as it stands in the chat."""
        own = self.messages("debtor").nth(self.count("debtor"))
        self.chat.locator("#message").fill(text)
        self.chat.locator("#send").click()
        return own

    def press(self, label: str) -> None:
        """Choose one of the answers that are offered."""
        self.choices.filter(has_text=label).click()

    @property
    def choices(self) -> Locator:
        """The answers that can be pressed now."""
        return self.chat.locator(".choice:enabled")

    def hears(self, words: str | re.Pattern[str], sender: str = "bot") -> Locator:
        """Wait for a message with these words; returns the newest one."""
        message = self.messages(sender).filter(has_text=words).last
        expect(message).to_be_visible()
        return message

    def count(self, sender: str) -> int:
        """How many messages of a sender are on the page."""
        return self.messages(sender).count()

    def follow(self, link: Locator) -> Page:
        """Follow a link into a tab of its own."""
        with self._context.expect_page() as opened:
            link.click()
        opened.value.wait_for_load_state()
        return opened.value

    def messages(self, sender: str) -> Locator:
        """Everything a sender has said."""
        return self.chat.locator(f'.message[data-sender="{sender}"]')


class DebtorPage(ChatPage):
    """The lender's page of the demo."""

    def __init__(self, system: System, context: BrowserContext) -> None:
        self._system = system
        super().__init__(context, f"{system.url}/demo")

    @property
    def conversation(self) -> str:
        """The id of the conversation that this browser holds."""
        response = self._context.request.post(f"{self._system.url}/chat/session")
        return str(response.json()["conversation"])

    def newest_code(self, address: str) -> str:
        """The code in the newest text or e-mail to this address."""
        outbox = self._context.new_page()
        outbox.goto(f"{self._system.url}/demo/outbox")
        notice = outbox.locator(".notice").filter(has_text=address).first
        body = notice.locator(".notice-body").inner_text()
        outbox.close()
        return _only(re.findall(r"\b\d{6}\b", body))


class DeskPage:
    """The desk of one agent, logged in."""

    def __init__(self, served: Served, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.page.goto(f"{served.url}/desk")
        self.page.locator("#email").fill(AGENT_EMAIL)
        self.page.locator("#password").fill(AGENT_PASSWORD)
        self.page.locator("#login button").click()
        expect(self.page.locator("#desk")).to_have_attribute("data-connection", "open")

    def open(self, ticket_id: str) -> None:
        """Look at a ticket as soon as it is in the queue."""
        self.page.locator(f'.ticket[data-ticket="{ticket_id}"]').click()

    def claim(self, ticket_id: str) -> None:
        """Open a ticket as soon as it is in the queue, and take it."""
        self.open(ticket_id)
        self.page.locator("#claim").click()
        expect(self.page.locator("#reply-text")).to_be_enabled()

    def reply(self, text: str) -> None:
        """Answer as a person."""
        self.page.locator("#reply-text").fill(text)
        self.page.locator("#send").click()
        self.hears(text, "agent")

    def hears(self, words: str, sender: str = "debtor") -> None:
        """Wait until a message with these words is in the conversation."""
        log = self.page.locator(f'#log .message[data-sender="{sender}"]')
        expect(log.filter(has_text=words).last).to_be_visible()

    def hand_back(self) -> None:
        """Leave the conversation to the assistant."""
        self.page.locator("#hand-back").click()
        self.page.locator("#hand-back-confirm").click()


def rows_of(message: Locator) -> Rows:
    """The card in a message, with the rows that are folded away."""
    labels = message.locator(".card-label").all_text_contents()
    values = message.locator(".card-value").all_text_contents()
    return list(zip(labels, values, strict=True))


def pay_by_card(page: Page, number: str) -> None:
    """Fill in the card provider's page and send it."""
    page.locator("#number").fill(number)
    page.locator("#expiry").fill("04/39")
    page.locator("#code").fill("123")
    page.locator("button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Paid")


def _which(name: str) -> str | None:
    return shutil.which(name)


def _places(violation: dict[str, Any]) -> str:
    return ", ".join(str(node["target"]) for node in violation["nodes"])


def _only(found: list[str]) -> str:
    (one,) = found
    return one
