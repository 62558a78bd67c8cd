"""The files for the operator's system: their columns, and how a cell is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timezone
from enum import Enum
from typing import Any

from debt.interchange.text import escaped
from debt.money import Money

# Every row is something that happened: `id` never comes twice, `at` is when.
_EVENT = ("id", "at", "event")
_ACCOUNT = ("reference", "customer")
EXPORTS: Mapping[str, tuple[str, ...]] = {
    "payments": (
        *_EVENT,
        *_ACCOUNT,
        "booked_on",
        "amount",
        "fees",
        "interest",
        "principal",
        "currency",
        "method",
        "payment",
        "returns",
        "reason",
    ),
    "plans": (
        *_EVENT,
        *_ACCOUNT,
        "plan",
        "actor",
        "on",
        "state",
        "total",
        "currency",
        "instalments",
        "frequency",
    ),
    "instalments": (
        *_EVENT,
        *_ACCOUNT,
        "plan",
        "number",
        "due",
        "amount",
        "currency",
    ),
    "promises": (*_EVENT, *_ACCOUNT, "promise", "due", "amount", "currency"),
    "blocks": (*_EVENT, *_ACCOUNT, "block", "kind", "reason"),
    "contacts": (*_EVENT, "customer", "conversation"),
    "handoffs": (*_EVENT, "customer", "ticket", "reason", "agent"),
}


def cell(value: object) -> str:
    """A value as every file writes it.

    Amounts are plain decimals, moments ISO in UTC, days ISO, and text cannot run as a
    formula.
    """
    if value is None:
        return ""
    if isinstance(value, Money):
        return str(value.decimal)
    if isinstance(value, datetime):
        moment = value.astimezone(timezone.utc).replace(tzinfo=None)
        return moment.isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return escaped(str(value)) if isinstance(value, str) else str(value)


def line(name: str, event: Mapping[str, Any]) -> list[str]:
    """One row of a file, in the order of its columns."""
    return [cell(event.get(column)) for column in EXPORTS[name]]
