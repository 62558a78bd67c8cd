"""Amounts as people and spreadsheets write them; what could be two sums is refused."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache

from babel.numbers import get_currency_symbol

from debt.errors import InvalidMoney
from debt.interchange.problems import Unfit
from debt.money import Money

_GROUP_SPACE = re.compile(r"(?<=[0-9])[\s'\u2019](?=[0-9]{3}(?![0-9]))")
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_MARKED = re.compile(r"[0-9.,]+")
_CURRENCY = re.compile(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])|[$£€¥₹₽₩₪₫₱₴₺₦]")
_GROUPED = r"([0-9]{{1,15}}|[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}}){{1,4}})"


class DecimalMark(str, Enum):
    """What stands before the pence; the other one groups thousands."""

    POINT = "point"
    COMMA = "comma"


_WRITTEN = {
    DecimalMark.POINT: re.compile(_GROUPED.format(group=",") + r"(?:\.([0-9]{1,6}))?"),
    DecimalMark.COMMA: re.compile(_GROUPED.format(group=r"\.") + r"(?:,([0-9]{1,6}))?"),
}


def marks_of(text: str) -> frozenset[DecimalMark]:
    """The decimal marks that give this text a meaning of its own.

    Empty where the mark makes no difference (``1234``), both where it would be another
    amount with each (``1.234``).
    """
    readings = _readings(_bare(text)[0])
    return frozenset(readings if len(set(readings.values())) == len(readings) else ())


@lru_cache(maxsize=10_000)
def read_amount(text: str, currency: str, mark: DecimalMark | None) -> Money:
    """An exact amount: ``1.234,50``, ``£1,234.50``, ``(12.50)``, ``12.50-``.

    Raises:
        Unfit: not an amount, of another currency, with too many decimals, or one that
            could be two amounts while the decimal mark is unknown.
    """
    bare, is_negative, stated = _bare(text)
    if stated and bare[:1].isdigit() and not _names(stated, currency):
        raise Unfit(f"is marked {stated}, but the currency is {currency}")
    written = _WRITTEN[mark].fullmatch(bare) if mark else None
    if written:
        amount = _decimal(written[1], written[2])
    else:
        amount = _choose(_readings(bare), bare, mark)
    try:
        return Money.of(-amount if is_negative else amount, currency)
    except InvalidMoney:
        raise Unfit(f"has more decimals than {currency}") from None


def _choose(
    readings: dict[DecimalMark, Decimal], bare: str, mark: DecimalMark | None
) -> Decimal:
    if _SCIENTIFIC.fullmatch(bare):
        raise Unfit("is in scientific notation; show all digits")
    if mark and readings:
        raise Unfit(f"is not written with a decimal {mark.value}, as the file is")
    if not readings:
        raise Unfit("is not an amount")
    if len(set(readings.values())) > 1:
        one, other = sorted(readings.values())
        raise Unfit(
            f"could be {one} or {other}; give --decimal point or --decimal comma"
        )
    return next(iter(readings.values()))


def _readings(bare: str) -> dict[DecimalMark, Decimal]:
    """What the text means with each decimal mark it could be written with."""
    found = ((mark, shape.fullmatch(bare)) for mark, shape in _WRITTEN.items())
    return {mark: _decimal(match[1], match[2]) for mark, match in found if match}


def _decimal(whole: str, decimals: str | None) -> Decimal:
    digits = whole.replace(",", "").replace(".", "")
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def _bare(text: str) -> tuple[str, bool, str]:
    """Digits and marks alone, whether it is below zero, and the currency stated."""
    if _MARKED.fullmatch(text):
        return text, False, ""
    stated = (
        _CURRENCY.search(text) if not text[0].isdigit() or text[-1:] > "9" else None
    )
    if stated:
        text = (text[: stated.start()] + text[stated.end() :]).strip()
    text = text.replace("\N{MINUS SIGN}", "-")
    is_negative = text[:1] + text[-1:] == "()" or "-" in (text[:1], text[-1:])
    if is_negative:
        text = text.removeprefix("(").removesuffix(")").strip("- ")
    return _GROUP_SPACE.sub("", text), is_negative, stated[0] if stated else ""


@cache
def _names(stated: str, currency: str) -> bool:
    """Whether a code or a symbol can stand for the currency: ``$`` for AUD too."""
    if stated.isalpha():
        return stated.upper() == currency
    return str(get_currency_symbol(currency, "en")).endswith(stated)
