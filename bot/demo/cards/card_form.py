"""The card form of the hosted page: what was typed, and what the test card does.

Error codes are words for the template, which holds the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from bot.demo.cards.uses import UsedCard

_EXPIRY = re.compile(r"(0?[1-9]|1[0-2])\s*/?\s*(?:20)?([0-9]{2})")
_CENTURY = 2000
_LONGEST_VALIDITY_YEARS = 20


class Outcome(str, Enum):
    """What a charge of a test card comes to; a refusal's value is its reason."""

    PAID = "paid"
    DECLINED = "generic_decline"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "card_expired"
    AUTHENTICATION = "authentication_required"


@dataclass(frozen=True)
class SimulatedCard:
    """One of the numbers that work here; no real card does."""

    brand: str
    funding: str
    outcome: Outcome
    can_be_saved: bool = True


SIMULATED_CARDS: Mapping[str, SimulatedCard] = {
    "4242424242424242": SimulatedCard("visa", "credit", Outcome.PAID),
    "4000056655665556": SimulatedCard("visa", "debit", Outcome.PAID),
    "5555555555554444": SimulatedCard("mastercard", "credit", Outcome.PAID),
    "5105105105105100": SimulatedCard("mastercard", "prepaid", Outcome.PAID),
    "4000000000000002": SimulatedCard("visa", "credit", Outcome.DECLINED, False),
    "4000000000000341": SimulatedCard("visa", "credit", Outcome.DECLINED),
    "4000000000009995": SimulatedCard("visa", "debit", Outcome.INSUFFICIENT_FUNDS),
    "4000000000000069": SimulatedCard("visa", "debit", Outcome.EXPIRED),
    "4000002760003184": SimulatedCard("visa", "credit", Outcome.AUTHENTICATION),
}


@dataclass(frozen=True)
class TypedCard:
    """A card that was typed in, and what becomes of its use.

    Attributes:
        outcome: what a charge comes to while its owner is away.
    """

    card: UsedCard
    outcome: Outcome
    can_be_saved: bool

    @property
    def pays_here(self) -> bool:
        """Whether it pays on the page, where its owner can answer the bank."""
        return self.outcome in (Outcome.PAID, Outcome.AUTHENTICATION)


@dataclass(frozen=True)
class CheckedForm:
    """The form after checking: a card, or at least one error by field name.

    Attributes:
        expiry: as typed, to show again; the other fields are never shown again.
    """

    typed: TypedCard | None
    errors: Mapping[str, str] = field(default_factory=dict)
    expiry: str = ""


def check_form(number: str, expiry: str, code: str, today: date) -> CheckedForm:
    """Check every field, so that all mistakes are shown at once."""
    digits = re.sub(r"[\s-]", "", number)
    found = {
        "number": _number_error(digits),
        "expiry": _expiry_error(expiry.strip(), today),
        "code": _code_error(code.strip()),
    }
    errors = {name: error for name, error in found.items() if error}
    if errors:
        return CheckedForm(None, errors, expiry[:10])
    return CheckedForm(_typed(digits))


def passes_luhn(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    plain = [int(digit) for digit in digits[-1::-2]]
    return (sum(plain) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0


def _typed(digits: str) -> TypedCard:
    card = SIMULATED_CARDS[digits]
    used = UsedCard(digits[-4:], card.brand, card.funding)
    return TypedCard(used, card.outcome, card.can_be_saved)


def _number_error(digits: str) -> str | None:
    if not digits:
        return "missing"
    if not re.fullmatch(r"[0-9]{12,19}", digits) or not passes_luhn(digits):
        return "mistyped"
    return None if digits in SIMULATED_CARDS else "not_a_test_card"


def _expiry_error(expiry: str, today: date) -> str | None:
    if not expiry:
        return "missing"
    match = _EXPIRY.fullmatch(expiry)
    if not match:
        return "mistyped"
    month, year = int(match[1]), _CENTURY + int(match[2])
    if (year, month) < (today.year, today.month):
        return "past"
    return "mistyped" if year > today.year + _LONGEST_VALIDITY_YEARS else None


def _code_error(code: str) -> str | None:
    if not code:
        return "missing"
    return None if re.fullmatch(r"[0-9]{3}", code) else "mistyped"
