"""What a person wishes a plan to be, gathered from one message after another.

A later message changes only what it names: "no, make it 40" keeps how often and from
when. The wish stands in a slot as plain text, so that it outlives the turn.
"""

from __future__ import annotations

import re
from datetime import date

from actions.figures import (
    WORDS,
    amount_of,
    amount_text,
    count_of,
    date_of,
    frequency_of,
)
from actions.turn import Turn
from debt.ground import Wish
from debt.money import Money
from debt.plan import PlanTerms
from debt.schedule import Frequency

Named = dict[str, str]

_SUM = ("amount", "count")
# Which figures of a wish a refusal is about.
_REFUSED = {
    "starts_too_early": ("first_date",),
    "starts_too_late": ("first_date",),
    "frequency": ("frequency",),
    **dict.fromkeys(("too_long", "below_minimum", "does_not_add_up"), _SUM),
    **dict.fromkeys(("unaffordable", "above_affordable"), _SUM),
    **dict.fromkeys(("too_large", "other_currency"), _SUM),
}
_CURRENCY = re.compile(
    r"[£$€]|\b(?:pounds?|quid|tenner|fiver|dollars?|bucks?|euros?|gbp|usd|eur)\b",
    re.I,
)
_PAYDAY = re.compile(
    r"\b(?:start\w*|begin\w*|from|after|on|when|until|till|before|each|every)\s(?:\w+\s)?"
    r"(?:pay ?days?|(?:wages?|salary)\b|i'?(?:m| am| get) paid)",
    re.I,
)


def named_in(turn: Turn, *, bare: bool) -> Named:
    """The figures of a plan that a message names.

    Args:
        bare: whether a number by itself is an amount, since one was asked for.
    """
    amount = amount_text(turn) if bare else turn.entity("amount")
    if amount and not _CURRENCY.search(turn.words):
        amount = amount.partition(" ")[0]  # a plain number is in the account's own
    count, often, first = count_of(turn), frequency_of(turn), date_of(turn)
    named = {
        "amount": None if amount in WORDS else amount,
        "count": None if count is None else str(count),
        "frequency": often and often.value,
        "first_date": first and first.isoformat(),
    }
    return {name: value for name, value in named.items() if value}


def names_payday(turn: Turn) -> bool:
    """Whether a message speaks of the day on which the person is paid."""
    return turn.entity("frequency") == "payday" or bool(_PAYDAY.search(turn.words))


def merged(known: Named, named: Named, refused: str | None = None) -> Named:
    """A wish with what is named in place of what it said before.

    The amount and the number of payments say the same thing in two ways, so a new one
    of them forgets the other. What was refused is not asked for again.
    """
    kept = dict(known)
    for name in _REFUSED.get(refused or "", ()):
        kept.pop(name, None)
    if "amount" in named:
        kept.pop("count", None)
    if "count" in named:
        kept.pop("amount", None)
    return {**kept, **named}


def wish_of(named: Named, currency: str) -> Wish:
    """The wish as the services take it.

    Raises:
        OtherCurrency: the amount is in another currency than the account.
    """
    amount = None
    if "amount" in named:
        amount = amount_of(named["amount"], currency)
        if amount is None:
            raise OtherCurrency(named["amount"])
    first = named.get("first_date")
    return Wish(
        amount=amount,
        count=int(named["count"]) if "count" in named else None,
        frequency=Frequency(named["frequency"]) if "frequency" in named else None,
        first_date=date.fromisoformat(first) if first else None,
    )


def named_by(terms: PlanTerms) -> Named:
    """A plan on the table as the wish that would lead to it."""
    return {
        "amount": terms.amount.plain,
        "frequency": terms.frequency.value,
        "first_date": terms.first_date.isoformat(),
    }


class OtherCurrency(Exception):
    """An amount that cannot be read as money of the account."""


def plain(amount: Money | None) -> str | None:
    """An amount as slots and buttons carry it."""
    return amount.plain if amount else None
