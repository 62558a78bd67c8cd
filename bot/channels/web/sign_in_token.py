"""The token with which a host site vouches for its own logged-in customer.

It is signed with a secret that the site shares with us, and lives for minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
from jwt.types import Options

from bot.settings import Settings

LONGEST_TOKEN = 4096
LONGEST_LIFETIME = timedelta(minutes=5)
# Clocks of two companies are never quite the same.
LEEWAY = timedelta(seconds=30)
_OPTIONS: Options = {
    "require": ["aud", "sub", "exp", "iat", "jti"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class BadToken(Exception):
    """A token proves nothing; the message is a word for the site's engineer."""


@dataclass(frozen=True)
class Claims:
    """What a good token says.

    Attributes:
        subject: an account reference, or the operator's number of the customer.
    """

    subject: str
    token_id: str = field(repr=False)
    expires_at: datetime


def read_token(settings: Settings, token: object, now: datetime) -> Claims:
    """Check everything about a token but whether it was used before.

    Raises:
        BadToken: saying what is wrong with it.
    """
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        raise BadToken("malformed")
    claims = _decode(settings, token)
    try:
        expires_at = datetime.fromtimestamp(claims["exp"], timezone.utc)
        issued_at = datetime.fromtimestamp(claims["iat"], timezone.utc)
    except (TypeError, ValueError, OverflowError, OSError):
        raise BadToken("malformed") from None
    if expires_at <= now - LEEWAY:
        raise BadToken("expired")
    if issued_at > now + LEEWAY or expires_at > now + LONGEST_LIFETIME + LEEWAY:
        raise BadToken("too_long")
    issuer = claims.get("iss")
    if issuer is not None and issuer not in settings.embedding_origins:
        raise BadToken("wrong_issuer")
    return Claims(_text(claims["sub"]), _text(claims["jti"]), expires_at)


def _text(value: object) -> str:
    if isinstance(value, str) and value.isprintable() and 0 < len(value) <= 200:
        return value
    raise BadToken("malformed")


def _decode(settings: Settings, token: str) -> dict[str, Any]:
    """The claims under one of our secrets; times are checked with our own clock."""
    reason = "wrong_signature" if settings.channels.sign_in_secrets else "off"
    for secret in settings.channels.sign_in_secrets:
        try:
            return jwt.decode(
                token,
                secret.value,
                algorithms=["HS256"],
                audience=settings.own_origin,
                options=_OPTIONS,
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.InvalidTokenError as exc:
            raise BadToken(_REASONS.get(type(exc), "malformed")) from None
        except (ValueError, TypeError, RecursionError):
            raise BadToken("malformed") from None
    raise BadToken(reason)


_REASONS: dict[type[Exception], str] = {
    jwt.InvalidAlgorithmError: "wrong_algorithm",
    jwt.InvalidAudienceError: "wrong_audience",
    jwt.MissingRequiredClaimError: "missing_claim",
}
