"""The events that are still to be told to the merchant."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime

from bot.demo.cards.database import CardDatabase, seconds
from bot.demo.cards.events import Delivery, EventType, event_body, wait_after


def record(
    connection: sqlite3.Connection, kind: EventType, use_id: str, now: datetime
) -> None:
    """Write an event down, in the transaction of the change it tells of."""
    event_id = f"evt_{secrets.token_hex(12)}"
    body = event_body(event_id, kind, use_id, seconds(now))
    connection.execute(
        "INSERT INTO delivery (id, use_id, body, next_attempt_at) VALUES (?, ?, ?, ?)",
        (event_id, use_id, body, seconds(now)),
    )


class Outbox:
    """Deliveries that are due, and what came of them."""

    def __init__(self, database: CardDatabase) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """The events to send now, those that wait longest first."""
        rows = self._database.rows(
            "SELECT delivery.id, webhook_url, body, attempts FROM delivery"
            " JOIN card_use ON card_use.id = use_id"
            " WHERE next_attempt_at <= ? ORDER BY next_attempt_at LIMIT ?",
            seconds(now),
            limit,
        )
        return [Delivery(row[0], row[1], row[2].encode(), row[3]) for row in rows]

    def delivered(self, delivery: Delivery, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(
                "UPDATE delivery SET attempts = ?, next_attempt_at = NULL,"
                " delivered_at = ? WHERE id = ?",
                (delivery.attempts + 1, seconds(now), delivery.event_id),
            )

    def not_delivered(self, delivery: Delivery, now: datetime) -> bool:
        """Plan the next attempt. False when there will be none."""
        attempts = delivery.attempts + 1
        wait = wait_after(attempts)
        next_attempt = seconds(now + wait) if wait else None
        with self._database.write() as connection:
            connection.execute(
                "UPDATE delivery SET attempts = ?, next_attempt_at = ? WHERE id = ?",
                (attempts, next_attempt, delivery.event_id),
            )
        return wait is not None
