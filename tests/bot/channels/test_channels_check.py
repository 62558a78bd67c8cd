"""`parley channels check` asks the running service, and says what is wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket

import pytest
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typer.testing import CliRunner, Result

from bot.channels import registry
from bot.channels.check import Check, Finding, Grade
from bot.channels.web.check import web_check
from bot.cli.main import app
from bot.gateway.app import create_app
from bot.settings import Settings
from bot.store.tables import HeartbeatRow
from debt.store.database import Database
from tests.bot.test_settings import DEMO, GOOD
from tests.databases import Renew
from tests.debt.floor import Floor

BANK = "https://bank.example"


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


@pytest.fixture
def url() -> str:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def environment(url: str) -> dict[str, str]:
    own = {"PARLEY_PUBLIC_URL": url, "PARLEY_EMBEDDING_ORIGINS": BANK}
    return GOOD | DEMO | own


class Proxy:
    """Something on the way that changes headers, as some operators' proxies do."""

    def __init__(self, app: ASGIApp, adds: bytes = b"", drops: bytes = b"") -> None:
        self._app = app
        self._adds = adds
        self._drops = drops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and self._drops == b"upgrade":
            await send({"type": "websocket.close"})
            return
        kept = [each for each in scope.get("headers", ()) if each[0] != self._drops]

        async def change(message: Message) -> None:
            if message["type"] == "http.response.start" and self._adds:
                message["headers"] += [(self._adds, b"DENY")]
            await send(message)

        await self._app({**scope, "headers": kept}, receive, change)


@contextmanager
def serving(floor: Floor, url: str, **proxy: bytes) -> Iterator[None]:
    """The gateway on its port; every other process has just shown itself."""
    settings = Settings.from_env(environment(url))
    with floor.database.begin() as tx:
        for role in ("engine", "scheduler"):
            tx.add(HeartbeatRow(role=role, seen_at=floor.clock.now()))
    proxied = Proxy(create_app(settings, floor.debt), **proxy)
    port = int(url.rpartition(":")[2])
    config = uvicorn.Config(proxied, port=port, ws="wsproto", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def grades(url: str) -> list[tuple[str, Grade]]:
    """What is found about the web chat, in its order."""
    found = web_check(Settings.from_env(environment(url))).run()
    return [(each.what, each.grade) for each in found]


def complaints(url: str) -> str:
    return " ".join(what for what, grade in grades(url) if grade is not Grade.OK)


def test_a_service_that_is_well_set_up_is_told_so(floor: Floor, url: str) -> None:
    with serving(floor, url):
        found = grades(url)

    first, *others = found
    assert first[1] is Grade.WARNING
    assert "only be reached on this machine" in first[0]
    assert [what for what, grade in others if grade is not Grade.OK] == []
    assert len(others) == 6


@pytest.mark.parametrize(
    ("proxy", "named"),
    [
        ({"adds": b"x-frame-options"}, "adds X-Frame-Options"),
        ({"drops": b"origin"}, "A strange page could open conversations"),
        ({"drops": b"upgrade"}, "WebSockets do not get through"),
    ],
)
def test_what_a_proxy_breaks_is_named(
    floor: Floor, url: str, proxy: dict[str, bytes], named: str
) -> None:
    with serving(floor, url, **proxy):
        assert named in complaints(url)


def test_silent_processes_are_named(floor: Floor, url: str) -> None:
    with serving(floor, url):
        with floor.database.begin() as tx:
            tx.delete(tx.get_one(HeartbeatRow, "engine"))

        assert "silent: engine" in complaints(url)


def test_a_stranger_at_our_address_is_not_taken_for_us(url: str) -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    port = int(url.rpartition(":")[2])
    server = ThreadingHTTPServer(("127.0.0.1", port), Stranger)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    assert "is not Parley" in complaints(url)
    server.shutdown()
    server.server_close()


def check(url: str, *arguments: str) -> Result:
    command = ["channels", "check", *arguments]
    return CliRunner().invoke(app, command, env=environment(url))


@pytest.fixture(autouse=True)
def _in_a_folder_without_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_wrong_ends_the_command_with_1_and_says_what_to_do(url: str) -> None:
    ended = check(url)

    assert ended.exit_code == 1
    assert f"wrong   Start Parley: Nothing answers at {url}" in ended.stdout
    assert "Start `parley serve`" in ended.stdout


def test_a_program_reads_the_same(url: str) -> None:
    ended = check(url, "web", "--json")

    found = json.loads(ended.stdout)["web"]
    assert ended.exit_code == 1
    assert [each["grade"] for each in found] == ["warning", "wrong", "ok"]
    assert found[1]["step"] == "Start Parley"
    assert found[1]["advice"].startswith("Start `parley serve`")


def test_where_nothing_is_wrong_it_ends_well(floor: Floor, url: str) -> None:
    with serving(floor, url):
        assert check(url).exit_code == 0


def test_a_channel_that_is_off_cannot_be_checked(url: str) -> None:
    ended = check(url, "pigeon")

    assert ended.exit_code == 2
    assert "pigeon" in ended.output


def test_a_check_that_stumbles_does_not_hide_the_others(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles() -> Iterator[Finding]:
        yield Finding("First", Grade.OK, "good")
        raise TypeError("https://api.example/bot123:SECRET")

    both = [Check("first", stumbles), Check("second", lambda: [])]
    monkeypatch.setattr(registry, "checks", lambda _: both)

    ended = check(url, "--json")

    found = json.loads(ended.stdout)
    assert [each["grade"] for each in found["first"]] == ["ok", "wrong"]
    assert found["second"] == []
    assert "SECRET" not in ended.stdout
