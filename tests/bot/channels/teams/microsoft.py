"""Microsoft's side on real ports: who signs activities, and where answers go.

The issuer and the connector speak HTTP; the login, which hands out the tokens of our
own, speaks HTTPS, because Microsoft's library takes nothing else.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Json = dict[str, Any]

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "66666666-7777-8888-9999-000000000000"
ENDORSED = ("msteams", "emulator")


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
        is_down: whether every question is answered with an error.
    """

    url: str
    keys: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"one": ENDORSED})
    is_down: bool = False
    asked: int = 0

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

    def answer(self, path: str) -> Json | None:
        """What is published under a path."""
        if path == "/v1/.well-known/openidconfiguration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            self.asked += 1
            return {
                "keys": [self._public(kid, ends) for kid, ends in self.keys.items()]
            }
        return None

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
def microsoft(port: int = 0) -> Iterator[Microsoft]:
    """It, for as long as it is needed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = None if peer.is_down else peer.answer(self.path)
            self._send(503 if found is None else 200, found or {})

        def _send(self, status: int, content: Json) -> None:
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    peer = Microsoft(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


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
