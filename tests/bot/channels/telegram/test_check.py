"""What an operator is told about the bot: every mistake, and what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.channels.check import Grade
from bot.channels.telegram.check import telegram_check
from bot.channels.telegram.client import ALLOWED_UPDATES, open_bot
from bot.gateway.app import create_app
from bot.settings import Settings
from debt.store.database import Database
from tests.bot.channels.telegram.conftest import settings_with, telegram_of
from tests.bot.demo.merchant import running as running_app
from tests.databases import Renew
from tests.debt.floor import Floor
from tests.telegram_api import TelegramApi, free_port

Told = dict[str, list[tuple[Grade, str]]]


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture
def known(api: TelegramApi) -> Iterator[TelegramApi]:
    """The platform; the bot is as the guide wants it."""
    api.knows()
    yield api
    api.knows()


@pytest.fixture
def running(known: TelegramApi, floor: Floor) -> Iterator[Settings]:
    """A gateway is running, and Telegram has been told of it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = settings_with(known, PARLEY_PUBLIC_URL=url)
    with running_app(create_app(settings, floor.debt), port):
        asyncio.run(tell_address(settings))
        yield settings


async def tell_address(settings: Settings) -> None:
    telegram = telegram_of(settings)
    bot = open_bot(telegram)
    await bot.set_webhook(
        f"{settings.debt.public_url}/webhooks/telegram",
        secret_token=telegram.webhook_secret.value,
        allowed_updates=ALLOWED_UPDATES,
    )
    await bot.close_connections()


def told(settings: Settings) -> Told:
    """What is found, by the step of the guide."""
    found: Told = {}
    for finding in telegram_check(settings, telegram_of(settings)).run():
        assert finding.advice or finding.grade is Grade.OK
        said = (finding.grade, f"{finding.what} {finding.advice}".strip())
        found.setdefault(finding.step, []).append(said)
    return found


def only(found: Told, step: str) -> tuple[Grade, str]:
    (one,) = found[step]
    return one


def test_of_a_bot_that_is_set_up_only_the_missing_https_is_told(
    running: Settings,
) -> None:
    found = told(running)

    (grade, https), (door_grade, door) = found.pop("Make Parley reachable")
    assert (grade, door_grade) == (Grade.WRONG, Grade.OK)
    assert "https only" in https
    assert "The gateway answers" in door
    assert {grade for [(grade, _)] in found.values()} == {Grade.OK}
    assert len(found) == 4


def test_a_foreign_name_groups_and_debt_words_are_told(
    running: Settings, known: TelegramApi
) -> None:
    names = {"username": "other_bot", "can_join_groups": True}
    known.knows(
        {**names, "can_read_all_group_messages": True},
        texts={"getMyName": "Pay your Debt", "getMyDescription": "Arrears made easy"},
    )

    found = told(running)

    grade, said = only(found, "Make the bot")
    assert grade is Grade.WRONG
    assert "PARLEY_TELEGRAM_BOT=other_bot" in said
    said = " ".join(said for _, said in found["Keep it out of groups"])
    assert "/setjoingroups" in said
    assert "/setprivacy" in said
    grade, said = only(found, "Give it a name and a description")
    assert grade is Grade.WARNING
    assert "arrears, debt" in said


def test_a_webhook_that_leads_elsewhere_or_fails_is_told(
    running: Settings, known: TelegramApi
) -> None:
    for info, words in (
        ({"url": "https://elsewhere.example/"}, "https://elsewhere.example/"),
        ({"allowed_updates": ["message", "poll"]}, "kinds of updates"),
        (
            {"last_error_message": "Wrong response: 403", "pending_update_count": 3},
            "Wrong response: 403",
        ),
        ({"pending_update_count": 500}, "500 updates wait"),
    ):
        known.knows(webhook_info=info)

        grade, said = told(running)["Start Parley"][0]
        assert grade is Grade.WRONG
        assert words in said


def test_a_gateway_with_another_secret_or_none_is_told(
    running: Settings, known: TelegramApi
) -> None:
    url = running.debt.public_url
    other = settings_with(known, PARLEY_PUBLIC_URL=url, PARLEY_SECRET="x" * 40)
    nowhere = f"http://127.0.0.1:{free_port()}"
    silent = settings_with(known, PARLEY_PUBLIC_URL=nowhere)
    stranger = settings_with(known, PARLEY_PUBLIC_URL=known.url)

    said = [
        told(each)["Make Parley reachable"][-1] for each in (other, silent, stranger)
    ]
    assert [grade for grade, _ in said] == [Grade.WRONG] * 3
    assert "same PARLEY_SECRET" in said[0][1]
    assert "cannot be reached" in said[1][1]
    assert "answers 40" in said[2][1]


def test_who_polls_needs_no_address_and_no_webhook(
    running: Settings, known: TelegramApi
) -> None:
    settings = settings_with(known, PARLEY_TELEGRAM_UPDATES="polling")

    assert only(told(settings), "Start Parley")[0] is Grade.WRONG
    known.knows(webhook_info={"url": ""})
    found = told(settings)
    assert "Make Parley reachable" not in found
    assert only(found, "Start Parley")[0] is Grade.OK


def test_a_refused_token_and_a_silent_platform_are_told(known: TelegramApi) -> None:
    known.refuses("getMe", 401, "Unauthorized")
    nowhere = f"http://127.0.0.1:{free_port()}"
    silent = settings_with(known, PARLEY_TELEGRAM_API=nowhere)

    assert "API Token" in only(told(settings_with(known)), "Make the bot")[1]
    assert "cannot be asked" in only(told(silent), "Make the bot")[1]
