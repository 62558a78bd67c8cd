"""The bot's token is in every address we ask; it is in nothing that anybody reads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import suppress

import pytest
import structlog

from bot.channels.carrier import Address
from bot.channels.telegram.carrier import TelegramCarrier, TextPart
from bot.channels.telegram.client import open_bot
from bot.channels.telegram.polling import TelegramPoller
from bot.logs import configure_logs
from debt.store.database import Database
from tests.bot.channels.telegram.conftest import settings_with, telegram_of
from tests.databases import Renew
from tests.debt.floor import Floor
from tests.telegram_api import TOKEN, Phone, TelegramApi, free_port

A_MOMENT = 0.3
SECRETS = (TOKEN, TOKEN.partition(":")[2])


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture(params=["DEBUG", "INFO"])
def logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Logs as the service has them; afterwards as the tests have them."""
    root, before = logging.getLogger(), structlog.get_config()
    level, handlers = root.level, list(root.handlers)
    configure_logs(request.param)
    try:
        yield
    finally:
        structlog.configure(**before)
        root.handlers[:], root.level = handlers, level


async def test_no_log_and_no_error_has_it(
    logs: None,
    floor: Floor,
    api: TelegramApi,
    phone: Phone,
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = "words that are nobody's business"
    nowhere = {"PARLEY_TELEGRAM_API": f"http://127.0.0.1:{free_port()}"}
    for changes in (
        {},
        nowhere,
        {"PARLEY_TELEGRAM_API": "http://no.such.host.invalid"},
    ):
        settings = settings_with(api, **changes)
        carrier = TelegramCarrier(settings, floor.debt, telegram_of(settings))
        poller = TelegramPoller(settings, floor.debt, telegram_of(settings))
        address = Address("c", "en-GB", {"chat_id": phone.user_id})
        errors = [
            await error_of(carrier.open()),
            await error_of(carrier.send(address, TextPart(words))),
        ]
        api.refuses("*", 401, "Unauthorized", times=1)
        errors.append(await error_of(carrier.send(address, TextPart(words))))
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(poller.run(), A_MOMENT)
        await carrier.close()

        printed = [*map(str, errors), *map(repr, errors), repr(vars(carrier))]
        assert not [p for p in printed for secret in SECRETS if secret in p]
    said = "".join(capfd.readouterr())
    assert not [secret for secret in (*SECRETS, words) if secret in said]


def test_no_repr_has_it(api: TelegramApi) -> None:
    settings = settings_with(api)
    bot = open_bot(telegram_of(settings))

    for shown in (repr(bot), str(bot), f"{bot}", repr(settings), repr(vars(settings))):
        assert not [secret for secret in SECRETS if secret in shown]


async def error_of(work: Awaitable[None]) -> Exception | None:
    try:
        await work
    except Exception as exc:
        return exc
    return None
