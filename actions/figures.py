"""Figures a person names: amounts, counts, dates, as the entities carry them."""

from __future__ import annotations

import re
from datetime import date

from actions.turn import Turn
from debt.account import AccountSummary
from debt.errors import InvalidMoney
from debt.money import Money
from debt.schedule import Frequency

# The words that stand for an amount only the ledger knows.
WORDS = ("half", "all", "minimum")

_SUM = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d{1,6}(?:\.\d{2})?")
_BARE_NUMBER = re.compile(r"^\W*(\d{1,6}(?:[.,]\d{2})?)\W*$")


def amount_text(turn: Turn) -> str | None:
    """The amount named in the message: `50.00 GBP`, or one of WORDS.

    Where an amount has been asked for, a bare number is one.
    """
    found = turn.entity("amount")
    if found is not None:
        return found
    bare = _BARE_NUMBER.match(turn.text)
    return bare[1].replace(",", ".") if bare else None


def is_bare_answer(turn: Turn) -> bool:
    """Whether a message is hardly more than figures, such as `£50` or `50 please`.

    It answers the question just asked, whatever else it may be taken for.
    """
    rest = turn.text
    spans = [(e["start"], e["end"]) for e in turn.entities if "start" in e]
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + rest[end:]
    return bool(spans) and len(rest.split()) <= 1


def amount_of(text: str, currency: str) -> Money | None:
    """Read `50.00 GBP` or `50.00`; None for another currency or no amount at all."""
    number, _, named = text.partition(" ")
    if named and named != currency:
        return None
    try:
        return Money.parse(number, currency)
    except InvalidMoney:
        return None


def count_of(turn: Turn) -> int | None:
    """How many instalments: said as a number, or as months of a monthly plan."""
    for entity in ("count", "duration_months"):
        text = turn.entity(entity)
        if text is not None and text.isdigit():
            return int(text)
    return None


def frequency_of(turn: Turn) -> Frequency | None:
    """How often; "on payday" says when, not how often, so it is left to be asked."""
    text = turn.entity("frequency")
    return Frequency(text) if text in {f.value for f in Frequency} else None


def date_of(turn: Turn) -> date | None:
    """The day named in the message."""
    text = turn.entity("date")
    return date.fromisoformat(text) if text else None


def amount_named(turn: Turn, account: AccountSummary) -> Money | None:
    """The sum in the message, where it is one and of the account's currency."""
    return amount_of(amount_text(turn) or "", account.balance.currency)


def sums_in(text: str, currency: str) -> list[Money]:
    """Every number of a text as an amount: "why 612 and not 540" names two."""
    numbers = (each.replace(",", "") for each in _SUM.findall(text))
    found = (amount_of(number, currency) for number in numbers)
    return [each for each in found if each is not None]
