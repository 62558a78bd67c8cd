"""Every write is made once: the same key gives the same result again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from debt.errors import IdempotencyConflict
from debt.store.insert import insert_new
from debt.store.tables import RequestRow


@dataclass
class Request:
    """A request under its key.

    Attributes:
        result: set when the request was made before; otherwise to be set by the caller.
    """

    result: str | None = None

    @property
    def made_before(self) -> bool:
        return self.result is not None


def fingerprint(*parts: object) -> str:
    """A hash of what is asked for; the parts must have a stable ``repr``."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@contextmanager
def once(tx: Session, scope: str, key: str, request_hash: str) -> Iterator[Request]:
    """Claim a key, before any state is looked at, for the work inside.

    On PostgreSQL a second transaction with the same key waits here for the first. If
    the work raises, its changes and the claim are undone and the error goes on.

    Raises:
        IdempotencyConflict: the key was used for a different request.
    """
    with tx.begin_nested():
        request = _claim(tx, scope, key, request_hash)
        made_before = request.made_before
        yield request
        if not made_before:
            tx.execute(
                update(RequestRow)
                .where(RequestRow.scope == scope, RequestRow.key == key)
                .values(result=request.result)
            )


def _claim(tx: Session, scope: str, key: str, request_hash: str) -> Request:
    if insert_new(tx, RequestRow, scope=scope, key=key, request_hash=request_hash):
        return Request()
    known = tx.execute(
        select(RequestRow.request_hash, RequestRow.result).where(
            RequestRow.scope == scope, RequestRow.key == key
        )
    ).one()
    if known.request_hash != request_hash:
        raise IdempotencyConflict(scope)
    return Request(known.result)
