"""The widget on a bank's page of another origin, with a strict policy of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from debt.identity import IDLE_LIMIT, IdentityFacts
from tests.bot.channels.widget.conftest import visitor
from tests.bot.channels.widget.serving import Service, talk_of
from tests.bot.talk import Talk, new
from tests.debt.builders import CARD, MARIA
from tests.system.browser import ChatPage, broken_rules

pytestmark = pytest.mark.browser

SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.shifted += value;
    }).observe({ type: "layout-shift", buffered: true });"""

# Everything that the chat can show at once, beside what the conversation has.
EVERY_STATE = """() => {
    const log = document.querySelector("chat-log");
    const at = new Date().toISOString();
    const rows = [...Array(24).keys()].map((n) => [`1 January ${2027 + n}`, "£39.12"]);
    const files = [{ id: "f-1", name: `${"Kontoauszug".repeat(9)}.pdf`, size: 183e4 }];
    const card = { title: "24 payments", rows, note: "Together £938.85." };
    const links = [{ label: "Read it", url: "/documents/x" }];
    const buttons = [{ label: "Yes", token: "t" }];
    const say = (seq, message) => log.add({ seq, at, name: null, ...message });
    say(900, { sender: "bot", text: "Here it is.", card, links });
    say(901, { sender: "system", text: "Sam has joined the chat.", name: "Sam" });
    say(902, { sender: "agent", text: "Donaudampfschifffahrt".repeat(9), name: "Sam" });
    say(903, { sender: "debtor", text: "", id: "o-1", files });
    say(904, { sender: "bot", text: "Shall I?", buttons });
    const file = [{ name: "scan.pdf", size: 24e6 }];
    log.showPending({ id: "p-1", at, text: "Hello?", state: "failed" });
    log.showPending({ id: "p-2", at, text: "", state: "sending", files: file });
    log.showPending({ id: "p-3", at, text: "", state: "failed", reason: "too_large",
        hopeless: true, files: file });
    log.typing({ on: true, sender: "bot" });
    for (const part of [".curtain", "#connection", ".attach"]) {
        document.querySelector(part).hidden = false;
    }
    document.querySelector("#connection-text").textContent = "Reconnecting…";
    document.querySelector("#menu").click();
}"""
OVERFLOW = """[document.documentElement, document.querySelector(".scroller")]
    .map((each) => each.scrollWidth - each.clientWidth)"""


def focused(chat: ChatPage) -> str | None:
    return chat.frame.evaluate("document.activeElement.id")  # type: ignore[no-any-return]


def is_sent_a_code(talk: Talk) -> str:
    """The person has told facts that fit, and a code is on its way to them."""
    facts = IdentityFacts(CARD.reference, MARIA.date_of_birth)
    with talk.floor.database.begin() as tx:
        talk.floor.debt.identity.submit(tx, talk.conversation, facts, new())
    return talk.floor.mailbox.codes[-1][1]


def test_the_bank_s_page_stays_as_it_was_and_reads_nothing(
    bank: str, own: BrowserContext
) -> None:
    problems: list[str] = []
    own.on("console", lambda message: problems.append(message.text))
    own.on("weberror", lambda error: problems.append(str(error.error)))
    own.add_init_script(SHIFTS)
    chat = ChatPage(own, bank)
    chat.say("hello")
    chat.chat.locator("#close").click()

    assert chat.page.evaluate("window.shifted") == 0
    frame = "document.querySelector('parley-widget').shadowRoot.querySelector('iframe')"
    assert chat.page.evaluate(f"{frame}.contentDocument") is None
    assert chat.page.evaluate("document.cookie") == ""
    assert problems == []


def test_the_keyboard_reaches_everything_and_comes_back(
    bank: str, own: BrowserContext
) -> None:
    chat = ChatPage(own, bank)
    chat.say("hello")
    chat.page.keyboard.press("Escape")
    opener = chat.page.get_by_role("button", name="Chat with us")
    opener.press("Enter")
    expect(chat.chat.locator("#message")).to_be_focused()

    chat.chat.locator("#menu").press("Enter")
    chat.page.keyboard.press("Tab")
    assert focused(chat) == "save"
    chat.page.keyboard.press("Escape")
    expect(chat.chat.locator("#menu-list")).to_be_hidden()
    assert focused(chat) == "menu"
    chat.page.keyboard.press("Tab")
    assert focused(chat) == "close"

    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("parley-widget dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_on_a_phone_the_page_behind_is_out_of_reach(
    bank: str, browser: Browser
) -> None:
    size = {"width": 390, "height": 760}
    with visitor(browser, viewport=size, has_touch=True) as phone:
        chat = ChatPage(phone, bank)
        chat.say("hello")

        assert chat.page.evaluate(
            "document.querySelector('parley-widget').shadowRoot"
            ".querySelector('dialog').matches(':modal')"
        )
        chat.chat.locator("#close").tap()
        expect(chat.page.locator("parley-widget button")).to_be_focused()


@pytest.mark.parametrize(
    "kind",
    [
        {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
        {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
        {"forced_colors": "active", "viewport": {"width": 320, "height": 256}},
    ],
    ids=["wide", "dark phone", "at 400 %, with few colours"],
)
def test_everybody_can_use_it_in_every_state(
    bank: str, browser: Browser, kind: dict[str, object]
) -> None:
    with visitor(browser, **kind) as somebody:
        chat = ChatPage(somebody, bank)
        chat.say("hello")
        chat.frame.evaluate(EVERY_STATE)

        assert broken_rules(chat.frame) == []
        assert chat.frame.evaluate(OVERFLOW) == [0, 0]
        assert broken_rules(chat.page) == []


def test_languages_from_right_to_left_are_laid_out_so(
    service: Service, own: BrowserContext
) -> None:
    page = own.new_page()
    page.goto(f"{service.url}/chat/frame?locale=ar")
    page.locator(".message").first.wait_for()
    page.evaluate(EVERY_STATE)

    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate(OVERFLOW) == [0, 0]
    assert broken_rules(page) == []


def test_where_the_browser_gives_no_cookie_back_there_is_a_tab_of_its_own(
    bank: str, own: BrowserContext
) -> None:
    def without_cookie(route: Route) -> None:
        answer = route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "set-cookie"}
        route.fulfill(response=answer, headers=headers)

    own.route("**/chat/session", without_cookie)
    chat = ChatPage(own, bank)
    link = chat.chat.locator("#own-tab")
    expect(link).to_be_visible()
    own.unroute("**/chat/session")
    tab = chat.follow(link)

    tab.locator("#message").fill("hello")
    tab.locator("#send").click()
    expect(tab.locator(".message").filter(has_text="You said: hello")).to_be_visible()


def test_a_code_renews_the_cookie_and_all_tabs_go_on(
    service: Service, bank: str, own: BrowserContext
) -> None:
    service.floor.has()
    first, second = ChatPage(own, bank), ChatPage(own, bank)
    first.say("one")
    second.hears("You said: one")
    before = cookie_of(own)
    code = is_sent_a_code(talk_of(service, first))

    first.say(code)
    first.say("two")
    second.hears("You said: two")
    second.say("three")

    assert cookie_of(own) != before
    for tab in (first, second):
        answer = tab.hears("You said: three")
        expect(answer).to_have_count(1)
        own_words = tab.messages("debtor").locator(".text")
        expect(own_words).to_have_text(["one", "••••••", "two", "three"])


def test_what_was_said_is_hidden_once_the_person_has_been_away(
    service: Service, bank: str, own: BrowserContext
) -> None:
    chat = ChatPage(own, bank)
    talk = talk_of(service, chat)
    chat.say(is_sent_a_code(talk))
    chat.say("my secret")
    chat.hears("You said: my secret")
    service.floor.clock.set(service.floor.clock.now() + IDLE_LIMIT * 2)
    chat.page.reload()
    chat.page.locator("parley-widget button").click()

    curtain = chat.chat.locator(".curtain")
    expect(curtain).to_be_visible()
    assert chat.chat.locator(".message").count() == 0
    chat.say(is_sent_a_code(talk))

    chat.hears("You said: my secret")
    expect(curtain).to_be_hidden()
    numbers = chat.chat.locator(".message[data-seq]").all()
    order = [int(each.get_attribute("data-seq") or 0) for each in numbers]
    assert order == sorted(set(order))


def test_the_token_of_a_letter_leaves_the_address_at_once(
    service: Service, own: BrowserContext
) -> None:
    page = own.new_page()
    with page.expect_request("**/chat/invitation/redeem") as redeemed:
        page.goto(f"{service.url}/chat/frame#invite=a-token")

    assert redeemed.value.post_data_json == {"token": "a-token"}
    assert page.url == f"{service.url}/chat/frame"


def test_the_bank_s_token_is_handed_over_and_in_no_address(
    bank: str, own: BrowserContext
) -> None:
    addresses: list[str] = []
    own.on("request", lambda request: addresses.append(request.url))
    page = own.new_page()
    page.goto(bank)
    page.evaluate("parley.signIn(async () => 'token-of-the-bank')")
    with page.expect_request("**/chat/sign-in") as signed_in:
        page.evaluate("parley.open()")

    assert signed_in.value.post_data_json == {"token": "token-of-the-bank"}
    assert not [each for each in addresses if "token-of-the-bank" in each]


def cookie_of(context: BrowserContext) -> str:
    (cookie,) = [
        each for each in context.cookies() if "parley_session" in str(each.get("name"))
    ]
    return str(cookie["value"])
