"""Everything that is on file about one person, read from every table there is.

A table that is added later is in it by itself: whatever names a debtor or one of their
accounts is theirs. Numbers of rows, hashes and keys say nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, or_, select
from sqlalchemy.orm import Session

from debt.identity import Verification, VerifiedDebtor
from debt.ledger import Entry
from debt.money import Money
from debt.store import accounts, ledger
from debt.store.tables import Base, TicketRow

Record = tuple[datetime | date | None, dict[str, str]]

# Balances follow from the movements, which are read from the ledger itself; what a
# stranger said who was reached by mistake is the stranger's.
_LEFT_OUT = {"ledger_entry", "posting", "ledger_balance", "wrong_party"}
_TECHNICAL = ("_id", "_hash", "_key", "_url")
_TECHNICAL_NAMES = {"id", "key", "url", "token", "version", "fence", "subject"}


def records_of(
    tx: Session, debtor: VerifiedDebtor, stretches: Sequence[Verification]
) -> Iterator[tuple[str, list[Record]]]:
    """The name of each table that has rows of the person, and those rows.

    Args:
        stretches: when conversations were with this person; tickets name no debtor.
    """
    owned = accounts.accounts_of(tx, debtor)
    currency = owned[0].currency if owned else ""
    for table in Base.metadata.sorted_tables:
        mine = _mine(table, debtor.id, [each.id for each in owned])
        if table.name == TicketRow.__tablename__:
            mine = _said_in(stretches)
        if mine is None or table.name in _LEFT_OUT:
            continue
        rows = tx.execute(select(table).where(mine)).mappings()
        found = [_record(table, dict(row), currency) for row in rows]
        if found:
            yield table.name, found
    for account in owned:
        entries = ledger.entries_of(tx, account)
        yield "movement", [_movement(entry) for entry in entries]


def _mine(
    table: Table, debtor_id: str, account_ids: list[str]
) -> ColumnElement[bool] | None:
    columns = table.columns
    conditions = []
    if table.name == "debtor":
        conditions.append(columns["id"] == debtor_id)
    for name in ("debtor_id", "subject"):
        if name in columns:
            conditions.append(columns[name] == debtor_id)
    if "account_id" in columns:
        conditions.append(columns["account_id"].in_(account_ids))
    return or_(*conditions) if conditions else None


def _said_in(stretches: Sequence[Verification]) -> ColumnElement[bool] | None:
    within = [
        and_(
            TicketRow.conversation_id == each.conversation_id,
            TicketRow.waiting_since >= each.began_at,
            TicketRow.waiting_since < each.ended_at,
        )
        for each in stretches
    ]
    return or_(*within) if within else None


def _record(table: Table, row: dict[str, Any], currency: str) -> Record:
    currency = str(row.get("currency") or currency)
    shown = {
        column.name: _written(column, row[column.name], currency)
        for column in table.columns
        if row[column.name] is not None and not _is_technical(column.name)
    }
    moments = [value for value in row.values() if isinstance(value, date)]
    return (moments[0] if moments else None), shown


def _is_technical(name: str) -> bool:
    return name in _TECHNICAL_NAMES or name.endswith(_TECHNICAL)


def _written(column: Column[Any], value: Any, currency: str) -> str:
    if column.name.endswith("_minor") and currency:
        return str(Money(value, currency).decimal)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return str(value.value if isinstance(value, Enum) else value)


def _movement(entry: Entry) -> Record:
    amount = f"{entry.amount.decimal} {entry.amount.currency}"
    return entry.booking.booked_on, {"kind": entry.kind.value, "amount": amount}
