"""Alarms: what a person of the operator must look at, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class AlarmKind(str, Enum):
    """What is wrong."""

    QUARANTINED = "quarantined"
    OVERPAID = "overpaid"
    PAID_WHILE_BLOCKED = "paid_while_blocked"
    CHARGE_REFUSED = "charge_refused"
    REFUND_STUCK = "refund_stuck"
    DIFFERENCE = "difference"
    LEDGER = "ledger"
    REQUEST_DUE = "request_due"


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong; of a kind and reference only one is open at a time.

    Attributes:
        reference: the payment it is about, ours or else the provider's; of the
            ledger, the account or entry; of a request by right, its own.
        detail: what was expected and found, for the operator's own people.
        closed_at: when it was put right; ``None`` while it is open.
    """

    id: str
    kind: AlarmKind
    reference: str
    detail: str
    opened_at: datetime
    closed_at: datetime | None = None
