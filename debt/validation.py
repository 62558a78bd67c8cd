"""The validation period: time to ask and to dispute before anything is pressed.

12 CFR 1006.34 and 1006.38: the notice goes out within five days of the first word about
a debt, and then there are thirty days from the day it is taken to have arrived.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from debt.schedule import BusinessDays

NOTICE_DAYS = 5
_RECEIPT_BUSINESS_DAYS = 5
_PERIOD_DAYS = 30


def period_end(sent: date, calendar: BusinessDays) -> date:
    """The last day, if the notice went out on a day (1006.34(b)(5))."""
    received = calendar.after(sent, _RECEIPT_BUSINESS_DAYS)
    return received + timedelta(days=_PERIOD_DAYS)


@dataclass(frozen=True)
class Validation:
    """Where the validation of one account stands.

    Attributes:
        begun_at: when the account was first talked about with the person.
        notice_at: when they got the notice; ``None`` as long as they have not.
        ends_on: the last day of the period, known once the notice is out.
    """

    account_id: str
    begun_at: datetime
    notice_at: datetime | None = None
    ends_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether a day is in the period; without a notice it does not end."""
        return self.ends_on is None or day <= self.ends_on
