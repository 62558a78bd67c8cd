"""Who owes what to whom: the parties, the account, and how it is summarised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from debt.interest import InterestTerms
from debt.money import Money
from debt.rights import BlockKind
from debt.schedule import Instalment

_SOFT_DAYS = 60


class ContactKind(str, Enum):
    """How a message reaches a contact."""

    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True)
class Contact:
    """A telephone number (E.164) or e-mail address on file."""

    kind: ContactKind
    address: str


@dataclass(frozen=True)
class Creditor:
    """The company the debt is owed to.

    Attributes:
        information: where a person can check the debt, shown before any payment
            (Visa rules for debt collection, MCC 7322).
    """

    id: str
    name: str
    information: str = ""


@dataclass(frozen=True)
class Debtor:
    """A person on file; contacts are in order of preference.

    Attributes:
        jurisdiction: under which law their debts are, such as ``GB`` or ``US-NY``;
            None where we were not told.
    """

    id: str
    name: str
    date_of_birth: date
    postcode: str
    locale: str = "en-GB"
    zone: str = "Europe/London"
    contacts: tuple[Contact, ...] = ()
    jurisdiction: str | None = None


def country_of(locale: str) -> str:
    """The country part of a locale: ``GB`` of ``en-GB``."""
    return locale.partition("-")[2]


@dataclass(frozen=True)
class Account:
    """One debt of one person to one creditor.

    Attributes:
        reference: the full reference as printed on letters.
        last4: the last characters of the card or agreement, safe to show.
        itemisation_date: the day the itemisation counts from (Reg F 1006.34(b)(3)).
        instalment: what the agreement asks for on each statement.
        litigation_on: the day it was placed with counsel, if it was.
        charged_off_on: the day the creditor charged it off, if it did.
        settlement_percent: percent off the creditor allows in settlement; ``None``
            leaves it to the operator's policy for the phase, 0 allows none.
        interest: what the contract says about interest; ``None`` charges none.
        acknowledged_on: the day the person last admitted it in writing, if known.
        limitation_on: the day from which no court can be asked, if the creditor says.
    """

    id: str
    reference: str
    debtor_id: str
    creditor: Creditor
    product: str
    last4: str
    currency: str
    opened_on: date
    itemisation_date: date
    instalment: Money
    litigation_on: date | None = None
    charged_off_on: date | None = None
    settlement_percent: int | None = None
    interest: InterestTerms | None = None
    acknowledged_on: date | None = None
    limitation_on: date | None = None

    @property
    def masked_reference(self) -> str:
        characters = [each for each in self.reference if each.isalnum()]
        return "••" + "".join(characters[-4:])


class Phase(str, Enum):
    """Where in collection an account stands."""

    SOFT = "soft"
    PRE_LITIGATION = "pre_litigation"
    LITIGATION = "litigation"
    RECOVERY = "recovery"


def phase_of(account: Account, days_past_due: int) -> Phase:
    """The phase: what was done to the account outranks how late it is.

    Soft up to 60 days late, pre-litigation after that; litigation and recovery begin
    only when the account was placed with counsel or charged off.
    """
    if account.litigation_on:
        return Phase.LITIGATION
    if account.charged_off_on:
        return Phase.RECOVERY
    return Phase.SOFT if days_past_due <= _SOFT_DAYS else Phase.PRE_LITIGATION


class AccountStatus(str, Enum):
    """The one word a summary uses for an account."""

    CURRENT = "current"
    OVERDUE = "overdue"
    PLAN = "plan"
    DISPUTE = "dispute"
    HOLD = "hold"
    SETTLED = "settled"


def status_of(
    balance: Money, past_due: Money, blocked: set[BlockKind], on_plan: bool
) -> AccountStatus:
    """What matters most about an account: settled, blocked, on a plan, then arrears."""
    if balance.minor <= 0:
        return AccountStatus.SETTLED
    if blocked:
        disputed = BlockKind.DISPUTE in blocked
        return AccountStatus.DISPUTE if disputed else AccountStatus.HOLD
    if on_plan:
        return AccountStatus.PLAN
    return AccountStatus.OVERDUE if past_due else AccountStatus.CURRENT


@dataclass(frozen=True)
class AccountSummary:
    """One line of the whole-debt summary.

    Attributes:
        reference: masked, safe to show.
        past_due: what would bring the account up to date.
        next_due: the next amount expected, from the plan if there is one.
    """

    account_id: str
    reference: str
    creditor: str
    product: str
    last4: str
    balance: Money
    past_due: Money
    days_past_due: int
    phase: Phase
    status: AccountStatus
    next_due: Instalment | None
