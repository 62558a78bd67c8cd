"""The gateway with a browser before it, and the conversation that it has open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.gateway.app import create_app
from bot.store.tables import ConversationRow
from debt.store.database import Database
from tests.bot.channels.web.visitor import Visitor
from tests.bot.talk import Talk, settle
from tests.bot.test_security import URL, settings_with
from tests.databases import Renew
from tests.debt.floor import Floor


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Most of this does not depend on the kind of database."""
    return sqlite()


@pytest.fixture
def browser(floor: Floor) -> Iterator[TestClient]:
    app = create_app(settings_with(), floor.debt)
    with TestClient(app, base_url=URL) as browser:
        browser.post("/chat/session")
        yield browser


@pytest.fixture
def chat(browser: TestClient, floor: Floor) -> Talk:
    """The conversation that the browser has open; its opening is over."""
    gateway = browser.app.state.gateway  # type: ignore[attr-defined]
    with floor.database.read() as tx:
        row = tx.scalars(select(ConversationRow)).one()
    talk = Talk(floor, gateway.inbox, None, row.id, "")  # type: ignore[arg-type]
    settle(talk)
    return talk


@pytest.fixture
def visitor(browser: TestClient, chat: Talk) -> Visitor:
    """Maria's browser; she is on file."""
    chat.floor.has()
    return Visitor(browser, chat)
