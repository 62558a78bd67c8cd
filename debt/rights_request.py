"""What people ask for by right: each with a reference and a day it is answered by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

_WEEK = 7
WARNED_BEFORE = timedelta(days=2)
"""How long before its day the operator is told of a request nobody has answered."""


class RequestKind(str, Enum):
    """What is asked for, or claimed and to be looked into."""

    ATTORNEY = "attorney"
    BANKRUPTCY = "bankruptcy"
    BREATHING_SPACE = "breathing_space"
    COMPLAINT = "complaint"
    DATA_COPY = "data_copy"
    DECEASED = "deceased"
    DISPUTE = "dispute"
    ERASURE = "erasure"
    IDENTITY_THEFT = "identity_theft"
    OLD_DEBT = "old_debt"
    ORIGINAL_CREDITOR = "original_creditor"
    PAYMENT_CLAIM = "payment_claim"
    VALIDATION = "validation"
    VALIDATION_NOTICE = "validation_notice"


# Where no law counts the days, what people were told is what binds.
_DAYS = {
    RequestKind.ATTORNEY: 5,
    RequestKind.BANKRUPTCY: 5,
    RequestKind.BREATHING_SPACE: 5,
    RequestKind.DECEASED: 5,
    RequestKind.DISPUTE: 30,
    RequestKind.IDENTITY_THEFT: 30,
    RequestKind.OLD_DEBT: 10,
    RequestKind.ORIGINAL_CREDITOR: 5,
    RequestKind.PAYMENT_CLAIM: 5,
    RequestKind.VALIDATION: 5,
    # Within five days of the first communication (Reg F 1006.34(a)(1)(i)(B)).
    RequestKind.VALIDATION_NOTICE: 5,
}


@dataclass(frozen=True)
class AnswerTimes:
    """The times that depend on where somebody lives.

    Attributes:
        complaint_weeks: until the full answer (DISP 1.6.2R: eight).
        data_days: until the answer about data (UK GDPR Article 12(3): one month, and
            the shortest has 28 days).
    """

    complaint_weeks: int
    data_days: int

    def due_on(self, kind: RequestKind, today: date) -> date:
        """The last day on which an answer is in time."""
        days = {
            **_DAYS,
            RequestKind.COMPLAINT: self.complaint_weeks * _WEEK,
            RequestKind.DATA_COPY: self.data_days,
            RequestKind.ERASURE: self.data_days,
        }
        return today + timedelta(days=days[kind])


@dataclass(frozen=True)
class RightsRequest:
    """One request in the register.

    Attributes:
        reference: what the person can quote, such as ``Q-7K2M``; of a claim that set
            a block, the block's.
        account_id: what it is about; ``None`` is about no account in particular.
        words: the person's own.
        due_on: the last day on which an answer is in time.
        closed_by: the id of who answered it.
        is_repeated: it was open already when it was asked for again.
    """

    reference: str
    kind: RequestKind
    account_id: str | None
    words: str
    received_at: datetime
    due_on: date
    closed_at: datetime | None = None
    closed_by: str | None = None
    is_repeated: bool = field(default=False, compare=False)
