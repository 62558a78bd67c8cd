"""What a person sees in Telegram, and what becomes of each way it can go wrong."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pypdf import PdfReader

from bot.channels.carrier import Address, NotNow, Undeliverable, Unreachable
from bot.channels.telegram.carrier import TelegramCarrier, TextPart
from bot.settings import Settings
from bot.store.messages import AGENT, BOT
from bot.store.tables import MessageRow
from debt.identity import IDLE_LIMIT
from debt.store.database import Database
from tests.bot.channels.telegram.conftest import settings_with, telegram_of
from tests.bot.test_documents import agreed_plan, receipt_of
from tests.databases import Renew
from tests.debt.floor import CHAT, Floor
from tests.debt.till import OWED
from tests.telegram_api import Phone, TelegramApi, free_port, keyboard_of
from tests.xss_vectors import XSS_VECTORS

TOKEN_OF_BUTTON = "k3jUaVqv1BSuZ0-_tokens24"


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture
async def carrier(settings: Settings, floor: Floor) -> AsyncIterator[TelegramCarrier]:
    opened = TelegramCarrier(settings, floor.debt, telegram_of(settings))
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def address(phone: Phone) -> Address:
    return Address(CHAT, "en-GB", {"chat_id": phone.user_id})


def told(text: str, sender: str = BOT, **more: Any) -> MessageRow:
    """A message to the person."""
    usual: dict[str, Any] = {"buttons": [], "links": [], "card": None, "name": None}
    return MessageRow(text=text, sender=sender, **usual | more)


async def bring(carrier: TelegramCarrier, address: Address, row: MessageRow) -> None:
    for part in carrier.parts(address, row):
        await carrier.send(address, part)


async def test_buttons_stand_under_the_message(
    carrier: TelegramCarrier, address: Address, phone: Phone, api: TelegramApi
) -> None:
    buttons = [{"label": "Yes", "token": TOKEN_OF_BUTTON}]
    links = [{"label": "Pay £20.00", "url": "https://pay.example/x"}]
    row = told("Shall I?", buttons=buttons, links=links)

    await bring(carrier, address, row)

    (shown,) = phone.shows()
    assert (shown.text, shown.labels) == ("Shall I?", ("Pay £20.00", "Yes"))
    link, button = keyboard_of(api.calls("sendMessage")[-1])
    assert link["url"] == "https://pay.example/x"
    assert button["callback_data"] == TOKEN_OF_BUTTON


async def test_a_card_is_tidy_text_and_no_link_is_opened_for_a_preview(
    carrier: TelegramCarrier, address: Address, phone: Phone, api: TelegramApi
) -> None:
    card = {
        "title": "Your plan",
        "rows": [["1 Dec", "£50.00"]],
        "note": "In all £50.00",
    }
    links = [{"label": "Advice", "url": "http://advice.example"}]

    await bring(carrier, address, told("This is it.", card=card, links=links))

    (shown,) = phone.shows()
    assert shown.text == (
        "This is it.\n\nYour plan\n1 Dec: £50.00\nIn all £50.00"
        "\n\nAdvice: http://advice.example"
    )
    options = api.calls("sendMessage")[-1]["fields"]["link_preview_options"]
    assert json.loads(options) == {"is_disabled": True}


async def test_every_letter_arrives_as_it_was_typed(
    carrier: TelegramCarrier, address: Address, phone: Phone
) -> None:
    texts = [
        *XSS_VECTORS,
        "*bold* _italic_ `code` [link](tg://user?id=1) ||spoiler|| ~x~ > q # h \\*",
        "<b>bold</b> <a href='tg://user?id=1'>x</a> &lt; &amp; <tg-spoiler>",
        "\u05e9\u05dc\u05d5\u05dd \u202eevil\u202c 👩\u200d👩\u200d👧",
    ]
    for text in texts:
        await bring(carrier, address, told(text))

    assert [shown.text for shown in phone.shows()] == texts


async def test_who_is_speaking_is_said(
    carrier: TelegramCarrier, address: Address, phone: Phone
) -> None:
    await bring(carrier, address, told("Let me look.", AGENT, name="<b>Sam</b>"))

    assert phone.shows()[0].text == "<b>Sam</b>: Let me look."


async def test_a_long_message_comes_in_parts_with_the_buttons_last(
    carrier: TelegramCarrier, address: Address, phone: Phone
) -> None:
    buttons = [{"label": "Yes", "token": TOKEN_OF_BUTTON}]
    row = told("😀 " * 4000, buttons=buttons)

    await bring(carrier, address, row)

    *parts, last = phone.shows()
    assert len(parts) >= 2
    assert all(part.labels == () for part in parts)
    assert last.labels == ("Yes",)
    assert "".join(p.text for p in [*parts, last]).count("😀") == 4000


class TestDocuments:
    async def test_they_come_as_files_without_a_link(
        self, carrier: TelegramCarrier, address: Address, phone: Phone, floor: Floor
    ) -> None:
        floor.has(OWED)
        plan, receipt = await agreed_plan(floor, CHAT), await receipt_of(floor, CHAT)
        links = [link_to(f"plan/{plan}"), link_to(f"receipt/{receipt}")]

        await bring(carrier, address, told("Here they are.", links=links))

        text, *files = phone.shows()
        assert (text.text, text.labels) == ("Here they are.", ())
        assert all(file.text.endswith(".pdf") for file in files)
        pages = [PdfReader(io.BytesIO(file.file)).pages[0] for file in files]
        assert ["Maria" in page.extract_text() for page in pages] == [True, True]

    async def test_they_come_to_nobody_who_is_not_verified(
        self, carrier: TelegramCarrier, address: Address, phone: Phone, floor: Floor
    ) -> None:
        floor.has(OWED)
        links = [link_to(f"plan/{await agreed_plan(floor, CHAT)}")]
        row = told("Here it is.", links=links)
        floor.clock.advance(IDLE_LIMIT * 2)
        elsewhere = Address("another", "en-GB", address.reference)

        await bring(carrier, address, row)
        await bring(carrier, elsewhere, row)

        _, hidden, _, foreign = phone.shows()
        assert hidden.file == foreign.file == b""
        assert "Show me who you are again" in hidden.text
        assert hidden.text == foreign.text


class TestWhatGoesWrong:
    async def test_it_is_one_of_three_things(
        self, carrier: TelegramCarrier, address: Address, api: TelegramApi
    ) -> None:
        for status, description, expected in (
            (403, "Forbidden: bot was blocked by the user", Unreachable),
            (403, "Forbidden: user is deactivated", Unreachable),
            (400, "Bad Request: chat not found", Unreachable),
            (400, "Bad Request: can't parse something", Undeliverable),
            (500, "Internal Server Error", NotNow),
            (502, "Bad Gateway", NotNow),
            (401, "Unauthorized", NotNow),
        ):
            api.refuses("sendMessage", status, description)

            with pytest.raises(expected):
                await carrier.send(address, TextPart("hello"))

    async def test_we_are_silent_for_as_long_as_telegram_says(
        self, carrier: TelegramCarrier, address: Address, api: TelegramApi
    ) -> None:
        api.refuses("sendMessage", 429, "Too Many Requests", retry_after=17)

        with pytest.raises(NotNow) as refused:
            await carrier.send(address, TextPart("hello"))

        assert (refused.value.seconds, refused.value.for_all) == (17.0, True)

    async def test_a_platform_that_is_away_is_waited_for(
        self, floor: Floor, api: TelegramApi, address: Address
    ) -> None:
        nowhere = f"http://127.0.0.1:{free_port()}"
        settings = settings_with(api, PARLEY_TELEGRAM_API=nowhere)
        carrier = TelegramCarrier(settings, floor.debt, telegram_of(settings))

        with pytest.raises(NotNow):
            await carrier.open()
        with pytest.raises(NotNow):
            await carrier.send(address, TextPart("hello"))
        await carrier.show_typing(address)
        await carrier.close()


async def test_at_the_start_telegram_learns_where_to_bring_updates(
    carrier: TelegramCarrier, settings: Settings, api: TelegramApi
) -> None:
    webhook, commands = api.calls("setWebhook", "setMyCommands")[-2:]

    assert webhook["fields"]["url"] == "http://127.0.0.1:8800/webhooks/telegram"
    secret = telegram_of(settings).webhook_secret.value
    assert webhook["fields"]["secret_token"] == secret
    allowed = json.loads(webhook["fields"]["allowed_updates"])
    assert allowed == ["message", "callback_query"]
    names = [each["command"] for each in json.loads(commands["fields"]["commands"])]
    assert names == ["help", "agent", "stop"]


async def test_a_carrier_opened_again_works_again(
    carrier: TelegramCarrier, address: Address, phone: Phone
) -> None:
    await carrier.close()
    await carrier.open()
    await carrier.show_typing(address)
    await carrier.send(address, TextPart("hello"))

    assert [shown.text for shown in phone.shows()] == ["hello"]


def link_to(document: str) -> dict[str, str]:
    return {"label": "Save", "url": f"http://127.0.0.1:8800/documents/{document}"}
