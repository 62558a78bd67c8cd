"""The secret with which one browser opens a conversation, and how it is replaced.

At verification the old secret is worth nothing from one moment to the next: whoever
put it into the browser, or listens with a copy, is left outside. The browser fetches
the new one with a second secret, the swap, that it made itself and that only it knows.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.meaning import event
from bot.store import messages
from bot.store.conversations import hash_token
from bot.store.messages import Inbound
from bot.store.tables import ConversationRow

# How long the new secret may be fetched, and how long others of the same browser are
# told to wait for it rather than to begin anew.
SWAP_LIFETIME = timedelta(minutes=10)
SWAP_UNDER_WAY = timedelta(seconds=30)


def rotate(
    tx: Session, row: ConversationRow, swap: str | None, key: bytes, now: datetime
) -> str:
    """Replace the secret; returns the new one.

    Args:
        swap: of the browser that has just verified; without it the new secret can be
            handed over now or never.
        key: of this installation.
    """
    row.rotations += 1
    token = _derived(row, swap, key) if swap else secrets.token_urlsafe(32)
    row.former_hash = row.session_hash if swap else None
    row.rotated_at = now if swap else None
    row.session_hash = hash_token(token)
    return token


def replaced(tx: Session, token: str) -> ConversationRow | None:
    """The conversation that this secret opened until a rotation that is under way."""
    query = select(ConversationRow).where(
        ConversationRow.former_hash == hash_token(token)
    )
    return tx.scalar(query)


def fetch(row: ConversationRow, swap: str, key: bytes, now: datetime) -> str | None:
    """The new secret, for who knows the swap; the same again if the answer was lost."""
    if row.rotated_at is None or now - row.rotated_at >= SWAP_LIFETIME:
        return None
    token = _derived(row, swap, key)
    right = hmac.compare_digest(hash_token(token), row.session_hash)
    return token if right else None


def is_under_way(row: ConversationRow, now: datetime) -> bool:
    """Whether another tab may be about to bring the new secret."""
    return row.rotated_at is not None and now - row.rotated_at < SWAP_UNDER_WAY


def settle(tx: Session, conversation_id: str) -> None:
    """The new secret has arrived: it cannot be fetched again."""
    tx.execute(
        update(ConversationRow)
        .where(ConversationRow.id == conversation_id)
        .values(former_hash=None, rotated_at=None)
    )


def end(tx: Session, row: ConversationRow, now: datetime) -> None:
    """Let no browser open this conversation any more, and tell open pages so."""
    rotate(tx, row, None, b"", now)
    tx.flush()
    # Pages look when something has been written.
    ended = Inbound("", meaning=event("session_ended"), is_shown=False)
    messages.receive(tx, row.id, ended, now, waiting=False)


def _derived(row: ConversationRow, swap: str, key: bytes) -> str:
    """Another one for each rotation, but the same for each time it is asked for."""
    what = f"session\0{row.id}\0{row.rotations}\0{swap}"
    return hmac.new(key, what.encode(), hashlib.sha256).hexdigest()
