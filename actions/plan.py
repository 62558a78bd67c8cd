"""Paying in parts: two offers, any counter-offer, the schedule, an explicit yes."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.plan_form import AGREED, OFFER
from actions.turn import DebtorAction, Events, Turn, forget, leave_form, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.errors import (
    OfferExpired,
    PlanNotAllowed,
    PlanRefusal,
)
from debt.identity import VerifiedDebtor
from debt.plan import Plan, PlanOffer, PlanStatus


class BeginPlan(AccountAction):
    """Opens the plan form where the assistant may agree a plan."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A plan in force is shown; what only a person may agree goes to a person."""
        try:
            self.debt.plans.offers(tx, debtor, account.account_id)
        except PlanNotAllowed as refusal:
            if refusal.reason is PlanRefusal.ALREADY_ACTIVE:
                return [FollowupAction("action_show_plan")]
            if refusal.referable:
                ticket = self.debt.handoff.request(
                    tx, turn.conversation_id, "request_plan", turn.key
                )
                turn.say("utter_plan_person_only", reference=ticket.reference)
            else:
                turn.say("utter_plan_not_possible", account=account_name(account))
            return leave_form(turn)
        return [*forget(OFFER, AGREED), FollowupAction("plan_form")]


class AskPlanOffer(AccountAction):
    """Puts two plans on the table, and room for another."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_form_plan_offer"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Each offer is a button and can be typed."""
        try:
            offers = self.debt.plans.offers(tx, debtor, account.account_id)
        except PlanNotAllowed:
            # The account has moved on since the form was opened.
            return [*leave_form(turn), FollowupAction("action_begin_plan")]
        buttons = [
            {
                "title": _in_brief(offer, debtor),
                "payload": f'/choose_plan{{"plan_offer": "{offer.id}"}}',
            }
            for offer in offers
        ]
        turn.ask(
            "utter_plan_offers",
            buttons,
            account=account_name(account),
            balance=money(account.balance, debtor),
            first_date=day(offers[0].schedule.first.due, debtor.locale),
        )
        return []


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
        turn.say(
            "utter_plan_read_back",
            account=account_name(account),
            brief=_in_brief(offer, debtor),
            last_date=day(offer.schedule.last.due, debtor.locale),
            total=money(offer.schedule.total, debtor),
            rows="\n".join(
                f"{day(each.due, debtor.locale)} | {money(each.amount, debtor)}"
                for each in offer.schedule.instalments
            ),
        )
        return []


class AcceptPlan(DebtorAction):
    """Sets the agreed plan up, with a copy to keep."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_accept_plan"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """An offer that no longer stands is replaced by fresh ones."""
        offer_id = turn.slot(OFFER)
        if not turn.slot(AGREED) or not offer_id:
            return forget(OFFER, AGREED)
        try:
            plan = self.debt.plans.accept(tx, debtor, offer_id, turn.key)
        except (OfferExpired, PlanNotAllowed):
            turn.say("utter_plan_offer_expired")
            return [*forget(OFFER, AGREED), FollowupAction("action_begin_plan")]
        turn.say(
            "utter_plan_accepted",
            brief=_in_brief(plan, debtor),
            first_date=day(plan.schedule.first.due, debtor.locale),
            first_amount=money(plan.schedule.first.amount, debtor),
            document_url=f"/documents/plan/{plan.id}",
        )
        return forget(OFFER, AGREED)


class ShowPlan(AccountAction):
    """How the plan in force is going."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Paid so far, what is left, what comes next, and what was missed."""
        status = self.debt.plans.current(tx, debtor, account.account_id)
        if status is None:
            turn.say("utter_plan_none", account=account_name(account))
            return []
        self._say_status(status, account, debtor, turn)
        return []

    def _say_status(
        self,
        status: PlanStatus,
        account: AccountSummary,
        debtor: VerifiedDebtor,
        turn: Turn,
    ) -> None:
        due = status.next_due
        rows = [
            wording().text(
                f"utter_plan_row_{each.state.value}",
                date=day(each.due, debtor.locale),
                amount=money(each.amount, debtor),
            )
            for each in status.instalments
        ]
        turn.say(
            "utter_plan_status_missed" if status.missed else "utter_plan_status",
            account=account_name(account),
            paid=money(status.paid, debtor),
            left=money(status.left, debtor),
            next_amount=money(due.amount, debtor) if due else "",
            next_date=day(due.due, debtor.locale) if due else "",
            missed=str(status.missed),
            rows="\n".join(rows),
            document_url=f"/documents/plan/{status.plan.id}",
        )


def _in_brief(plan: PlanOffer | Plan, debtor: VerifiedDebtor) -> str:
    """A plan in one line: £51.03 a month, 12 times."""
    terms = plan.terms
    return wording().text(
        f"utter_plan_brief_{terms.frequency.value}",
        amount=money(terms.amount, debtor),
        count=str(terms.count),
    )
