"""What somebody can manage: a short budget, and plainly what follows from it.

Nothing here suggests borrowing, selling a home or spending less on essentials (FCA CONC
7.3.10R); where no plan is right, it says so, and why.
"""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.budget_form import QUESTIONS, RIGHT, TOLD
from actions.formats import day
from actions.turn import Events, Turn, forget, leave_form, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.affordability import Assessment, Outcome
from debt.budget import Budget
from debt.errors import BudgetRefused, PlanNotAllowed
from debt.identity import VerifiedDebtor
from debt.schedule import Frequency


class BeginBudget(AccountAction):
    """Opens the budget, with what is known of it already."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_budget"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Nobody fills in a form for an account on which nothing may be agreed."""
        self.debt.payments.check_open(tx, debtor, account.account_id)
        saved = self.debt.affordability.current(tx, debtor, account.account_id)
        if saved is None:
            turn.say("utter_budget_intro")
        else:
            saved_on = day(saved.saved_at.date(), debtor.locale)
            turn.say("utter_budget_known", date=saved_on)
        told = _told(saved.budget) if saved else ()
        events = forget(*QUESTIONS, RIGHT)
        return [
            *events,
            *(SlotSet(question, TOLD) for question in told),
            FollowupAction("budget_form"),
        ]


class AskBudgetRight(AccountAction):
    """Reads the whole budget back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_budget_form_budget_right"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """By the month, each line as it will be counted."""
        summary = self.debt.affordability.summary(tx, debtor)
        if summary is None:
            return [*leave_form(turn), FollowupAction("action_begin_budget")]
        rows = [
            f"{wording().text(f'utter_budget_row_{line}')} | {money(amount, debtor)}"
            for line, amount in summary.lines
        ]
        turn.say(
            "utter_budget_read_back",
            rows="\n".join(rows),
            income=money(summary.total_income, debtor),
            spending=money(summary.total_spending, debtor),
        )
        return []


class ConcludeBudget(AccountAction):
    """Says what the budget comes to, and goes on with what is right."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_conclude_budget"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Who did not want to tell goes on with the offers there are for everybody."""
        answers = forget(*QUESTIONS, RIGHT)
        if not turn.slot(RIGHT):
            return [*answers, FollowupAction("action_begin_plan")]
        try:
            found = self.debt.affordability.outcome(tx, debtor, account.account_id)
            if found is None:
                return [*answers, FollowupAction("action_begin_budget")]
            return [*answers, *self._answer(tx, debtor, account, found, turn)]
        except BudgetRefused:
            turn.say("utter_budget_no_income")
            return [*forget("budget_income", RIGHT), FollowupAction("budget_form")]
        except PlanNotAllowed:
            return [*answers, FollowupAction("action_begin_plan")]

    def _answer(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        found: Assessment,
        turn: Turn,
    ) -> Events:
        if found.outcome in (Outcome.PLAN, Outcome.TOKEN):
            return self._offer(tx, debtor, account, found, turn)
        if found.outcome is Outcome.PERSON:
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, "request_plan", turn.key
            )
            turn.say(
                "utter_budget_person",
                share=money(found.share, debtor),
                reference=ticket.reference,
            )
            return []
        left = "less" if found.disposable.minor < 0 else "nothing"
        turn.say(f"utter_budget_none_{left}", account=account_name(account))
        return []

    def _offer(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        found: Assessment,
        turn: Turn,
    ) -> Events:
        """The plan form reads the schedule back and asks for the yes."""
        plans, account_id = self.debt.plans, account.account_id
        if found.outcome is Outcome.TOKEN:
            offer = plans.propose_token(tx, debtor, account_id)
        else:
            offer = plans.propose(
                tx,
                debtor,
                account_id,
                amount=min(found.share, account.balance),
                frequency=Frequency.MONTHLY,
            )
        turn.say(
            f"utter_budget_{found.outcome.value}",
            account=account_name(account),
            share=money(offer.terms.amount, debtor),
        )
        return [
            SlotSet("plan_offer", offer.id),
            SlotSet("plan_agreed", None),
            FollowupAction("plan_form"),
        ]


def _told(budget: Budget) -> list[str]:
    """The questions that a budget answers already."""
    known = {each.source for each in budget.income}
    groups = {each.group for each in budget.spending}
    return [
        question
        for question, lines in QUESTIONS.items()
        if known.union(groups).intersection(lines)
    ]
