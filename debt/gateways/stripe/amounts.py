"""Amounts as Stripe counts them, which is not always as ISO 4217 does.

Source: docs.stripe.com/currencies, "Zero-decimal", "Three-decimal" and "Special cases".
"""

from __future__ import annotations

from decimal import Decimal

from debt.errors import PaymentRefused
from debt.money import Money

# fmt: off
_NO_DECIMALS = frozenset((
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV",
    "XAF", "XOF", "XPF",
))
# fmt: on
_THREE_DECIMALS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
# No decimals any more, but still counted in hundredths that must be zero.
_WHOLE_UNITS = frozenset(("ISK", "UGX"))


def to_stripe(amount: Money) -> int:
    """An amount as a request names it.

    Raises:
        PaymentRefused: Stripe cannot take exactly this amount in its currency.
    """
    places = _places(amount.currency)
    count = amount.decimal.scaleb(places)
    if count % _step(amount.currency):
        raise PaymentRefused(f"Stripe cannot take {amount.plain} exactly.")
    return int(count)


def from_stripe(count: int, currency: str) -> Money:
    """An amount as an answer names it.

    Raises:
        InvalidMoney: no whole number, an unknown currency, or more decimals than the
            currency has.
    """
    code = currency.upper()
    return Money.of(Decimal(count).scaleb(-_places(code)), code)


def _places(currency: str) -> int:
    if currency in _THREE_DECIMALS:
        return 3
    return 0 if currency in _NO_DECIMALS else 2


def _step(currency: str) -> int:
    if currency in _THREE_DECIMALS:
        return 10
    return 100 if currency in _WHOLE_UNITS else 1
