"""What a person answers about a plan: an offer, figures of their own, a yes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import meant_account
from actions.forms import ParleyForm, Slots, is_asked, may_answer, yes_or_no
from actions.plan_wish import (
    Named,
    OtherCurrency,
    merged,
    named_by,
    named_in,
    names_payday,
    plain,
    wish_of,
)
from actions.turn import Turn
from debt.account import AccountSummary
from debt.errors import (
    AmountTooLarge,
    Blocked,
    DebtError,
    NotVerified,
    OldDebt,
    PlanNotAllowed,
)
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.plan import PlanOffer
from debt.services import Debt

OFFER = "plan_offer"
AGREED = "plan_agreed"
WISH = "plan_wish"
REFUSED = "plan_refused"
PLAN_SLOTS = (OFFER, AGREED, WISH, REFUSED)

REFER = "refer"
"""Stands in place of an offer where a person is to decide on the wish."""

_TURNING_DOWN = {"deny", "go_back", "change_plan"}
_SUGGESTING = re.compile(r"\b(?:how|what) about\b|\b(?:can|could) (?:i|we|it)\b", re.I)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Refused:
    """Why a wish did not become an offer, as a slot holds it.

    Attributes:
        reason: a `PlanRefusal`, or what stands in the way before the policy is asked.
        limit: the nearest amount that would be allowed.
        day: the nearest day that would be allowed, in ISO form.
        referable: a person may still agree it.
    """

    reason: str
    limit: str | None = None
    day: str | None = None
    referable: bool = False


class ValidatePlanForm(ParleyForm):
    """An offer that is on the table, then an explicit yes to its whole schedule."""

    opened_by = ("request_plan", "choose_plan", "change_plan", "make_offer")
    is_of_account = True

    def name(self) -> str:
        """The form's validator."""
        return "validate_plan_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (OFFER, AGREED)

    def slot_to_change(self, turn: Turn) -> str | None:
        """Going back is a no to the offer: it is asked what would suit better."""
        return None

    def extract_plan_offer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A pressed offer, figures of the person's own, or a no to what was offered."""
        turn = self.turn(dispatcher, tracker)
        chosen = turn.entity("plan_offer")
        if chosen is not None:
            return {OFFER: chosen, AGREED: None}
        if turn.slot(OFFER) and not _is_open(turn):
            return {}  # it was offered elsewhere, and is read back first
        if is_asked(turn, OFFER) and turn.intent == "affirm" and may_refer(turn):
            return {OFFER: REFER, AGREED: False}
        if _names_something(turn):
            return {OFFER: "", AGREED: None}
        if _is_open(turn) and turn.intent in _TURNING_DOWN:
            return {OFFER: None, AGREED: None}
        return {}

    def validate_plan_offer(
        self,
        value: str | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """Put what was named to the policy, on top of what was named before."""
        turn = self.turn(dispatcher, tracker)
        if value is None and not _is_open(turn):
            return {OFFER: None}
        if value is None:
            return {OFFER: None, REFUSED: vars(Refused("declined"))}
        if value == REFER:
            return {OFFER: value}
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                if value:
                    return self._chosen(tx, debtor, value)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                return self._proposed(tx, debtor, account, turn) if account else {}
        except (NotVerified, Blocked, OldDebt):
            return {OFFER: None}  # what asks for the offer next says so

    def extract_plan_agreed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the schedule that was read back is consent."""
        turn = self.turn(dispatcher, tracker)
        is_other = turn.intent == "deny" or _names_something(turn)
        return {} if is_other else yes_or_no(turn, AGREED)

    def validate_plan_agreed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A yes stands only beside the offer that it was said to."""
        return {AGREED: value}

    def _chosen(self, tx: Session, debtor: VerifiedDebtor, offer_id: str) -> Slots:
        """Whether it still stands is judged when it is accepted."""
        try:
            offer = self.debt.plans.offer(tx, debtor, offer_id)
        except DebtError:
            return {OFFER: None}
        return {OFFER: offer_id, WISH: named_by(offer.terms), REFUSED: None}

    def _proposed(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Slots:
        last = (turn.slot(REFUSED) or {}).get("reason")
        named = named_in(turn, bare=_is_open(turn))
        wish = merged(turn.slot(WISH) or {}, named, last)
        if names_payday(turn) and "first_date" not in named:
            payday = next_payday(self.debt, tx, debtor)
            if payday is None:
                return _without_offer(wish, Refused("payday"))
            wish["first_date"] = payday.isoformat()
        tried = propose(self.debt, tx, debtor, account, wish)
        if isinstance(tried, Refused):
            return _without_offer(wish, tried)
        return {OFFER: tried.id, WISH: wish, REFUSED: None}


def propose(
    debt: Debt,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    named: Named,
) -> PlanOffer | Refused:
    """The offer that a wish comes to, or what stands in its way.

    More than the person's budget leaves is not taken, whoever suggests it (FCA CONC
    7.3.10R).
    """
    try:
        wish = wish_of(named, account.balance.currency)
        offer = debt.plans.propose(tx, debtor, account.account_id, **vars(wish))
    except OtherCurrency:
        return Refused("other_currency")
    except AmountTooLarge as exc:
        return Refused("too_large", plain(exc.limit))
    except PlanNotAllowed as exc:
        day = exc.day.isoformat() if exc.day else None
        return Refused(exc.reason.value, plain(exc.limit), day, exc.referable)
    if offer.above_affordable is not None:
        return Refused("above_affordable", plain(offer.above_affordable), None, True)
    return offer


def next_payday(debt: Debt, tx: Session, debtor: VerifiedDebtor) -> date | None:
    """The next day on which the person is paid, where their budget tells it."""
    saved = debt.affordability.latest(tx, debtor)
    payday = saved.budget.payday if saved else None
    today = debt.clock.today(debtor.zone)
    return payday.on_or_after(today + _DAY) if payday else None


def may_refer(turn: Turn) -> bool:
    """Whether what was asked last is if a person should decide on the wish."""
    return bool((turn.slot(REFUSED) or {}).get("referable"))


def limit_of(refused: dict[str, Any], currency: str) -> Money | None:
    """The nearest amount, as the slot keeps it."""
    limit = refused.get("limit")
    return Money.parse(limit.partition(" ")[0], currency) if limit else None


def _without_offer(wish: Named, refused: Refused) -> Slots:
    return {OFFER: None, WISH: wish, REFUSED: vars(refused)}


def _is_open(turn: Turn) -> bool:
    return is_asked(turn, OFFER) or is_asked(turn, AGREED)


def _names_something(turn: Turn) -> bool:
    """Whether a message says what the plan should be; a question does not."""
    if not may_answer(turn) and not _suggests(turn):
        return False
    return names_payday(turn) or bool(named_in(turn, bare=_is_open(turn)))


def _suggests(turn: Turn) -> bool:
    """ "What about 40 a month" proposes something in the shape of a question."""
    is_about_plan = turn.intent == "ask_plan_terms"
    return is_about_plan and bool(_SUGGESTING.search(turn.text))
