"""When a person is paid, so that an instalment falls due while the money is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from debt.schedule import Frequency, add_months, month_end


@dataclass(frozen=True)
class Payday:
    """How often pay comes, and one day on which it does.

    Attributes:
        frequency: month end stands for the last business day of the month.
        known: any one payday; of month end, any day.
    """

    frequency: Frequency
    known: date

    def on_or_after(self, day: date) -> date:
        """The day from which a plan of this frequency follows the pay.

        Somebody paid on the 31st cannot begin with a short month, because the plan
        would then always come before the pay: it begins on the 1st after it.
        """
        if self.frequency is Frequency.MONTH_END:
            return day
        if self.frequency is Frequency.MONTHLY:
            return self._in_months(day)
        step = timedelta(weeks=self.frequency.weeks)
        return self.known + step * -((self.known - day) // step)

    def _in_months(self, day: date) -> date:
        months = (day.year - self.known.year) * 12 + day.month - self.known.month
        paid = add_months(self.known, months)
        if paid < day:
            paid = add_months(self.known, months + 1)
        is_clipped = paid.day < self.known.day
        return month_end(paid) + timedelta(days=1) if is_clipped else paid
