"""How a plan is going, and the copy of it to keep."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.plan_referral import tell_of_referral
from actions.plan_words import status_rows
from actions.turn import Events, Turn, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.plan import PlanStatus

_COPY = re.compile(r"\b(copy|document|pdf|print\w*|in writing|paperwork)\b", re.I)


class ShowPlan(AccountAction):
    """How the plan in force is going."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The copy where it was asked for; without a plan, what else was agreed."""
        status = self.debt.plans.current(tx, debtor, account.account_id)
        if status is None:
            return self._without_plan(tx, debtor, account, turn)
        if _COPY.search(turn.text):
            return [FollowupAction("action_send_plan_copy")]
        self._say_status(tx, status, account, debtor, turn)
        return []

    def _without_plan(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        told = tell_of_referral(self.debt, tx, debtor, account, turn)
        if told is not None:
            return told
        turn.say("utter_plan_none", account=account_name(account))
        return []

    def _say_status(
        self,
        tx: Session,
        status: PlanStatus,
        account: AccountSummary,
        debtor: VerifiedDebtor,
        turn: Turn,
    ) -> None:
        due = status.next_due
        response = "utter_plan_status_missed" if status.missed else "utter_plan_status"
        turn.say(
            response,
            account=account_name(account),
            paid=money(status.paid, debtor),
            left=money(status.left, debtor),
            next_amount=money(due.amount, debtor) if due else "",
            next_date=day(due.due, debtor.locale) if due else "",
            method=self._method(tx, debtor, account.account_id),
            missed=str(status.missed),
            rows=status_rows(status, debtor),
        )

    def _method(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> str:
        """Who pays an instalment: the card on file, or the person with a link."""
        kept = self.debt.autopay.current(tx, debtor, account_id)
        if kept is None or not kept.is_active:
            return wording().text("utter_plan_paid_by_hand")
        return wording().text("utter_plan_paid_by_card", card=kept.method or "")


class SendPlanCopy(AccountAction):
    """The plan to keep: every date and amount, to print or to save."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_send_plan_copy"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Of the newest plan, even when it is over."""
        plan = self.debt.plans.latest(tx, debtor, account.account_id)
        if plan is None:
            turn.say("utter_plan_none", account=account_name(account))
            return []
        turn.say("utter_plan_copy", document_url=f"/documents/plan/{plan.id}")
        return []
