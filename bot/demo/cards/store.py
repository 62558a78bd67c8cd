"""Where uses of cards are kept.

Every change of a use and the event that tells of it are one transaction, so news is
never lost and never invented. Only a page that still takes cards is changed, which
makes a second press of the button harmless.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.demo.cards.card_form import Outcome
from bot.demo.cards.database import CardDatabase, moment, seconds
from bot.demo.cards.events import EventType
from bot.demo.cards.outbox import record
from bot.demo.cards.uses import (
    LIFETIME,
    CardUse,
    DisputeState,
    InvalidRequest,
    UsedCard,
    UseKind,
    UseState,
    Wanted,
)
from debt.money import Money

PAGE_SIZE = 50


class KeyReused(Exception):
    """The idempotency key was already used for a different request."""


class CardStore:
    """All reads and writes. Methods are blocking, and safe in any thread."""

    def __init__(self, database: CardDatabase) -> None:
        self._database = database

    def create(self, wanted: Wanted, key: str, now: datetime) -> CardUse:
        """Open a page or charge a saved card, once for each key.

        Raises:
            KeyReused: the key came with another request before.
            InvalidRequest: there is no such saved card.
        """

        def make(connection: sqlite3.Connection) -> str:
            use_id = f"{wanted.kind.value}_{secrets.token_urlsafe(18)}"
            is_page = wanted.kind is not UseKind.CHARGE
            row = _row_of(wanted) | {
                "id": use_id,
                "state": UseState.OPEN.value,
                "created_at": seconds(now),
                "expires_at": seconds(now + LIFETIME) if is_page else None,
            }
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(
                f"INSERT INTO card_use ({names}) VALUES ({marks})",  # noqa: S608
                row,
            )
            if not is_page:
                _charge(connection, use_id, wanted, now)
            return use_id

        return self._once(key, _row_of(wanted), make)

    def refund(self, use_id: str, amount: Money, key: str, now: datetime) -> CardUse:
        """Give back an amount of a payment, once for each key.

        Raises:
            KeyReused: the key came with another request before.
            InvalidRequest: not paid, or less is left to be given back.
        """

        def give_back(connection: sqlite3.Connection) -> str:
            changed = connection.execute(
                "UPDATE card_use SET refunded = refunded + :amount WHERE id = :id"
                " AND state = 'paid' AND currency = :currency"
                " AND refunded + :amount <= amount",
                request,
            ).rowcount
            if not changed:
                raise InvalidRequest("amount")
            record(connection, EventType.REFUNDED, use_id, now)
            return use_id

        request = asdict(amount) | {"amount": amount.minor, "id": use_id}
        return self._once(key, request, give_back)

    def find(self, use_id: str) -> CardUse | None:
        rows = self._database.rows("SELECT * FROM card_use WHERE id = ?", use_id)
        return _use(rows[0]) if rows else None

    def payments(
        self, reference: str | None, since: datetime | None, before: str | None
    ) -> list[CardUse]:
        """Payments, the newest first; one more than a page when there is another."""
        rows = self._database.rows(
            "SELECT * FROM card_use WHERE kind != 'su'"
            " AND (?1 IS NULL OR merchant_reference = ?1)"
            " AND (?2 IS NULL OR created_at >= ?2)"
            " AND (?3 IS NULL"
            "      OR number < (SELECT number FROM card_use WHERE id = ?3))"
            " ORDER BY number DESC LIMIT ?4",
            reference,
            since and seconds(since),
            before,
            PAGE_SIZE + 1,
        )
        return [_use(row) for row in rows]

    def pay(self, use_id: str, card: UsedCard, now: datetime) -> bool:
        """Mark a page as paid. False when it could not be paid any more."""
        changes = asdict(card) | {"state": UseState.PAID.value, "paid_at": seconds(now)}
        with self._database.write() as connection:
            changed = _change_page(connection, use_id, now, changes)
            if changed:
                record(connection, EventType.PAID, use_id, now)
        return changed

    def save_card(
        self, use_id: str, card: UsedCard, outcome: Outcome, now: datetime
    ) -> bool:
        """Keep the card for later. False when the page took no card any more."""
        name = f"card_{secrets.token_urlsafe(12)}"
        changes = asdict(card) | {"state": UseState.DONE.value, "saved_as": name}
        with self._database.write() as connection:
            changed = _change_page(connection, use_id, now, changes)
            if changed:
                connection.execute(
                    "INSERT INTO saved_card VALUES (?, ?, ?, ?, ?)",
                    (name, *asdict(card).values(), outcome.value),
                )
                record(connection, EventType.SAVED, use_id, now)
        return changed

    def decline(self, use_id: str, outcome: Outcome, now: datetime) -> bool:
        """Note that a card was declined. False when no card could be tried."""
        changes = {"state": UseState.DECLINED.value, "decline": outcome.value}
        with self._database.write() as connection:
            changed = _change_page(connection, use_id, now, changes)
            if changed and use_id.startswith(UseKind.CHECKOUT.value):
                record(connection, EventType.DECLINED, use_id, now)
        return changed

    def forget(self, card: str) -> None:
        with self._database.write() as connection:
            connection.execute("DELETE FROM saved_card WHERE id = ?", (card,))

    def dispute(self, use_id: str, state: DisputeState, now: datetime) -> bool:
        """What the card's bank decides. False when there is nothing to dispute."""
        with self._database.write() as connection:
            changed = connection.execute(
                "UPDATE card_use SET dispute = ? WHERE id = ? AND state = 'paid'",
                (state.value, use_id),
            ).rowcount
            if changed:
                record(connection, EventType.DISPUTED, use_id, now)
        return changed == 1

    def close(self, checkout_id: str) -> None:
        """Close a checkout that was not paid, at the merchant's wish."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE card_use SET state = 'expired'"
                " WHERE id = ? AND state IN ('open', 'declined')",
                (checkout_id,),
            )

    def expire_due(self, now: datetime) -> int:
        """Close every page whose time is over; returns how many."""
        with self._database.write() as connection:
            due = connection.execute(
                "UPDATE card_use SET state = 'expired'"
                " WHERE state IN ('open', 'declined') AND expires_at <= ?"
                " RETURNING id, kind",
                (seconds(now),),
            ).fetchall()
            for use_id, kind in due:
                is_setup = kind == UseKind.SETUP.value
                expired = EventType.SETUP_EXPIRED if is_setup else EventType.EXPIRED
                record(connection, expired, use_id, now)
        return len(due)

    def _once(
        self,
        key: str,
        request: dict[str, Any],
        act: Callable[[sqlite3.Connection], str],
    ) -> CardUse:
        canonical = json.dumps(request, sort_keys=True)
        fingerprint = hashlib.sha256(canonical.encode()).hexdigest()
        with self._database.write() as connection:
            known = connection.execute(
                "SELECT request_hash, use_id FROM written WHERE idempotency_key = ?",
                (key,),
            ).fetchone()
            if known and known["request_hash"] != fingerprint:
                raise KeyReused
            use_id = known["use_id"] if known else act(connection)
            connection.execute(
                "INSERT INTO written VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (key, fingerprint, use_id),
            )
            row = connection.execute(
                "SELECT * FROM card_use WHERE id = ?", (use_id,)
            ).fetchone()
        return _use(row)


def _change_page(
    connection: sqlite3.Connection,
    use_id: str,
    now: datetime,
    changes: Mapping[str, str | int],
) -> bool:
    """Change a page that still takes cards; the names of columns are our own."""
    values = {"decline": None, **changes}
    columns = ", ".join(f"{name} = :{name}" for name in values)
    changed = connection.execute(
        f"UPDATE card_use SET {columns} WHERE id = :id"  # noqa: S608
        " AND state IN ('open', 'declined') AND expires_at > :now",
        {"id": use_id, "now": seconds(now), **values},
    ).rowcount
    return changed == 1


def _charge(
    connection: sqlite3.Connection, use_id: str, wanted: Wanted, now: datetime
) -> None:
    card = connection.execute(
        "SELECT * FROM saved_card WHERE id = ?", (wanted.card,)
    ).fetchone()
    if card is None:
        raise InvalidRequest("card")
    paid = card["outcome"] == Outcome.PAID.value
    connection.execute(
        "UPDATE card_use SET state = ?, decline = ?, paid_at = ?, last4 = ?,"
        " brand = ?, funding = ? WHERE id = ?",
        (
            (UseState.PAID if paid else UseState.DECLINED).value,
            None if paid else card["outcome"],
            seconds(now) if paid else None,
            *(card[name] for name in ("last4", "brand", "funding")),
            use_id,
        ),
    )
    record(connection, EventType.PAID if paid else EventType.DECLINED, use_id, now)


def _row_of(wanted: Wanted) -> dict[str, Any]:
    amount = {
        "amount": wanted.amount and wanted.amount.minor,
        "currency": wanted.amount and wanted.amount.currency,
    }
    return asdict(wanted) | amount | {"kind": wanted.kind.value}


def _use(row: sqlite3.Row) -> CardUse:
    amount = Money(row["amount"], row["currency"]) if row["amount"] else None
    used = UsedCard(row["last4"], row["brand"], row["funding"])
    return CardUse(
        id=row["id"],
        request=Wanted(
            kind=UseKind(row["kind"]),
            amount=amount,
            merchant_reference=row["merchant_reference"],
            description=row["description"],
            creditor=row["creditor"],
            return_url=row["return_url"],
            card=row["card"],
            webhook_url=row["webhook_url"],
        ),
        state=UseState(row["state"]),
        expires_at=moment(row["expires_at"]),
        card=used if row["last4"] else None,
        saved_as=row["saved_as"],
        paid_at=moment(row["paid_at"]),
        decline=row["decline"],
        refunded=row["refunded"],
        dispute=DisputeState(row["dispute"]) if row["dispute"] else None,
    )
