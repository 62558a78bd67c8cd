"""Closing an account for less than the balance, where the creditor allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from debt.account import Account
from debt.money import Money
from debt.policy import SettlementLimits


@dataclass(frozen=True)
class SettlementOffer:
    """Pay ``amount`` by ``expires_on`` and nothing is left (FCA CONC 7.4.2).

    Attributes:
        percent_off: how much of the balance is taken off.
        saves: the balance less the amount.
        remaining: what is owed afterwards: zero, always.
    """

    account_id: str
    amount: Money
    percent_off: int
    saves: Money
    expires_on: date

    @property
    def remaining(self) -> Money:
        return Money.zero(self.amount.currency)


def percent_off(account: Account, limits: SettlementLimits) -> int:
    """What the creditor decided for the account, or else the operator's policy."""
    decided = account.settlement_percent
    return limits.lump_percent if decided is None else decided


def settlement_amount(balance: Money, percent: int) -> Money:
    """What is left to pay: the balance less the discount, never below one unit."""
    return max(balance - balance.percent(percent), Money(1, balance.currency))
