"""Updates that are fetched: stored as those that are brought, and only then let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress

import pytest
import structlog
from sqlalchemy import select, text
from structlog.testing import capture_logs
from structlog.types import EventDict

from bot.channels.telegram.client import open_bot
from bot.channels.telegram.polling import TelegramPoller
from bot.settings import Settings
from bot.store.tables import AddressRow, MessageRow
from tests.bot.channels.telegram.conftest import settings_with, telegram_of
from tests.debt.floor import Floor
from tests.telegram_api import Phone, TelegramApi

PATIENCE = 20.0


@pytest.fixture
def settings(api: TelegramApi) -> Settings:
    return settings_with(api, PARLEY_TELEGRAM_UPDATES="polling")


@pytest.fixture
def told() -> Iterator[list[EventDict]]:
    """What the log says."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    try:
        with capture_logs() as logs:
            yield logs
    finally:
        structlog.configure(**before)


@asynccontextmanager
async def polled(settings: Settings, floor: Floor) -> AsyncIterator[None]:
    """While updates are fetched."""
    poller = TelegramPoller(settings, floor.debt, telegram_of(settings))
    running = asyncio.create_task(poller.run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(look: Callable[[], object]) -> None:
    for _ in range(int(PATIENCE / 0.02)):
        if await asyncio.to_thread(look):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("waited in vain")


def texts_of(floor: Floor, phone: Phone) -> list[str]:
    query = (
        select(MessageRow.text)
        .join(AddressRow, AddressRow.conversation_id == MessageRow.conversation_id)
        .where(AddressRow.sender == str(phone.user_id), MessageRow.is_shown)
        .order_by(MessageRow.seq)
    )
    with floor.database.read() as tx:
        return list(tx.scalars(query))


async def test_what_waited_and_what_comes_is_stored_in_order(
    settings: Settings, floor: Floor, phone: Phone
) -> None:
    phone.says("one")
    phone.says("two")
    async with polled(settings, floor):
        await until(lambda: texts_of(floor, phone) == ["one", "two"])
        phone.says("three")
        await until(lambda: len(texts_of(floor, phone)) == 3)

    assert texts_of(floor, phone) == ["one", "two", "three"]


async def test_an_update_is_let_go_only_when_it_is_stored(
    settings: Settings, floor: Floor, phone: Phone, told: list[EventDict]
) -> None:
    rename(floor, "message", "message_gone")
    phone.says("one")
    phone.says("two")
    async with polled(settings, floor):
        await until(lambda: events(told, "telegram.not_fetched"))
        rename(floor, "message_gone", "message")
        await until(lambda: len(texts_of(floor, phone)) == 2)

    assert texts_of(floor, phone) == ["one", "two"]


async def test_what_was_stored_before_a_crash_is_not_stored_again(
    settings: Settings, floor: Floor, phone: Phone
) -> None:
    phone.says("one")
    for _ in range(2):
        # Ended before the next question, so Telegram never hears that it has arrived.
        async with polled(settings, floor):
            await until(lambda: texts_of(floor, phone))

    assert texts_of(floor, phone) == ["one"]


async def test_a_platform_that_is_down_is_asked_again(
    settings: Settings,
    floor: Floor,
    phone: Phone,
    api: TelegramApi,
    told: list[EventDict],
) -> None:
    api.refuses("*", 502, "Bad Gateway")
    async with polled(settings, floor):
        await until(lambda: events(told, "telegram.not_fetched"))
        api.takes_everything()
        phone.says("are you there?")
        await until(lambda: texts_of(floor, phone))

    assert texts_of(floor, phone) == ["are you there?"]


async def test_somebody_else_who_fetches_is_explained(
    settings: Settings, floor: Floor, api: TelegramApi, told: list[EventDict]
) -> None:
    api.refuses("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    async with polled(settings, floor):
        await until(lambda: events(told, "telegram.conflict"))

    assert "Only one may" in events(told, "telegram.conflict")[0]["explanation"]


async def test_an_update_that_means_nothing_holds_nothing_up(
    settings: Settings, floor: Floor, phone: Phone
) -> None:
    bring = phone.api.bring
    bring({"message": {"date": "never"}})
    bring({"callback_query": {"id": 5}})
    bring({"inline_query": {}})
    phone.says("hello")
    async with polled(settings, floor):
        await until(lambda: texts_of(floor, phone))

    assert texts_of(floor, phone) == ["hello"]


async def test_a_webhook_of_before_is_taken_away(
    settings: Settings, floor: Floor, phone: Phone
) -> None:
    bot = open_bot(telegram_of(settings))
    await bot.set_webhook("http://127.0.0.1:1/webhooks/telegram")
    async with polled(settings, floor):
        phone.says("hello")
        await until(lambda: texts_of(floor, phone))

    assert (await bot.get_webhook_info()).url == ""
    await bot.close_connections()


def events(told: list[EventDict], name: str) -> list[EventDict]:
    return [entry for entry in told if entry["event"] == name]


def rename(floor: Floor, old: str, new: str) -> None:
    with floor.database.begin() as tx:
        tx.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
