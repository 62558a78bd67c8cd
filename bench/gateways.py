"""A gateway with every channel, on a database of either kind, and a platform beside."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from actions.opening import debt_from
from bench.ground import free_ports
from bench.processes import Command, answers, started
from bot.inbox import Inbox
from bot.settings import Settings
from bot.store.conversations import open_conversation
from bot.store.schema import upgrade_all
from debt.services import Debt

APP = "11111111-2222-3333-4444-555555555555"
_KEY = "bench"
_SENT = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
_AT_ONCE = 500


@dataclass(frozen=True)
class Platform:
    """Telegram's side and Microsoft's, with a key that signs activities."""

    url: str
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(65537, 2048), repr=False
    )

    def token(self) -> str:
        """What comes with every activity, good for an hour."""
        now = int(time())
        claims = {"iss": self.url, "aud": APP, "serviceurl": self.url}
        times = {"nbf": now - 60, "exp": now + 3600}
        return jwt.encode(
            claims | times, self.key, algorithm="RS256", headers={"kid": _KEY}
        )

    def answers(self) -> dict[str, Any]:
        """What is said to who asks for keys, and to who sends a message."""
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(
            self.key.public_key(), as_dict=True
        )
        key = public | {"kid": _KEY, "endorsements": ["msteams"]}
        return {
            "openid": {"issuer": self.url, "jwks_uri": f"{self.url}/keys"},
            "keys": {"keys": [key]},
            "sendMessage": {"ok": True, "result": _SENT},
        }


@dataclass(frozen=True)
class GatewayProcess:
    """One running gateway; `debt` is open on its database, to put things there."""

    settings: Settings
    debt: Debt
    platform: Platform
    process: subprocess.Popen[bytes]

    @property
    def inbox(self) -> Inbox:
        """The way in that every channel uses."""
        return Inbox(self.debt)

    def conversations(self, count: int) -> list[tuple[str, str]]:
        """New conversations of the web chat in which nobody has spoken: id, cookie."""
        made: list[tuple[str, str]] = []
        now = self.debt.clock.now()
        while len(made) < count:
            with self.debt.database.begin() as tx:
                for _ in range(min(_AT_ONCE, count - len(made))):
                    made.append(open_conversation(tx, "web", "en-GB", now))
        return made

    @property
    def memory(self) -> int:
        """Bytes that it holds in memory."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has taken so far."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def gateway(folder: Path, database_url: str) -> Iterator[GatewayProcess]:
    """A gateway and its platform, until the end of the block."""
    folder.mkdir()
    port, platform_port = free_ports(2)
    platform = Platform(f"http://127.0.0.1:{platform_port}")
    variables = _variables(port, platform, database_url)
    settings = Settings.from_env(variables)
    debt = debt_from(settings.debt)
    upgrade_all(debt.database)
    said = folder / "answers.json"
    said.write_text(json.dumps(platform.answers()), encoding="utf-8")
    commands = [
        Command(
            "platform",
            ("bench.platform", str(platform_port), str(said)),
            lambda: answers(platform.url),
        ),
        Command(
            "gateway",
            ("bot.cli.main", "serve", "--role", "gateway"),
            lambda: answers(f"{settings.debt.public_url}/health"),
        ),
    ]
    with started(commands, folder, {**os.environ, **variables}) as processes:
        yield GatewayProcess(settings, debt, platform, processes[1])
    debt.database.close()


def _variables(port: int, platform: Platform, database_url: str) -> dict[str, str]:
    return {
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_SECRET": secrets.token_hex(32),
        "PARLEY_CARDS_KEY": secrets.token_hex(32),
        "PARLEY_CARDS_WEBHOOK_SECRET": secrets.token_hex(32),
        "PARLEY_PORT": str(port),
        "PARLEY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PARLEY_DATABASE_URL": database_url,
        "PARLEY_LOG_LEVEL": "WARNING",
        "PARLEY_TELEGRAM_TOKEN": f"12345678:{secrets.token_hex(20)}",
        "PARLEY_TELEGRAM_BOT": "northgate_bench_bot",
        "PARLEY_TELEGRAM_API": platform.url,
        "PARLEY_TEAMS_APP_ID": APP,
        "PARLEY_TEAMS_APP_PASSWORD": secrets.token_hex(20),
        "PARLEY_TEAMS_TENANT": "66666666-7777-8888-9999-000000000000",
        "PARLEY_TEAMS_OPENID": f"{platform.url}/openid",
        "PARLEY_TEAMS_ISSUER": platform.url,
        # Nobody logs in: nothing is carried to Teams here.
        "PARLEY_TEAMS_LOGIN": platform.url.replace("http:", "https:"),
    }
