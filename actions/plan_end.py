"""Ending a plan: what it means, a yes, and nothing that makes it hard."""

from __future__ import annotations

from contextlib import suppress

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.forms import begin_form
from actions.reading_form import YesForm
from actions.turn import Events, Turn, forget, leave_form, money
from debt.account import AccountSummary
from debt.errors import PlanNotAllowed
from debt.identity import VerifiedDebtor

AGREED = "plan_end_agreed"


class BeginPlanEnd(AccountAction):
    """Opens the form that asks for a yes, where there is a plan."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_plan_end"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Without one there is nothing to end."""
        if self.debt.plans.current(tx, debtor, account.account_id) is None:
            turn.say("utter_plan_none", account=account_name(account))
            return []
        return begin_form(turn, "plan_end_form")


class ValidatePlanEndForm(YesForm):
    """An explicit yes to what ending means."""

    asks_for = AGREED

    def name(self) -> str:
        """The form's validator."""
        return "validate_plan_end_form"


class AskPlanEndAgreed(AccountAction):
    """Says what ending the plan means, and asks."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_end_form_plan_end_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What is paid stays paid; what is left is owed as before the plan."""
        status = self.debt.plans.current(tx, debtor, account.account_id)
        if status is None:
            return [*leave_form(turn), FollowupAction("action_show_plan")]
        turn.say(
            "utter_plan_end_read_back",
            account=account_name(account),
            paid=money(status.paid, debtor),
            left=money(account.balance, debtor),
        )
        return []


class EndPlan(AccountAction):
    """Ends the plan, and every automatic payment with it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_end_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Without a yes nothing changes."""
        if not turn.slot(AGREED):
            turn.say("utter_plan_end_kept")
            return forget(AGREED)
        account_id = account.account_id
        with suppress(PlanNotAllowed):  # it was over already
            self.debt.plans.cancel(tx, debtor, account_id, turn.key)
        self.debt.autopay.revoke(tx, debtor, account_id, turn.key)
        turn.say("utter_plan_ended", account=account_name(account))
        return forget(AGREED)
