"""What a balance is made of, and what a payment pays off first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from debt.money import Money


class OwedPart(str, Enum):
    """What a balance is made of."""

    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"


DEFAULT_ALLOCATION = tuple(OwedPart)


@dataclass(frozen=True)
class Owed:
    """A balance by its parts, all in one currency.

    Principal is below zero after an overpayment, fees and interest only when one that
    had been paid was taken back.
    """

    fees: Money
    interest: Money
    principal: Money

    @classmethod
    def of_parts(cls, parts: Mapping[OwedPart, Money], currency: str) -> Owed:
        """The parts given, and nothing of the others."""
        zero = Money.zero(currency)
        return cls(
            fees=parts.get(OwedPart.FEES, zero),
            interest=parts.get(OwedPart.INTEREST, zero),
            principal=parts.get(OwedPart.PRINCIPAL, zero),
        )

    @property
    def total(self) -> Money:
        """The balance."""
        return self.fees + self.interest + self.principal

    def of(self, part: OwedPart) -> Money:
        """One of the parts."""
        parts: dict[OwedPart, Money] = {
            OwedPart.FEES: self.fees,
            OwedPart.INTEREST: self.interest,
            OwedPart.PRINCIPAL: self.principal,
        }
        return parts[part]

    def __neg__(self) -> Owed:
        return Owed(-self.fees, -self.interest, -self.principal)

    def __add__(self, other: Owed) -> Owed:
        return Owed(
            self.fees + other.fees,
            self.interest + other.interest,
            self.principal + other.principal,
        )


def allocate(
    amount: Money, owed: Owed, order: Sequence[OwedPart] = DEFAULT_ALLOCATION
) -> Owed:
    """What an amount pays off of each part, in the order given; they add up to it.

    No part is paid more than is owed of it, except that what is left over goes to
    principal.
    """
    left, nothing = amount, Money.zero(amount.currency)
    paid: dict[OwedPart, Money] = {}
    for part in order:
        paid[part] = min(left, max(owed.of(part), nothing))
        left -= paid[part]
    paid[OwedPart.PRINCIPAL] = paid.get(OwedPart.PRINCIPAL, nothing) + left
    return Owed.of_parts(paid, amount.currency)
