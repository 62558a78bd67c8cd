"""A gateway with a bot on Telegram, and the platform in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from bot.channels.settings import TelegramSettings
from bot.channels.telegram.client import TelegramBot, open_bot
from bot.gateway.app import create_app
from bot.settings import Settings
from bot.store.tables import AddressRow, ConversationRow, MessageRow
from tests.bot.test_settings import DEMO, GOOD
from tests.debt.floor import Floor
from tests.telegram_api import (
    BOT_NAME,
    TOKEN,
    Phone,
    TelegramApi,
    Update,
    telegram_api,
)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture(scope="session")
def platform() -> Iterator[TelegramApi]:
    with telegram_api() as api:
        yield api


@pytest.fixture
def api(platform: TelegramApi) -> TelegramApi:
    platform.takes_everything()
    return platform


@pytest.fixture
def settings(api: TelegramApi) -> Settings:
    return settings_with(api)


@pytest.fixture(scope="session")
def bot(platform: TelegramApi) -> TelegramBot:
    return open_bot(telegram_of(settings_with(platform)))


@pytest.fixture
def phone(api: TelegramApi) -> Phone:
    return Phone(api)


@pytest.fixture
def gateway(settings: Settings, floor: Floor) -> Iterator[Webhook]:
    with TestClient(create_app(settings, floor.debt)) as client:
        yield Webhook(client, telegram_of(settings).webhook_secret.value, floor)


def settings_with(api: TelegramApi, **changes: str) -> Settings:
    telegram = {
        "PARLEY_TELEGRAM_TOKEN": TOKEN,
        "PARLEY_TELEGRAM_BOT": BOT_NAME,
        "PARLEY_TELEGRAM_API": api.url,
    }
    return Settings.from_env(GOOD | DEMO | telegram | changes)


def telegram_of(settings: Settings) -> TelegramSettings:
    assert settings.channels.telegram is not None
    return settings.channels.telegram


@dataclass
class Webhook:
    """Brings updates to the gateway as Telegram does, and looks at what came of it."""

    client: TestClient
    secret: str
    floor: Floor
    number: int = field(default=1000)

    def bring(self, update: Update, number: int | None = None) -> int:
        """Bring an update under a number, or the next one; returns the answer."""
        self.number = number or self.number + 1
        return self.post({"update_id": self.number, **update})

    def post(self, body: Any = None, **options: Any) -> int:
        headers = {SECRET_HEADER: self.secret} | options.pop("headers", {})
        if "content" not in options:
            options["json"] = body
        path = "/webhooks/telegram"
        return self.client.post(path, headers=headers, **options).status_code

    def conversation_of(self, sender: int) -> str:
        query = select(AddressRow.conversation_id).where(
            AddressRow.channel == "telegram", AddressRow.sender == str(sender)
        )
        with self.floor.database.read() as tx:
            return tx.scalars(query).one()

    def messages_of(self, sender: int) -> list[MessageRow]:
        """All messages of somebody's conversation, hidden ones too."""
        query = (
            select(MessageRow)
            .where(MessageRow.conversation_id == self.conversation_of(sender))
            .order_by(MessageRow.seq)
        )
        with self.floor.database.read() as tx:
            return list(tx.scalars(query))

    def texts_of(self, sender: int) -> list[str]:
        return [row.text for row in self.messages_of(sender) if row.is_shown]

    def events_of(self, sender: int) -> list[str]:
        return [
            row.understood["intent"]["name"]
            for row in self.messages_of(sender)
            if row.understood is not None
        ]

    @property
    def conversations(self) -> int:
        """How many there are of anybody."""
        query = select(func.count()).select_from(ConversationRow)
        with self.floor.database.read() as tx:
            return tx.scalars(query).one()
