"""What guards every page of the gateway."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.gateway.app import create_app
from bot.gateway.security import MAX_BODY_BYTES
from bot.settings import Settings
from debt.store.database import Database
from tests.bot.test_settings import DEMO, GOOD
from tests.databases import Renew
from tests.debt.floor import Floor

URL = "https://chat.example.com"
BANK = "https://bank.example"
PAGES = [
    "/chat/back",
    "/chat/frame",
    "/chat/widget.js",
    "/desk",
    "/desk/login",
    "/documents/plan/x",
    "/documents/receipt/x",
    "/health",
    "/nothing",
    "/static/base.css",
]


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture
def app(floor: Floor) -> Starlette:
    return create_app(settings_with(), floor.debt)


def settings_with(**changes: str) -> Settings:
    usual = {"PARLEY_PUBLIC_URL": URL, "PARLEY_EMBEDDING_ORIGINS": BANK}
    return Settings.from_env(GOOD | usual | changes)


@pytest.fixture
async def browser(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as ready:
        yield ready


async def test_every_answer_carries_the_headers(browser: httpx.AsyncClient) -> None:
    for page in PAGES:
        headers = (await browser.get(page)).headers

        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy, page
        assert "unsafe" not in policy, page
        assert headers["x-content-type-options"] == "nosniff", page
        assert headers["referrer-policy"] in {"no-referrer", "same-origin"}, page
        assert "cache-control" in headers, page


async def test_only_what_is_everybodys_is_kept_by_a_browser(
    browser: httpx.AsyncClient,
) -> None:
    style = await browser.get("/static/base.css")
    known = {"if-none-match": style.headers["etag"]}
    again = await browser.get("/static/base.css", headers=known)
    chat = await browser.get("/chat/frame")

    assert style.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert chat.headers["cache-control"] == "no-store"


async def test_only_the_chat_may_stand_in_a_frame(browser: httpx.AsyncClient) -> None:
    allowed = {}
    for page in PAGES:
        policy = (await browser.get(page)).headers["content-security-policy"]
        allowed[page] = re.findall("frame-ancestors ([^;]*)", policy)

    assert allowed.pop("/chat/frame") == [f"'self' {BANK}"]
    assert all(ancestors == ["'none'"] for ancestors in allowed.values())


async def test_a_large_body_is_refused_unread(browser: httpx.AsyncClient) -> None:
    for path in ("/chat/session", "/desk/login", "/webhooks/cards"):
        answer = await browser.post(path, content=b"x" * (MAX_BODY_BYTES + 1))

        assert answer.status_code == 413


async def test_a_body_of_unknown_length_is_refused(browser: httpx.AsyncClient) -> None:
    lengths = [(b"content-length", b"-5"), (b"content-length", b"\xb2")]
    for header in [*lengths, (b"transfer-encoding", b"chunked")]:
        request = httpx.Request("POST", f"{URL}/chat/session", headers=[header])

        assert (await browser.send(request)).status_code == 413


async def test_a_foreign_page_opens_no_chat(browser: httpx.AsyncClient) -> None:
    for origin in (BANK, "null", "https://chat.example.com.evil"):
        answer = await browser.post("/chat/session", headers={"origin": origin})

        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_our_own_page_opens_one(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/chat/session", headers={"origin": URL})

    assert answer.json()["company"] == "Northgate Recoveries"
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "secure", "samesite=none"} <= set(cookie.split("; "))


async def test_the_cookie_goes_on_with_the_same_conversation(
    browser: httpx.AsyncClient,
) -> None:
    first = (await browser.post("/chat/session")).json()
    again = await browser.post("/chat/session")

    assert again.json() == first
    assert "set-cookie" not in again.headers


async def test_another_browser_gets_another_conversation(
    browser: httpx.AsyncClient, app: Starlette
) -> None:
    first = (await browser.post("/chat/session")).json()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as other:
        second = (await other.post("/chat/session")).json()

    assert first["conversation"] != second["conversation"]


async def test_new_conversations_are_limited(
    browser: httpx.AsyncClient,
) -> None:
    statuses = []
    for _ in range(40):
        browser.cookies.clear()
        statuses.append((await browser.post("/chat/session")).status_code)

    assert statuses.count(200) == 30
    assert statuses[-1] == 429


class TestTheDesk:
    async def test_without_a_login_there_is_only_the_door(
        self, browser: httpx.AsyncClient
    ) -> None:
        answer = await browser.get("/desk")

        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")

    async def test_a_form_of_another_page_is_refused(
        self, browser: httpx.AsyncClient, app: Starlette
    ) -> None:
        app.state.gateway.agents.add("sam@example.com", "Sam", "a long password")
        form = {"email": "sam@example.com", "password": "a long password"}

        without_page = await browser.post("/desk/login", data=form)
        token = await self.csrf(browser)
        foreign = await browser.post(
            "/desk/login", data=form | {"csrf": token}, headers={"origin": BANK}
        )

        assert {without_page.status_code, foreign.status_code} == {403}
        assert "parley_desk" not in browser.cookies

    async def test_an_agent_comes_in_and_goes_out(
        self, browser: httpx.AsyncClient, app: Starlette
    ) -> None:
        app.state.gateway.agents.add("sam@example.com", "Sam", "a long password")
        form = {"email": "sam@example.com", "password": "a long password"}
        form["csrf"] = await self.csrf(browser)

        inside = await browser.post("/desk/login", data=form, follow_redirects=True)
        assert (inside.status_code, inside.url.path) == (200, "/desk")
        assert (await browser.post("/desk/logout")).status_code == 403
        await browser.post("/desk/logout", data={"csrf": token_in(inside.text)})

        assert (await browser.get("/desk")).status_code == 303

    async def csrf(self, browser: httpx.AsyncClient) -> str:
        return token_in((await browser.get("/desk/login")).text)


def token_in(page: str) -> str:
    found = re.search('name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_a_document_is_hidden_from_everybody_else(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.get("/documents/plan/anything")

    assert answer.status_code == 404
    assert "private" in answer.text


async def test_an_event_without_proof_is_refused(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/webhooks/cards", content=b"{}")

    assert answer.status_code == 400


async def test_the_demo_is_served_in_the_demo_only(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    demo = create_app(settings_with(**DEMO), floor.debt)
    transport = httpx.ASGITransport(demo)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as demo_browser:
        assert (await demo_browser.get("/demo/outbox")).status_code == 200

    assert (await browser.get("/demo/outbox")).status_code == 404
    assert (await browser.get("/demo")).status_code == 404


async def test_health_says_who_is_silent(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/health")

    assert answer.status_code == 503
    assert answer.json()["silent"] == ["engine", "scheduler"]
