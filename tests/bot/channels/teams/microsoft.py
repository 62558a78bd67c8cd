"""Microsoft's side on real ports: who signs activities, and where answers go.

The issuer and the connector speak HTTP; the login, which hands out the tokens of our
own, speaks HTTPS, because Microsoft's library takes nothing else.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

from tests.certificates import write_certificate

Json = dict[str, Any]

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "66666666-7777-8888-9999-000000000000"
ENDORSED = ("msteams", "emulator")
TOKEN_OF_OURS = "token-of-ours"
TO_THE_BOT = "/to-the-bot"


@dataclass(frozen=True)
class Answer:
    """What is answered; status 0 hangs up instead."""

    status: int
    content: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """A message to somebody, and how it was answered."""

    path: str
    headers: dict[str, str]
    content: Json
    status: int


@cache
def private_key(name: str) -> RSAPrivateKey:
    """A key that stays the same for as long as the tests run."""
    return generate_private_key(65537, 2048)


def public_pem(name: str) -> bytes:
    return (
        private_key(name)
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


@dataclass
class Microsoft:
    """What it publishes, and how often it was asked; tests change it as they like.

    Attributes:
        keys: the ids of the keys that are published, each with its endorsements.
        asked: how often its keys were fetched.
        is_down: whether every question is answered with an error.
        logins: what was sent to get a token of ours.
        received: what was sent to people.
        answers: what the next messages to people are answered with.
        typing: what is answered when we show that we are typing.
        bot: where activities are brought that somebody else makes for it.
    """

    url: str
    login: str
    certificate: Path
    keys: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"one": ENDORSED})
    is_down: bool = False
    asked: int = 0
    logins: list[dict[str, str]] = field(default_factory=list)
    refuses_login: bool = False
    received: list[Received] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    typing: Answer = Answer(200)
    bot: str = ""

    def reset(self) -> None:
        """Be as at the beginning."""
        self.__init__(self.url, self.login, self.certificate)  # type: ignore[misc]

    @property
    def openid(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def settings(self, **changes: str) -> dict[str, str]:
        """The environment of a gateway that trusts it."""
        return {
            "PARLEY_TEAMS_APP_ID": APP,
            "PARLEY_TEAMS_APP_PASSWORD": "a-password-of-the-app",
            "PARLEY_TEAMS_TENANT": TENANT,
            "PARLEY_TEAMS_OPENID": self.openid,
            "PARLEY_TEAMS_ISSUER": self.url,
            "PARLEY_TEAMS_LOGIN": f"{self.login}/{TENANT}",
            **changes,
        }

    def token(
        self,
        now: datetime,
        *,
        key: Any = None,
        algorithm: str | None = "RS256",
        kid: Any = "one",
        without: tuple[str, ...] = (),
        **changes: Any,
    ) -> str:
        """A token as it comes with an activity, or one that differs from it."""
        at = int(now.timestamp())
        claims = {
            "iss": self.url,
            "aud": APP,
            "nbf": at - 60,
            "exp": at + 3600,
            "serviceurl": self.url,
            **changes,
        }
        for name in without:
            del claims[name]
        headers = {} if kid is None else {"kid": kid}
        signer = private_key("one") if key is None else key
        return jwt.encode(claims, signer, algorithm, headers)

    def answer(self, path: str) -> Answer:
        """What is published under a path."""
        if self.is_down:
            return Answer(503)
        if path == "/v1/.well-known/openidconfiguration":
            return Answer(200, {"issuer": self.url, "jwks_uri": f"{self.url}/keys"})
        if path == "/keys":
            self.asked += 1
            keys = [self._public(kid, ends) for kid, ends in self.keys.items()]
            return Answer(200, {"keys": keys})
        if path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            place = f"{self.login}/{TENANT}"
            return Answer(
                200,
                {
                    "issuer": f"{place}/v2.0",
                    "authorization_endpoint": f"{place}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{place}/oauth2/v2.0/token",
                },
            )
        return Answer(404)

    def take(self, path: str, raw: bytes, headers: dict[str, str]) -> Answer:
        """Somebody is logging in, or writing to people."""
        if path == f"/{TENANT}/oauth2/v2.0/token":
            self.logins.append(dict(parse_qsl(raw.decode())))
            if self.refuses_login:
                return Answer(401, {"error": "invalid_client"})
            token = {"token_type": "Bearer", "expires_in": 3600}
            return Answer(200, {**token, "access_token": TOKEN_OF_OURS})
        if path == TO_THE_BOT:
            return self._bring(raw)
        content = json.loads(raw)
        if content.get("type") == "typing":
            answer = self.typing
        else:
            answer = self.answers.pop(0) if self.answers else Answer(200, {"id": "1"})
        self.received.append(Received(path, headers, content, answer.status))
        return answer

    def _bring(self, raw: bytes) -> Answer:
        """Sign what a client sends that cannot sign, and bring it to the bot."""
        service = json.loads(raw)["serviceUrl"]
        token = self.token(datetime.now(timezone.utc), serviceurl=service)
        headers = {"Authorization": f"Bearer {token}"}
        return Answer(httpx.post(self.bot, content=raw, headers=headers).status_code)

    def _public(self, kid: str, endorsements: tuple[str, ...]) -> Json:
        numbers = private_key(kid).public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": kid,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "endorsements": list(endorsements),
        }


@contextmanager
def microsoft(folder: Path, port: int = 0, login_port: int = 0) -> Iterator[Microsoft]:
    """It, for as long as it is needed; `folder` gets the certificate of its login."""
    open_server = _server(port)
    safe_server = _server(login_port)
    safe_server.socket = _context(folder).wrap_socket(
        safe_server.socket, server_side=True
    )
    peer = Microsoft(
        f"http://127.0.0.1:{open_server.server_port}",
        f"https://127.0.0.1:{safe_server.server_port}",
        certificate(folder),
    )
    servers = (open_server, safe_server)
    for server in servers:
        server.peer = peer
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield peer
    finally:
        for server in servers:
            server.is_gone = True
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    peer: Microsoft
    # Connections outlive the server that has accepted them; they must not be used.
    is_gone = False


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._send(self.server.peer.answer(self.path))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self._send(self.server.peer.take(self.path, raw, dict(self.headers)))

    def _send(self, answer: Answer) -> None:
        if answer.status == 0 or self.server.is_gone:
            self.close_connection = True
            return
        raw = json.dumps(answer.content).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        pass


def _server(port: int) -> _Server:
    return _Server(("127.0.0.1", port), _Handler)


def _context(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine, which is its own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder))
    return context


def certificate(folder: Path) -> Path:
    """The login's certificate; made if it is not there."""
    path = folder / "login.pem"
    return path if path.exists() else write_certificate(path)


def activity(peer: Microsoft, **changes: Any) -> Json:
    """A message as Teams sends it; what is None is left out."""
    usual = {
        "type": "message",
        "id": "1700000000001",
        "timestamp": "2026-11-23T10:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": peer.url,
        "from": {
            "id": "29:1a-b_c",
            "name": "Maria Jensen",
            "aadObjectId": "AAAAAAAA-0000-0000-0000-000000000001",
        },
        "conversation": {
            "conversationType": "personal",
            "tenantId": TENANT,
            "id": "a:1xyz",
        },
        "recipient": {"id": f"28:{APP}", "name": "Northgate"},
        "textFormat": "plain",
        "locale": "en-GB",
        "text": "hello",
        "channelData": {"tenant": {"id": TENANT}},
        **changes,
    }
    return {name: value for name, value in usual.items() if value is not None}


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
