"""What the merchant is told, and how it is signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

SIGNATURE_HEADER = "Card-Signature"
MAX_ATTEMPTS = 24
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)


class EventType(str, Enum):
    """News that sends the merchant to read a payment or a setup again."""

    PAID = "payment.paid"
    DECLINED = "payment.declined"
    EXPIRED = "payment.expired"
    REFUNDED = "payment.refunded"
    DISPUTED = "payment.disputed"
    SAVED = "setup.done"
    SETUP_EXPIRED = "setup.expired"


@dataclass(frozen=True)
class Delivery:
    """A stored event that is due.

    Attributes:
        body: the exact bytes to send, the same at every attempt.
        attempts: how often it was tried before.
    """

    event_id: str
    url: str
    body: bytes
    attempts: int


def event_body(event_id: str, kind: EventType, use_id: str, created: int) -> str:
    """The JSON text of an event; created is in seconds since 1970."""
    subject = kind.value.partition(".")[0]
    return json.dumps(
        {
            "id": event_id,
            "type": kind.value,
            subject: use_id,
            "created": created,
        }
    )


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the signature header for one attempt."""
    signed = f"{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after that many attempts; None when it is time to stop.

    Doubles from one second up to five minutes: about an hour and a half in all.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    doublings = min(attempts - 1, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
