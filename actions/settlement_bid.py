"""What a person offers to settle for, and the answer to it."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.figures import amount_of, amount_text, count_of
from actions.formats import day
from actions.turn import Turn, money
from debt.account import AccountSummary
from debt.bargaining import AnsweredBid, BidAnswer
from debt.errors import AmountTooLarge, AmountTooSmall, PlanNotAllowed
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.services import Debt
from debt.settlement import SettlementOffer

_TAKEN_OFF = re.compile(r"\b(off|discount|less|reduc\w*|knock\w*)\b", re.IGNORECASE)


def names_bid(turn: Turn) -> bool:
    """Whether a message names a sum to settle for."""
    named = amount_text(turn)
    return turn.entity("percentage") is not None or named not in (None, "minimum")


def negotiate(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
) -> SettlementOffer | None:
    """The offer to read back: for a bid, in parts, or the one that stands.

    None where there is no offer at all; a person has been asked then.
    """
    bid, parts = _bid(account, turn), count_of(turn)
    if bid is not None:
        return _answer(debt, tx, debtor, account, bid, turn)
    if parts is not None:
        return _in_parts(debt, tx, debtor, account, parts, turn)
    offer = debt.settlements.standing(tx, debtor, account.account_id)
    if offer is None:
        refer(debt, tx, turn)
    return offer


def refer(debt: Debt, tx: Session, turn: Turn) -> None:
    """Pass a wish on to a person (FCA CONC 7.5.4)."""
    ticket = debt.handoff.request(
        tx, turn.conversation_id, "request_settlement", turn.key
    )
    turn.say("utter_settlement_referred", reference=ticket.reference)


def _bid(account: AccountSummary, turn: Turn) -> Money | None:
    """A sum, or a share of the balance; "30 percent off" leaves 70 to pay."""
    percent, named = turn.entity("percentage"), amount_text(turn)
    if percent is not None and percent.isdigit():
        share = min(int(percent), 100)
        paid = 100 - share if _TAKEN_OFF.search(turn.text) else share
        return account.balance.percent(paid)
    if named == "half":
        return account.balance.split(2)[0]
    return amount_of(named or "", account.balance.currency)


def _answer(
    debt: Debt,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    bid: Money,
    turn: Turn,
) -> SettlementOffer | None:
    try:
        answered = debt.settlements.bid(tx, debtor, account.account_id, bid, turn.key)
    except AmountTooLarge as exc:
        turn.say("utter_settlement_bid_too_large", limit=money(exc.limit, debtor))
        return debt.settlements.standing(tx, debtor, account.account_id)
    except AmountTooSmall as exc:
        turn.say("utter_settlement_bid_too_small", limit=money(exc.limit, debtor))
        return debt.settlements.standing(tx, debtor, account.account_id)
    if answered.answer is BidAnswer.REFERRED:
        refer(debt, tx, turn)
    else:
        _say_answer(answered, bid, debtor, turn)
    return answered.offer


def _say_answer(
    answered: AnsweredBid, bid: Money, debtor: VerifiedDebtor, turn: Turn
) -> None:
    offer = answered.offer
    turn.say(
        f"utter_settlement_bid_{answered.answer.value}",
        bid=money(bid, debtor),
        amount=money(offer.amount, debtor) if offer else "",
        date=day(offer.expires_on, debtor.locale) if offer else "",
    )


def _in_parts(
    debt: Debt,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    parts: int,
    turn: Turn,
) -> SettlementOffer | None:
    """As many parts as may be, where fewer or more were asked for."""
    settlements, account_id = debt.settlements, account.account_id
    try:
        offer = settlements.in_parts(tx, debtor, account_id, parts)
    except PlanNotAllowed:
        refer(debt, tx, turn)
        offer = settlements.in_parts(tx, debtor, account_id)
    standing = settlements.standing(tx, debtor, account_id)
    if offer is None and standing is None:
        refer(debt, tx, turn)
    return offer or standing
