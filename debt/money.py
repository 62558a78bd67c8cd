"""Amounts of money as whole minor units of one currency. Never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, total_ordering
from math import ceil

from babel.numbers import (
    format_currency,
    get_currency_precision,
    list_currencies,
)

from debt.errors import CurrencyMismatch, InvalidMoney

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")


@cache
def exponent(currency: str) -> int:
    """The number of decimals of a currency: 2 for GBP, 0 for JPY, 3 for KWD.

    Raises:
        InvalidMoney: the code is not an ISO 4217 currency.
    """
    if currency not in list_currencies():
        raise InvalidMoney(currency)
    return int(get_currency_precision(currency))


@total_ordering
@dataclass(frozen=True)
class Money:
    """An exact amount, ordered and added only within its own currency.

    Attributes:
        minor: the amount in minor units (pence, cents); may be negative.
        currency: the ISO 4217 code, three capital letters.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise InvalidMoney(repr(self.minor))
        exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a plain number such as ``612.40``: no symbol, no grouping.

        Raises:
            InvalidMoney: not a plain number, or more decimals than the currency has.
        """
        if not _PLAIN_NUMBER.fullmatch(text):
            raise InvalidMoney(text)
        return cls.of(Decimal(text), currency)

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """The exact amount in major units; refuses to round.

        Raises:
            InvalidMoney: not finite, or more decimals than the currency has.
        """
        if not amount.is_finite():
            raise InvalidMoney(str(amount))
        minor = amount.scaleb(exponent(currency))
        if minor != minor.to_integral_value():
            raise InvalidMoney(str(amount))
        return cls(int(minor), currency)

    @classmethod
    def at_least(cls, amount: Decimal, currency: str) -> Money:
        """The least amount of the currency that is not below: ¥3 for 2.50."""
        return cls(ceil(amount.scaleb(exponent(currency))), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @property
    def plain(self) -> str:
        """The amount for programs and operators, the same everywhere: ``12.50 GBP``."""
        return f"{self.decimal} {self.currency}"

    def format(self, locale: str) -> str:
        """The amount as people of a locale write it: ``£1,612.40`` for en-GB."""
        return str(
            format_currency(
                self.decimal, self.currency, locale=locale.replace("-", "_")
            )
        )

    def split(self, parts: int) -> tuple[Money, ...]:
        """Equal parts that add up exactly; the last part takes the remainder.

        Raises:
            ValueError: fewer than one part.
        """
        if parts < 1:
            raise ValueError(parts)
        share = self.minor // parts
        last = self.minor - share * (parts - 1)
        return (Money(share, self.currency),) * (parts - 1) + (
            Money(last, self.currency),
        )

    def percent(self, percent: int) -> Money:
        """That many hundredths of the amount, rounded half to even once."""
        exact = Decimal(self.minor) * percent / 100
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)), self.currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.minor * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)


def total(amounts: tuple[Money, ...] | list[Money], currency: str) -> Money:
    """The sum of any number of amounts, zero of the currency when there is none."""
    return sum(amounts, Money.zero(currency))
