"""Answers to what a person offers to settle for.

A bid at or above the floor is accepted, and never taken for more than what we would
have asked anyway. A bid below it gets a counter-offer. Of the way from the standing
offer to the floor the counters go one part of ``counters + 1`` each, in whole percent
rounded down: they only ever come down, and none reaches the floor. Somebody who knows
this rule can still not work the floor out before the last counter. After the last one
a person decides, so a bid is never refused (FCA CONC 7.5.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from debt.errors import AmountTooLarge, AmountTooSmall
from debt.money import Money
from debt.settlement import Discounts, SettlementOffer, settlement_amount


class BidAnswer(str, Enum):
    """What a bid is answered with."""

    ACCEPTED = "accepted"
    STANDING_IS_BETTER = "standing_is_better"
    COUNTER = "counter"
    REFERRED = "referred"


@dataclass(frozen=True)
class AnsweredBid:
    """The answer, and what can be had now.

    Attributes:
        offer: of an accepted bid, the bid; of a counter, the counter; otherwise the
            cheapest offer that stands, if any does.
    """

    answer: BidAnswer
    offer: SettlementOffer | None


@dataclass(frozen=True)
class Table:
    """What lies on the table when a bid comes.

    Attributes:
        standing: the cheapest amount offered so far, if anything was.
        closed: a bid was accepted already, so nothing is left to bargain for.
        rounds: how many bids were answered with a counter or referred.
    """

    balance: Money
    discounts: Discounts
    counters: int
    standing: Money | None = None
    closed: bool = False
    rounds: int = 0


def answer_bid(bid: Money, table: Table) -> BidAnswer:
    """What to answer.

    Raises:
        AmountTooSmall: not above zero.
        AmountTooLarge: more than is owed.
    """
    if bid > table.balance:
        raise AmountTooLarge(table.balance)
    if bid.minor <= 0:
        raise AmountTooSmall(Money(1, bid.currency))
    if table.standing is not None and bid >= table.standing:
        same = bid == table.standing
        return BidAnswer.ACCEPTED if same else BidAnswer.STANDING_IS_BETTER
    if not table.discounts.floor or table.closed or table.rounds > table.counters:
        return BidAnswer.REFERRED
    if bid >= settlement_amount(table.balance, table.discounts.floor):
        return BidAnswer.ACCEPTED
    return BidAnswer.COUNTER if table.rounds < table.counters else BidAnswer.REFERRED


def counter_percent(found: Discounts, number: int, counters: int) -> int:
    """The discount of a counter-offer, counted from 1."""
    return found.lump + (found.floor - found.lump) * number // (counters + 1)
