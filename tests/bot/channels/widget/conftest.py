"""A gateway with the small assistant, a bank's site of another origin, and Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.bot.channels.widget.serving import (
    Service,
    free_port,
    host_site,
)
from tests.certificates import write_certificate
from tests.databases import Renew
from tests.debt.card_server import CardServer
from tests.debt.floor import build_floor
from tests.system.browser import PATIENCE_MS, chromium


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls") / "gateway.pem")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module: no asynchronous test may run while it is open."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def service(
    sqlite: Renew, card_server: CardServer, client: httpx.Client, certificate: Path
) -> Iterator[Service]:
    """Nothing here depends on the kind of database; every browser has its own chat."""
    floor = build_floor(sqlite(), card_server, client)
    host_port = free_port()
    service = Service(floor, certificate, free_port(), f"http://localhost:{host_port}")
    service.start()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def bank(service: Service) -> Iterator[str]:
    """The bank's page; the host is another one, so the chat is a third party there."""
    port = int(service.origins.rpartition(":")[2])
    attributes = 'data-company="Northgate Recoveries" data-colour="#14506b"'
    with host_site(port, service.url, attributes) as address:
        yield address


@pytest.fixture
def own(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of one person."""
    with visitor(browser) as context:
        yield context


@contextmanager
def visitor(browser: Browser, **kind: object) -> Iterator[BrowserContext]:
    """Somebody's browser, such as a phone's."""
    context = browser.new_context(
        ignore_https_errors=True,
        locale="en-GB",
        timezone_id="Europe/London",
        **kind,  # type: ignore[arg-type]
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    finally:
        context.close()
