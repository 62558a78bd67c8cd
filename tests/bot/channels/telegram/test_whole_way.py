"""From a phone to the assistant and back, while parts of the way are down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import pytest

from bot.channels.carrier import Pace
from bot.channels.telegram.carrier import TelegramCarrier
from bot.channels.telegram.polling import TelegramPoller
from bot.courier import delivery
from bot.courier.process import Courier
from bot.engine.worker import Engine
from bot.gateway.app import create_app
from bot.settings import Settings
from debt.clock import SystemClock
from debt.services import Debt
from debt.store.database import Database
from tests.bot.assistants import APOLOGY
from tests.bot.channels.telegram.conftest import settings_with, telegram_of
from tests.bot.courier.post import LONG, until
from tests.bot.demo.merchant import running
from tests.bot.talk import YES, Clerk
from tests.databases import Renew
from tests.debt.floor import Floor
from tests.telegram_api import Phone, TelegramApi, free_port

ANSWER = "You said:"


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture
def debt(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> Debt:
    """Pauses are short, and they end."""
    monkeypatch.setattr(delivery, "FIRST_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(delivery, "LONGEST_PAUSE_SECONDS", 0.04)
    monkeypatch.setattr(TelegramCarrier, "pace", Pace(50, 50))
    return replace(floor.debt, clock=SystemClock())


@pytest.fixture
def settings(api: TelegramApi) -> Settings:
    url = f"http://127.0.0.1:{free_port()}"
    return settings_with(api, PARLEY_PUBLIC_URL=url)


@asynccontextmanager
async def at_work(settings: Settings, debt: Debt) -> AsyncIterator[None]:
    """While assistant and courier are at work."""
    telegram = telegram_of(settings)
    engine = Engine(debt, Clerk(), APOLOGY)
    ears = [TelegramPoller(settings, debt, telegram)] if telegram.polls else []
    courier = Courier(debt, TelegramCarrier(settings, debt, telegram), ears)
    work = [asyncio.create_task(engine.run(1)), asyncio.create_task(courier.run())]
    try:
        yield
    finally:
        engine.stop()
        courier.stop()
        await asyncio.wait_for(asyncio.gather(*work), LONG)


@contextmanager
def gateway(settings: Settings, debt: Debt) -> Iterator[None]:
    port = int(settings.debt.public_url.rpartition(":")[2])
    with running(create_app(settings, debt), port):
        yield


def answers(phone: Phone) -> list[str]:
    """What the assistant has repeated of what was typed or pressed, in order."""
    repeated = (shown.text.removeprefix(ANSWER).strip() for shown in phone.shows())
    return [text for text in repeated if text]


async def test_each_message_is_answered_once_and_in_order_whatever_is_down(
    settings: Settings, debt: Debt, phone: Phone, api: TelegramApi
) -> None:
    async with at_work(settings, debt):
        with gateway(settings, debt):
            await until(lambda: api.calls("setMyCommands"))
            phone.says("one")
            api.refuses("sendMessage", 502, "Bad Gateway")
            phone.says("two")
            api.refuses("sendMessage", 429, "Too Many Requests", times=1, retry_after=1)
            phone.says("three")
            await until(lambda: len(answers(phone)) == 3)
        # Nobody takes updates in, and Telegram keeps them.
        phone.says("four")
        phone.says("five")
        with gateway(settings, debt):
            api.bring_again()
            await until(lambda: len(answers(phone)) == 5)

    assert answers(phone) == ["one", "two", "three", "four", "five"]


async def test_who_has_blocked_us_hears_everything_once_they_write_again(
    settings: Settings, debt: Debt, phone: Phone, api: TelegramApi
) -> None:
    other = Phone(api)
    async with at_work(settings, debt):
        with gateway(settings, debt):
            await until(lambda: api.calls("setMyCommands"))
            api.refuses(
                "sendMessage", 403, "Forbidden: bot was blocked by the user", times=1
            )
            phone.says("one")
            await until(lambda: not api.refuses_still())
            other.says("hello")
            await until(lambda: answers(other) == ["hello"])
            assert answers(phone) == []
            phone.says("two")
            await until(lambda: len(answers(phone)) == 2)

    assert answers(phone) == ["one", "two"]


async def test_polled_messages_and_buttons_are_answered_too(
    api: TelegramApi, debt: Debt, phone: Phone
) -> None:
    settings = settings_with(api, PARLEY_TELEGRAM_UPDATES="polling")
    phone.says("hello")
    async with at_work(settings, debt):
        await until(lambda: answers(phone) == ["hello"])
        phone.presses(YES.label)
        await until(lambda: len(answers(phone)) == 2)

    assert answers(phone) == ["hello", YES.label]
    assert api.calls("answerCallbackQuery")
