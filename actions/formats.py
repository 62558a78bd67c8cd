"""How money and dates are written for a person, by their locale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from debt.money import Money

# "5 December 2026" and "December 5, 2026": never a bare number for the month.
_LONG = "long"


def money(amount: Money, locale: str) -> str:
    """Money with its sign, such as £1,204.50."""
    return amount.format(locale)


def day(value: date, locale: str) -> str:
    """A date nobody can misread, such as 5 December 2026."""
    return str(format_date(value, _LONG, locale=Locale.parse(locale, sep="-")))


def percent(value: Decimal, locale: str) -> str:
    """A rate in percent, such as 21.9%."""
    return f"{format_decimal(value, locale=Locale.parse(locale, sep='-'))}%"
