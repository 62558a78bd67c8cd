"""The token that comes with every activity: proof that Microsoft sends it, and to us.

It is checked here rather than by the SDK: see `docs/decisions/0012-channels.md`. The
rules are those of Microsoft's authentication of requests "from the connector to your
bot"; each claim is needed, and whatever goes wrong is one and the same refusal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import structlog

from bot.channels.settings import TeamsSettings
from debt.clock import Clock

log = structlog.get_logger()

ALGORITHM = "RS256"
SKEW_SECONDS = 5 * 60
MAX_TOKEN_CHARACTERS = 8 * 1024
KEYS_GROW_OLD_AFTER = timedelta(days=1)
# However many tokens name a key that we do not know, nobody is asked more often.
ASK_AGAIN_AFTER = timedelta(minutes=1)
FETCH_SECONDS = 10.0

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


class Untrusted(Exception):
    """Nothing proves that Microsoft sent this; why not is for our log only."""


class KeysMissing(Exception):
    """No key at all can be had now: what comes can be believed later."""


@dataclass(frozen=True)
class SigningKey:
    """A key of Microsoft's, and the channels that it may speak for."""

    key: Any
    endorsements: frozenset[str]


@dataclass(frozen=True)
class Voucher:
    """What a good token vouches for."""

    service_url: str
    endorsements: frozenset[str]

    def check(self, service_url: str, channel: str) -> None:
        """Whether an activity is the one that the token was made for.

        Raises:
            Untrusted: it is of another service, or of a channel of another key.
        """
        if service_url != self.service_url or channel not in self.endorsements:
            raise Untrusted("activity")


class SigningKeys:
    """Microsoft's keys, fetched when they are first needed and once a day."""

    def __init__(self, openid: str, clock: Clock) -> None:
        """`openid` is the address of the metadata that tells where the keys are."""
        self._openid = openid
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = _NEVER
        self._asked_at = _NEVER
        self._asking = asyncio.Lock()

    async def with_id(self, kid: str) -> SigningKey | None:
        """A key by its id; None when there is none.

        Raises:
            KeysMissing: none has ever been had.
        """
        # Who comes while the keys are being fetched for the first time waits for them.
        if kid not in self._keys or self._must_ask(kid):
            async with self._asking:
                if self._must_ask(kid):
                    await self._ask()
        if not self._keys:
            raise KeysMissing
        return self._keys.get(kid)

    def _must_ask(self, kid: str) -> bool:
        now = self._clock.now()
        if now - self._asked_at < ASK_AGAIN_AFTER:
            return False
        return kid not in self._keys or now - self._fetched_at > KEYS_GROW_OLD_AFTER

    async def _ask(self) -> None:
        """Fetch the keys; those that we have stay good when that fails."""
        self._asked_at = self._clock.now()
        try:
            self._keys = await fetch_keys(self._openid)
        except Exception as exc:
            log.warning("teams.keys_not_fetched", error=type(exc).__name__)
        else:
            self._fetched_at = self._asked_at


class TokenCheck:
    """Tells Microsoft's requests from everybody else's."""

    def __init__(self, settings: TeamsSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = SigningKeys(settings.openid, clock)

    async def check(self, header: str | None) -> Voucher:
        """Check an Authorization header.

        Raises:
            Untrusted: for every reason but one.
            KeysMissing: nobody's token can be checked at this moment.
        """
        try:
            return await self._check(header or "")
        except (Untrusted, KeysMissing):
            raise
        except Exception as exc:
            raise Untrusted(type(exc).__name__) from None

    async def _check(self, header: str) -> Voucher:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or len(token) > MAX_TOKEN_CHARACTERS:
            raise Untrusted("header")
        key = await self._keys.with_id(jwt.get_unverified_header(token)["kid"])
        if key is None:
            raise Untrusted("kid")
        claims = jwt.decode(
            token,
            key.key,
            algorithms=[ALGORITHM],
            issuer=self._settings.issuer,
            audience=self._settings.app_id,
            # Times are checked below, by our own clock.
            options={
                "require": ["iss", "aud", "exp", "nbf"],
                "strict_aud": True,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        now = self._clock.now().timestamp()
        if not claims["nbf"] - SKEW_SECONDS <= now <= claims["exp"] + SKEW_SECONDS:
            raise Untrusted("time")
        return Voucher(_text(claims["serviceurl"]), key.endorsements)


async def fetch_keys(openid: str) -> Mapping[str, SigningKey]:
    """The keys that the metadata at `openid` leads to, by their ids.

    Raises:
        httpx.HTTPError: the issuer cannot be reached.
        ValueError: what it says is not what it should be.
    """
    async with httpx.AsyncClient(timeout=FETCH_SECONDS) as client:
        address = _text((await _fetch(client, openid)).get("jwks_uri"))
        if urlsplit(address).scheme != urlsplit(openid).scheme:
            raise ValueError("the keys are not where they are safe")
        found = (await _fetch(client, address)).get("keys")
    keys = dict(map(_read_key, filter(_is_for_signing, _list(found))))
    if not keys:
        raise ValueError("there are no keys")
    return keys


async def _fetch(client: httpx.AsyncClient, address: str) -> Mapping[str, Any]:
    response = await client.get(address)
    response.raise_for_status()
    found = response.json()
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


def _is_for_signing(key: object) -> bool:
    """Whether this is a key of the kind that tokens are signed with."""
    return isinstance(key, dict) and key.get("kty") == "RSA" and "kid" in key


def _read_key(key: dict[str, Any]) -> tuple[str, SigningKey]:
    endorsements = frozenset(map(_text, _list(key.get("endorsements", []))))
    return _text(key["kid"]), SigningKey(jwt.PyJWK(key, ALGORITHM), endorsements)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return value
