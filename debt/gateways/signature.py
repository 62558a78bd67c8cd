"""The proof that a message comes from the card provider: HMAC over time and body.

The scheme is Stripe's (docs.stripe.com/webhooks#verify-manually): the header is
``t=<seconds>,v1=<hex>``, with several v1 values while a secret is being replaced.
"""

from __future__ import annotations

import hashlib
import hmac

from debt.errors import UntrustedEvent

TOLERANCE_SECONDS = 300


def sign(secret: bytes, stamp: str, raw: bytes) -> str:
    """HMAC-SHA256 of ``"{stamp}." + raw``, in hexadecimal."""
    return hmac.new(secret, stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()


def check_signature(
    raw: bytes, signature: str, secrets: tuple[bytes, ...], now: float
) -> None:
    """Refuse a message that none of the secrets signed within 300 seconds of now.

    Args:
        now: in seconds since 1970.

    Raises:
        UntrustedEvent: unsigned, signed by somebody else, or too old.
    """
    parts = [part.partition("=") for part in signature.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()):
        raise UntrustedEvent("no time")
    given = [value.encode() for name, _, value in parts if name == "v1"]
    expected = [sign(each, stamps[0], raw) for each in secrets]
    if not any(hmac.compare_digest(g, e.encode()) for g in given for e in expected):
        raise UntrustedEvent("signature")
    if abs(now - int(stamps[0])) > TOLERANCE_SECONDS:
        raise UntrustedEvent("old")
