"""A gateway on a real port with the small assistant, and a bank's site on another."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket

import uvicorn

from bot.cli.serve import MAX_FRAME_BYTES
from bot.desk.service import Desk
from bot.engine.worker import Engine
from bot.gateway.app import create_app
from bot.inbox import Inbox
from bot.settings import Settings
from tests.bot.assistants import APOLOGY
from tests.bot.talk import Clerk, Talk
from tests.bot.test_settings import DEMO, GOOD
from tests.debt.floor import Floor
from tests.system.browser import ChatPage

SHARED = secrets.token_hex(32)
BOT = "northgate_help_bot"
# No inline script or style, nothing from elsewhere but the chat.
HOST_POLICY = (
    "default-src 'none'; script-src {chat}; frame-src {chat}; style-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HOST_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Halden Bank</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="{chat}/chat/widget.js" {attributes} defer></script></head>
<body><main><h1>Halden Bank</h1><p>Welcome.</p>
<button type="button" data-parley-open>Chat with us</button></main></body></html>"""

_CONVERSATION = """fetch("/chat/session", { method: "POST" })
    .then((answer) => answer.json()).then(({ conversation }) => conversation)"""


@dataclass
class Service:
    """The gateway and the engine in a thread of their own.

    Attributes:
        url: where the gateway is; cookies for frames of other sites need https.
        clerk: the assistant.
    """

    floor: Floor
    certificate: Path
    port: int
    origins: str
    clerk: Clerk = field(default_factory=Clerk)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve until `stop`; returns when the port is open."""
        changes = {
            "PARLEY_PUBLIC_URL": self.url,
            "PARLEY_EMBEDDING_ORIGINS": self.origins,
            "PARLEY_SIGN_IN_SECRETS": SHARED,
            "PARLEY_TELEGRAM_TOKEN": "123456:" + "a" * 35,
            "PARLEY_TELEGRAM_BOT": BOT,
        }
        settings = Settings.from_env(GOOD | DEMO | changes)
        config = uvicorn.Config(
            create_app(settings, self.floor.debt),
            port=self.port,
            ws="wsproto",
            ws_max_size=MAX_FRAME_BYTES,
            log_config=None,
            ssl_certfile=self.certificate,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._engine = Engine(self.floor.debt, self.clerk, APOLOGY)
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(),))
        self._started = threading.Event()
        self._thread.start()
        self._started.wait()

    async def _run(self) -> None:
        engine = asyncio.create_task(self._engine.run(workers=1))
        serving = asyncio.create_task(self._server.serve())
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.01)
        self._started.set()
        await serving
        self._engine.stop()
        await engine

    def stop(self) -> None:
        """End it; every socket breaks."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()


@contextmanager
def host_site(port: int, chat: str, attributes: str) -> Iterator[str]:
    """A bank's page with a strict policy; gives its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = HOST_PAGE.format(chat=chat, attributes=attributes).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            policy = HOST_POLICY.format(chat=chat)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("localhost", port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{port}"
    finally:
        server.shutdown()
        server.server_close()


def free_port() -> int:
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def talk_of(service: Service, chat: ChatPage) -> Talk:
    """The conversation of a page, as the store has it."""
    chat.messages("bot").first.wait_for()
    conversation = chat.frame.evaluate(_CONVERSATION)
    inbox = Inbox(service.floor.debt)
    desk = Desk(service.floor.debt, inbox)
    return Talk(service.floor, inbox, desk, conversation, "")
