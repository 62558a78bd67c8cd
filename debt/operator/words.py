"""What the operator says of itself, and of the law, to somebody in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum

from debt.operator.hours import Desk

OTHER_PRODUCT = "other"
"""The product under which years stand for all that are not named."""


class Role(str, Enum):
    """For whom the operator collects."""

    THIRD_PARTY = "third_party"
    FIRST_PARTY = "first_party"


class Texts(str, Enum):
    """Which approved texts are for a place, the most careful first."""

    GENERAL = "general"
    US = "us"
    UK = "uk"


class TimeBarred(str, Enum):
    """Which text tells of a debt too old for a court, the most careful first.

    ``may_revive``: paying or admitting it could start the time again, as in many
    states of the US. ``new_york_city``: the words that city prescribes.
    ``unenforceable``: no court can be asked any more, and paying does not change that.
    """

    MAY_REVIVE = "may_revive"
    NEW_YORK_CITY = "new_york_city"
    UNENFORCEABLE = "unenforceable"


@dataclass(frozen=True)
class Words:
    """Everything that depends on whose assistant this is and where somebody lives.

    A text is a phrase that fits inside a sentence, such as ``the Financial Ombudsman
    Service``. The names are those of ``operator.toml`` and of the placeholders in the
    responses.

    Attributes:
        place: where this holds, in short, such as ``UK``.
        licence: the line that shows under which authority the operator works.
        complaint_weeks: within how many a complaint has its full answer.
        data_days: within how many days a request about data is answered.
        always_discloses: the collector's disclosure is given whatever the role.
        limitation_years: after how many a debt is too old for a court, by product.
    """

    place: str
    company: str
    role: Role
    company_phone: str
    company_address: str
    company_email: str
    company_website: str
    licence: str
    regulator: str
    regulator_contact: str
    ombudsman: str
    ombudsman_contact: str
    complaint_contact: str
    complaint_weeks: int
    advice: str
    crisis_line: str
    emergency: str
    fraud_report: str
    data_contact: str
    data_days: int
    texts: Texts
    time_barred: TimeBarred
    always_discloses: bool
    limitation_years: tuple[tuple[str, int], ...]
    desk: Desk

    @property
    def discloses_collector(self) -> bool:
        """Whether people are told that a debt collector talks to them (Reg F
        1006.18(e) binds who collects for others)."""
        return self.role is Role.THIRD_PARTY or self.always_discloses

    def years_until_barred(self, product: str) -> int:
        """After how many years a debt of this product is too old for a court."""
        years = dict(self.limitation_years)
        return years.get(product.casefold(), years[OTHER_PRODUCT])


PHRASES = tuple(each.name for each in fields(Words) if each.type == "str")
"""The names of what is said in words."""
NUMBERS = tuple(each.name for each in fields(Words) if each.type == "int")
"""The names of what is said as a number."""
