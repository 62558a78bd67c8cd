"""Who says whom a conversation is with, instead of facts that the person types."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import Enum

VOUCHER_LIFETIME = timedelta(minutes=30)
INVITATION_LIFETIME = timedelta(days=30)
_TOKEN_BYTES = 18


class VoucherSource(str, Enum):
    """What we rely on."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"


def new_token() -> str:
    """144 random bits as 24 characters of ``A-Za-z0-9_-``."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_of(token: str) -> str:
    """The form in which a token is kept: whoever reads the table can use none."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_good(vouched_at: datetime, now: datetime) -> bool:
    """Whether a voucher still counts: 30 minutes."""
    return now - vouched_at < VOUCHER_LIFETIME
