"""A plan read back whole, and the explicit yes that sets it up."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.feedback import TOPIC
from actions.formats import day
from actions.plan_form import AGREED, OFFER, PLAN_SLOTS, REFER, REFUSED, WISH
from actions.plan_referral import refer
from actions.plan_wish import wish_of
from actions.plan_words import in_brief, rules_in_brief, schedule_rows
from actions.turn import Events, Turn, forget, money
from debt.account import AccountSummary
from debt.errors import OfferExpired, PlanNotAllowed
from debt.feedback import Topic
from debt.identity import VerifiedDebtor
from debt.plan import Plan


class AskPlanAgreed(AccountAction):
    """Reads the whole schedule back and asks for a yes."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_form_plan_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Every date and amount, the total, and what happens if one is missed."""
        offer = self.debt.plans.offer(tx, debtor, turn.slot(OFFER))
        limits = self.debt.accounts.limits(tx, debtor, offer.account_id)
        last, total = offer.schedule.last, offer.schedule.total
        key = "utter_plan_read_back_token" if offer.remains else "utter_plan_read_back"
        turn.say(
            key,
            account=account_name(account),
            brief=in_brief(offer.terms, debtor),
            last_date=day(last.due, debtor.locale),
            last_amount=money(last.amount, debtor),
            total=money(total, debtor),
            remains=money(offer.remains, debtor) if offer.remains else "",
            rows=schedule_rows(offer.schedule, debtor),
            note=rules_in_brief(limits, total, debtor),
        )
        return []


class AcceptPlan(AccountAction):
    """Sets the agreed plan up, with a copy to keep, or passes a wish on."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_accept_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """An offer that no longer stands is replaced by fresh ones."""
        offer_id, ended = turn.slot(OFFER), forget(*PLAN_SLOTS)
        if offer_id == REFER:
            wish = wish_of(turn.slot(WISH) or {}, account.balance.currency)
            reason = (turn.slot(REFUSED) or {}).get("reason", "")
            refer(self.debt, tx, debtor, account.account_id, wish, reason, turn)
            return ended
        if not turn.slot(AGREED) or not offer_id:
            return ended
        try:
            plan = self.debt.plans.accept(tx, debtor, offer_id, turn.key)
        except (OfferExpired, PlanNotAllowed):
            turn.say("utter_plan_offer_expired")
            return [*ended, FollowupAction("action_begin_plan")]
        self._confirm(plan, debtor, turn)
        return [*ended, SlotSet(TOPIC, Topic.PLAN.value)]

    def _confirm(self, plan: Plan, debtor: VerifiedDebtor, turn: Turn) -> None:
        first = plan.schedule.first
        turn.say(
            "utter_plan_accepted",
            brief=in_brief(plan.terms, debtor),
            first_date=day(first.due, debtor.locale),
            first_amount=money(first.amount, debtor),
            first_plain=first.amount.plain,
            document_url=f"/documents/plan/{plan.id}",
        )
