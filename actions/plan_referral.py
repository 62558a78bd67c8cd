"""Wishes for a plan that a person decides, and what became of them."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.formats import day
from actions.forms import begin_form
from actions.plan_form import OFFER
from actions.turn import Events, Turn, leave_form
from debt.account import AccountSummary
from debt.ground import Wish
from debt.identity import VerifiedDebtor
from debt.plan import PlanOffer
from debt.referral import ReferralState
from debt.services import Debt


def refer(
    debt: Debt,
    tx: Session,
    debtor: VerifiedDebtor,
    account_id: str,
    wish: Wish,
    reason: str,
    turn: Turn,
) -> None:
    """Pass a wish on with a reference and a day; a person sees it in the queue.

    A reasonable offer is never simply refused (FCA CONC 7.5.4).
    """
    referral = debt.referrals.refer(tx, debtor, account_id, wish, reason, turn.key)
    debt.handoff.request(tx, turn.conversation_id, "request_plan", turn.key)
    turn.say(
        "utter_plan_referred",
        reference=referral.reference,
        date=day(referral.due_on, debtor.locale),
    )


def agreed_by_person(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account_id: str
) -> PlanOffer | None:
    """The offer that a person has made of a wish, while it can still be said yes to."""
    referral = debt.referrals.latest(tx, debtor, account_id)
    if referral is None or referral.offer_id is None:
        return None
    offer = debt.plans.offer(tx, debtor, referral.offer_id)
    plan = debt.plans.latest(tx, debtor, account_id)
    is_agreed = plan is not None and plan.offer_id == offer.id
    return None if is_agreed or offer.expires_at <= debt.clock.now() else offer


def read_back(offer: PlanOffer, turn: Turn) -> Events:
    """Go on with the schedule of an offer and the question for a yes to it."""
    turn.say("utter_plan_person_agreed")
    *begun, opened = begin_form(turn, "plan_form")
    return [*leave_form(turn), *begun, SlotSet(OFFER, offer.id), opened]


def tell_of_referral(
    debt: Debt,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    turn: Turn,
) -> Events | None:
    """What became of the newest wish that was passed on; ``None`` where none was."""
    offer = agreed_by_person(debt, tx, debtor, account.account_id)
    if offer is not None:
        return read_back(offer, turn)
    referral = debt.referrals.latest(tx, debtor, account.account_id)
    if referral is None or referral.state is ReferralState.ACCEPTED:
        return None
    turn.say(
        f"utter_plan_referral_{referral.state.value}",
        reference=referral.reference,
        date=day(referral.due_on, debtor.locale),
    )
    return []
