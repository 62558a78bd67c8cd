"""Where checkouts and the events about them are kept: one SQLite file.

Every change of a checkout and the event that tells of it are one transaction, so news
is never lost and never invented. Only a checkout that can still be paid is changed,
which makes a second press of the pay button harmless.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from bot.demo.cards.checkout import (
    LIFETIME,
    Checkout,
    CheckoutRequest,
    CheckoutState,
    PaidCard,
)
from bot.demo.cards.events import Delivery, EventType, event_body, wait_after
from debt.money import Money

_SCHEMA = Path(__file__).with_name("schema.sql")
_BUSY_SECONDS = 10


class KeyReused(Exception):
    """The idempotency key was already used for a different request."""


class CheckoutStore:
    """All reads and writes. Methods are blocking, and safe in any thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA.read_text())

    def create(self, request: CheckoutRequest, key: str, now: datetime) -> Checkout:
        """Open a checkout, or return the one the key already opened.

        Raises:
            KeyReused: the key came with another request before.
        """
        row = _row_of(request) | {
            "id": f"co_{secrets.token_urlsafe(18)}",
            "idempotency_key": key,
            "request_hash": _request_hash(request),
            "expires_at": _seconds(now + LIFETIME),
        }
        with self._write() as connection:
            connection.execute(
                "INSERT INTO checkout (id, idempotency_key, request_hash, amount,"
                " currency, merchant_reference, description, creditor, return_url,"
                " webhook_url, state, expires_at) VALUES (:id, :idempotency_key,"
                " :request_hash, :amount, :currency, :merchant_reference,"
                " :description, :creditor, :return_url, :webhook_url, 'open',"
                " :expires_at) ON CONFLICT (idempotency_key) DO NOTHING",
                row,
            )
            stored = connection.execute(
                "SELECT * FROM checkout WHERE idempotency_key = ?", (key,)
            ).fetchone()
        if stored["request_hash"] != row["request_hash"]:
            raise KeyReused
        return _checkout(stored)

    def find(self, checkout_id: str) -> Checkout | None:
        with closing(self._connect()) as connection:
            row = connection.execute(
                "SELECT * FROM checkout WHERE id = ?", (checkout_id,)
            ).fetchone()
        return _checkout(row) if row else None

    def pay(self, checkout_id: str, card: PaidCard, now: datetime) -> bool:
        """Mark as paid. False when it could not be paid any more."""
        with self._write() as connection:
            changed = connection.execute(
                "UPDATE checkout SET state = 'paid', paid_at = :now,"
                " card_last4 = :last4, card_brand = :brand, card_funding = :funding"
                " WHERE id = :id AND state IN ('open', 'declined')"
                " AND expires_at > :now",
                {"id": checkout_id, "now": _seconds(now), **asdict(card)},
            ).rowcount
            if changed:
                _record(connection, EventType.PAID, checkout_id, now)
        return changed == 1

    def decline(self, checkout_id: str, now: datetime) -> bool:
        """Note that a card was declined. False when no card could be tried."""
        with self._write() as connection:
            changed = connection.execute(
                "UPDATE checkout SET state = 'declined'"
                " WHERE id = :id AND state IN ('open', 'declined')"
                " AND expires_at > :now",
                {"id": checkout_id, "now": _seconds(now)},
            ).rowcount
            if changed:
                _record(connection, EventType.DECLINED, checkout_id, now)
        return changed == 1

    def expire_due(self, now: datetime) -> int:
        """Close every unpaid checkout whose time is over; returns how many."""
        with self._write() as connection:
            due = connection.execute(
                "SELECT id FROM checkout WHERE state IN ('open', 'declined')"
                " AND expires_at <= ?",
                (_seconds(now),),
            ).fetchall()
            for (checkout_id,) in due:
                connection.execute(
                    "UPDATE checkout SET state = 'expired' WHERE id = ?",
                    (checkout_id,),
                )
                _record(connection, EventType.EXPIRED, checkout_id, now)
        return len(due)

    def due_deliveries(self, now: datetime, limit: int) -> list[Delivery]:
        """The events to send now, those that wait longest first."""
        with closing(self._connect()) as connection:
            rows = connection.execute(
                "SELECT event.id, webhook_url, body, attempts FROM event"
                " JOIN checkout ON checkout.id = checkout_id"
                " WHERE next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?",
                (_seconds(now), limit),
            ).fetchall()
        return [Delivery(row[0], row[1], row[2].encode(), row[3]) for row in rows]

    def delivered(self, delivery: Delivery, now: datetime) -> None:
        with self._write() as connection:
            connection.execute(
                "UPDATE event SET attempts = ?, next_attempt_at = NULL,"
                " delivered_at = ? WHERE id = ?",
                (delivery.attempts + 1, _seconds(now), delivery.event_id),
            )

    def not_delivered(self, delivery: Delivery, now: datetime) -> bool:
        """Plan the next attempt. False when there will be none."""
        attempts = delivery.attempts + 1
        wait = wait_after(attempts)
        next_attempt = _seconds(now + wait) if wait else None
        with self._write() as connection:
            connection.execute(
                "UPDATE event SET attempts = ?, next_attempt_at = ? WHERE id = ?",
                (attempts, next_attempt, delivery.event_id),
            )
        return wait is not None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as connection:
            # A deferred transaction that reads first could not wait for its turn.
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection


def _record(
    connection: sqlite3.Connection, kind: EventType, checkout_id: str, now: datetime
) -> None:
    event_id = f"evt_{secrets.token_hex(12)}"
    body = event_body(event_id, kind, checkout_id, _seconds(now))
    connection.execute(
        "INSERT INTO event (id, checkout_id, body, next_attempt_at)"
        " VALUES (?, ?, ?, ?)",
        (event_id, checkout_id, body, _seconds(now)),
    )


def _row_of(request: CheckoutRequest) -> dict[str, str | int]:
    amount = {"amount": request.amount.minor, "currency": request.amount.currency}
    return asdict(request) | amount


def _request_hash(request: CheckoutRequest) -> str:
    canonical = json.dumps(_row_of(request), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _checkout(row: sqlite3.Row) -> Checkout:
    request = CheckoutRequest(
        Money(row["amount"], row["currency"]),
        row["merchant_reference"],
        row["description"],
        row["creditor"],
        row["return_url"],
        row["webhook_url"],
    )
    last4 = row["card_last4"]
    card = PaidCard(last4, row["card_brand"], row["card_funding"]) if last4 else None
    paid_at = row["paid_at"]
    return Checkout(
        row["id"],
        request,
        CheckoutState(row["state"]),
        _moment(row["expires_at"]),
        card,
        _moment(paid_at) if paid_at is not None else None,
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
