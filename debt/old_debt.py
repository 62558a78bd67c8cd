"""Debts too old for a court: what is known of their age, and how that is judged.

Nobody is sued over one or threatened with it (Reg F 1006.26(b)), and nobody pays one
without having been told (CONC 7.15, and the law of several states).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from debt.schedule import add_months


@dataclass(frozen=True)
class Age:
    """What the age of a debt is counted from.

    Attributes:
        began_on: the day of the first amount missed, or where that is not known the day
            the account was opened.
        renewed_on: days that begin it again: of a payment, of a word in writing that it
            is owed.
        limitation_on: the first day on which it is too old, if the creditor says so.
    """

    began_on: date
    renewed_on: tuple[date, ...] = ()
    limitation_on: date | None = None

    def barred_on(self, years: int) -> date:
        """The first day on which it is too old; an unknown history makes it old.

        What happens later does not make it young again: a payment could have been made
        by somebody who did not know.
        """
        if self.limitation_on:
            return self.limitation_on
        return _end(self.began_on, self.renewed_on, years)


def _end(began: date, renewed_on: Iterable[date], years: int) -> date:
    end = add_months(began, 12 * years)
    for each in sorted(renewed_on):
        if each < end:
            end = max(end, add_months(each, 12 * years))
    return end
