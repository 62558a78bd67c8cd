"""Which of the payments on record a person means."""

from __future__ import annotations

from datetime import timedelta

from actions.figures import amount_of, amount_text, date_of
from actions.turn import Turn
from debt.payment_history import PaymentLine

# A bank may take so long from the day a person remembers to the day it is booked.
_DAYS_ON_THE_WAY = timedelta(days=5)


def named_lines(
    lines: tuple[PaymentLine, ...], turn: Turn, currency: str
) -> tuple[PaymentLine, ...]:
    """Those of the amount and about the day that the message names; else all."""
    amount = amount_of(amount_text(turn) or "", currency)
    on = date_of(turn)
    return tuple(
        each
        for each in lines
        if amount in (None, each.amount)
        and (on is None or on <= each.on <= on + _DAYS_ON_THE_WAY)
    )
