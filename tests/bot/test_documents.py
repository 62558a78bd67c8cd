"""Copies to keep: only the browser of the person they belong to shows them."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from html import unescape

import httpx
import pytest
from pypdf import PdfReader
from starlette.applications import Starlette

from bot.documents.shared import (
    LINK_LASTS,
    DocumentRef,
    SignedLinks,
    document_of,
)
from bot.gateway.app import create_app
from debt.identity import IDLE_LIMIT
from debt.store.database import Database
from tests.bot.test_security import URL, settings_with
from tests.databases import Renew
from tests.debt.builders import CARD, account, debtor
from tests.debt.floor import Floor
from tests.debt.till import OWED, Till


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture
def app(floor: Floor) -> Starlette:
    floor.has(OWED)
    return create_app(settings_with(), floor.debt)


@pytest.fixture
async def browser(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as ready:
        yield ready


async def chat_of(browser: httpx.AsyncClient) -> str:
    conversation: str = (await browser.post("/chat/session")).json()["conversation"]
    return conversation


async def agreed_plan(floor: Floor, chat: str) -> str:
    maria = floor.verified(chat=chat)
    with floor.database.begin() as tx:
        offers = floor.debt.plans.offers(tx, maria, CARD.id)
        return floor.debt.plans.accept(tx, maria, offers[0].id, "k").id


async def receipt_of(floor: Floor, chat: str) -> str:
    till = Till(floor, floor.verified(chat=chat))
    till.start("20.00")
    till.hears("ev-1", state="paid")
    return till.settled[-1].reference


async def test_the_plan_is_shown_to_whom_it_belongs(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    plan = await agreed_plan(floor, await chat_of(browser))

    page = await browser.get(f"/documents/plan/{plan}")

    assert page.status_code == 200
    for words in ("Your payment plan", "Maria Silva", "30 November 2026", "£600.00"):
        assert words in page.text
    assert page.text.count("£200.00") == 3


async def test_a_changed_plan_is_shown_as_it_is_now(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    chat = await chat_of(browser)
    plan = await agreed_plan(floor, chat)
    maria = floor.verified(chat=chat)
    with floor.database.begin() as tx:
        changes, due = floor.debt.plan_changes, date(2026, 11, 30)
        moved = changes.move(tx, maria, CARD.id, due, date(2026, 12, 4))
        changes.accept(tx, maria, moved.id, "moved")

    page = await browser.get(f"/documents/plan/{plan}")

    assert "4 December 2026" in page.text
    assert "30 November 2026" not in page.text
    assert "Changed since" in page.text


async def test_the_receipt_is_shown_to_whom_it_belongs(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    reference = await receipt_of(floor, await chat_of(browser))

    page = await browser.get(f"/documents/receipt/{reference}")

    assert page.status_code == 200
    for words in ("Your receipt", reference, "£20.00", "£580.00", "Visa ••1881"):
        assert words in page.text


@pytest.mark.parametrize("kind", ["plan", "receipt"])
async def test_nobody_else_sees_even_that_it_exists(
    browser: httpx.AsyncClient, app: Starlette, floor: Floor, kind: str
) -> None:
    make = agreed_plan if kind == "plan" else receipt_of
    made = await make(floor, await chat_of(browser))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as stranger:
        without_chat = await stranger.get(f"/documents/{kind}/{made}")
        chat = await chat_of(stranger)
        unchecked = await stranger.get(f"/documents/{kind}/{made}")
        tom, toms = debtor(id="tom"), account(id="t", reference="T-1", debtor_id="tom")
        floor.also(tom, toms)
        floor.verified(tom, toms, chat)
        somebody_else = await stranger.get(f"/documents/{kind}/{made}")
        as_file = await stranger.get(f"/documents/{kind}/{made}.pdf")
        unknown = await stranger.get(f"/documents/{kind}/never-made")

    answers = [without_chat, unchecked, somebody_else, as_file, unknown]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "Maria" not in unknown.text


async def test_when_the_check_has_run_out_it_is_hidden_again(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    plan = await agreed_plan(floor, await chat_of(browser))
    floor.clock.advance(IDLE_LIMIT * 2)

    assert (await browser.get(f"/documents/plan/{plan}")).status_code == 404


def words_of(answer: httpx.Response) -> str:
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def test_the_plan_can_be_kept_as_a_pdf(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    plan = await agreed_plan(floor, await chat_of(browser))
    page = await browser.get(f"/documents/plan/{plan}")

    file = await browser.get(f"/documents/plan/{plan}.pdf")

    assert f'href="/documents/plan/{plan}.pdf"' in page.text
    assert file.status_code == 200
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["cache-control"] == "no-store"
    name = "Your%20payment%20plan%202026-11-23.pdf"
    assert file.headers["content-disposition"].endswith(name)
    text = words_of(file)
    for words in ("Maria Silva", CARD.masked_reference, "£600.00", "23 November 2026"):
        assert words in text
    for due in ("30 November 2026", "30 December 2026", "1 February 2027"):
        assert f"{due} £200.00" in text


@pytest.mark.parametrize("kind", ["plan", "receipt"])
async def test_the_pdf_says_word_for_word_what_the_page_says(
    browser: httpx.AsyncClient, floor: Floor, kind: str
) -> None:
    make = agreed_plan if kind == "plan" else receipt_of
    made = await make(floor, await chat_of(browser))

    page = await browser.get(f"/documents/{kind}/{made}")
    file = await browser.get(f"/documents/{kind}/{made}.pdf")

    main = page.text.partition("<main")[2].partition("</main>")[0]
    parts = [unescape(part) for part in re.findall(r">\s*([^<>\s][^<>]*?)\s*<", main)]
    said = [part for part in parts if part not in ("Download PDF", "Print")]
    text = words_of(file)
    assert len(said) > 10
    assert [part for part in said if part not in text] == []


async def test_a_plan_says_what_happens_if_missed_how_to_change_it_and_what_it_costs(
    browser: httpx.AsyncClient, floor: Floor
) -> None:
    plan = await agreed_plan(floor, await chat_of(browser))

    text = words_of(await browser.get(f"/documents/plan/{plan}.pdf"))

    assert "no interest" in text
    assert "change or cancel it" in text
    assert "If you miss a payment" in text


def signed(floor: Floor, chat: str, kind: str, id: str) -> str:
    """A link for a person who has no cookie of ours."""
    links = SignedLinks(settings_with(), floor.debt.clock)
    return links.link(chat, DocumentRef(kind, id))


@pytest.fixture
async def stranger(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a cookie."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as ready:
        yield ready


async def test_a_signed_link_opens_the_page_and_its_file(
    browser: httpx.AsyncClient, stranger: httpx.AsyncClient, floor: Floor
) -> None:
    chat = await chat_of(browser)
    plan = await agreed_plan(floor, chat)

    page = await stranger.get(signed(floor, chat, "plan", plan))
    (file,) = re.findall(r'href="([^"]*\.pdf[^"]*)"', page.text)

    assert page.status_code == 200
    assert "Maria Silva" in page.text
    assert "Maria Silva" in words_of(await stranger.get(unescape(file)))


async def test_a_signed_link_opens_nothing_else_and_not_for_long(
    browser: httpx.AsyncClient, stranger: httpx.AsyncClient, floor: Floor
) -> None:
    chat = await chat_of(browser)
    plan = await agreed_plan(floor, chat)
    link = signed(floor, chat, "plan", plan)
    key = link.partition("key=")[2]
    links = [
        signed(floor, "another-chat", "plan", plan),
        link.replace("/plan/", "/receipt/"),
        link.replace(plan, "another"),
        f"/documents/other/{plan}?key={key}",
        f"/documents/plan/{plan}?key=",
        f"/documents/plan/{plan}?key={key[:-2]}",
        f"/documents/plan/{plan}?key=%00" + "x" * 5_000,
    ]
    answers = [await stranger.get(each) for each in links]
    floor.clock.advance(LINK_LASTS + timedelta(seconds=1))
    answers.append(await stranger.get(link))

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "run out" in answers[0].text


async def test_a_signed_link_ends_with_the_check_of_who_they_are(
    browser: httpx.AsyncClient, stranger: httpx.AsyncClient, floor: Floor
) -> None:
    chat = await chat_of(browser)
    plan = await agreed_plan(floor, chat)
    floor.clock.advance(IDLE_LIMIT * 2)

    assert (await stranger.get(signed(floor, chat, "plan", plan))).status_code == 404


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (f"{URL}/documents/plan/ab-1", DocumentRef("plan", "ab-1")),
        (f"{URL}/documents/receipt/R_2", DocumentRef("receipt", "R_2")),
        (f"{URL}/documents/plan/ab-1.pdf", None),
        (f"{URL}/documents/desk/ab-1", None),
        ("https://cards.example/pay/1", None),
        ("/documents/plan/1", None),
    ],
)
def test_a_link_to_a_document_of_ours_is_known(
    url: str, found: DocumentRef | None
) -> None:
    assert document_of(url) == found


async def test_from_the_card_page_one_comes_back_to_the_chat_of_this_browser(
    browser: httpx.AsyncClient,
) -> None:
    await chat_of(browser)

    answer = await browser.get("/chat/back")

    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/frame")


async def test_who_chats_elsewhere_is_told_that_the_page_can_be_closed(
    stranger: httpx.AsyncClient,
) -> None:
    answer = await stranger.get("/chat/back")

    assert answer.status_code == 200
    assert "close this page" in answer.text
    assert "set-cookie" not in answer.headers
