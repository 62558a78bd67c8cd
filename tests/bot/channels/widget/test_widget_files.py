"""Files sent from the chat, and the ways out of it that the server offers."""

from __future__ import annotations

from pathlib import Path

import jwt
import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Route, expect

from tests.bot.channels.widget.serving import BOT, SHARED, Service, talk_of
from tests.bot.talk import new
from tests.debt.builders import MARIA, account
from tests.system.browser import ChatPage

pytestmark = pytest.mark.browser

LETTER = b"%PDF-1.7 a letter"
UPLOADS = "**/chat/files?*"


@pytest.fixture
def chat(service: Service, bank: str, own: BrowserContext) -> ChatPage:
    opened = ChatPage(own, bank)
    opened.say("hello")
    return opened


def file(name: str, content: bytes = LETTER) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def choose(chat: ChatPage, *files: FilePayload) -> Locator:
    """Add files as a person does; returns the newest as it stands in the chat."""
    with chat.page.expect_file_chooser() as choosing:
        chat.chat.get_by_role("button", name="Add a file").click()
    choosing.value.set_files(list(files))
    return chat.messages("debtor").last


def test_a_file_is_sent_and_can_be_had_back(chat: ChatPage) -> None:
    sent = choose(chat, file("letter.pdf"))

    link = sent.get_by_role("link", name="letter.pdf")
    expect(sent).to_have_attribute("data-state", "delivered")
    expect(link).to_contain_text("1 kB")
    with chat.page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "letter.pdf"
    assert Path(saved.value.path()).read_bytes() == LETTER


def test_a_file_that_cannot_be_taken_is_told_kindly(chat: ChatPage) -> None:
    large = choose(chat, file("scan.pdf", LETTER.ljust(5 * 1024 * 1024 + 1)))
    expect(large).to_contain_text("larger than 5 MB")
    large.get_by_role("button", name="Remove").click()
    page = choose(chat, file("page.pdf", b"<html></html>"))
    expect(page).to_contain_text("Only PDF files, photos and plain text")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("button", name="Remove").click()

    expect(chat.messages("debtor")).to_have_count(1)


def test_sending_can_be_stopped_and_tried_again(
    chat: ChatPage, own: BrowserContext
) -> None:
    held: list[Route] = []
    own.route(UPLOADS, lambda route: held.append(route))
    sending = choose(chat, file("first.pdf"))
    sending.get_by_role("button", name="Stop").click()
    expect(chat.messages("debtor")).to_have_count(1)

    own.unroute(UPLOADS)
    own.route(UPLOADS, lambda route: route.abort())
    waiting = choose(chat, file("second.pdf"))
    expect(waiting).to_have_attribute("data-state", "waiting")
    own.unroute(UPLOADS)
    waiting.get_by_role("button", name="Try again").click()
    expect(waiting).to_have_attribute("data-state", "delivered")
    expect(chat.messages("debtor")).to_have_count(2)


def test_the_conversation_can_be_kept(chat: ChatPage) -> None:
    choose(chat, file("letter.pdf"))
    expect(chat.messages("debtor").last).to_have_attribute("data-state", "delivered")
    chat.hears("You said: hello")
    chat.chat.locator("#menu").click()
    with chat.page.expect_download() as saved:
        chat.chat.locator("#save").click()

    kept = Path(saved.value.path()).read_text()
    assert "Northgate Recoveries" in saved.value.suggested_filename
    assert "You said: hello" in kept
    assert "File: letter.pdf" in kept


def test_it_goes_on_in_telegram(chat: ChatPage) -> None:
    chat.chat.locator("#menu").click()
    chat.chat.locator("#telegram").click()

    link = chat.chat.get_by_role("link", name="Open Telegram")
    expect(link).to_be_focused()
    assert (link.get_attribute("href") or "").startswith(f"https://t.me/{BOT}")


def test_the_bank_vouches_for_its_customer(service: Service, chat: ChatPage) -> None:
    service.floor.has(account=account())
    heard = """(token) => new Promise((resolve) => {
        document.addEventListener("parley:sign-in", ({ detail }) => resolve(detail),
            { once: true });
        parley.signIn(token);
    })"""
    now = int(service.floor.clock.now().timestamp())
    claims = {"aud": service.url, "sub": account().reference, "jti": new()}
    token = jwt.encode({**claims, "iat": now, "exp": now + 60}, SHARED, "HS256")

    refused = {"accepted": False, "reason": "malformed"}
    assert chat.page.evaluate(heard, "no-token") == refused
    accepted = {"accepted": True, "reason": None}
    assert chat.page.evaluate(heard, token) == accepted
    talk = talk_of(service, chat)
    with service.floor.database.begin() as tx:
        service.floor.debt.identity.send_to_vouched(tx, talk.conversation, new())
    assert service.floor.mailbox.codes[-1][0] in MARIA.contacts
