"""What helps, and what is due when."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.promise import tell_promise
from actions.settlement import tell_settlement
from actions.turn import Events, Turn, money
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor


class ShowAmounts(AccountAction):
    """Three amounts that help, and what each of them changes."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_amounts"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The least that helps, up to date, all of it; by the plan, if there is one."""
        amounts = self.debt.delinquency.amounts(tx, debtor, account.account_id)
        if not amounts.cure.minor:
            turn.say(
                "utter_balance_up_to_date",
                account=account_name(account),
                full=money(amounts.full, debtor),
            )
            return []
        has_steps = amounts.least != amounts.cure
        turn.say(
            "utter_balance_amounts" if has_steps else "utter_balance_two_amounts",
            account=account_name(account),
            least=money(amounts.least, debtor),
            behind=money(amounts.behind_after_least, debtor),
            cure=money(amounts.cure, debtor),
            left=money(amounts.owed_after_cure, debtor),
            full=money(amounts.full, debtor),
        )
        return []


class ShowDueDate(AccountAction):
    """When the next amount is due."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_due_date"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What was promised or settled first; then the plan, or the agreement."""
        if tell_promise(self.debt, tx, debtor, account, turn):
            return []
        if tell_settlement(self.debt, tx, debtor, account, turn):
            return []
        due = account.next_due
        if due is None:
            turn.say("utter_balance_nothing_due", account=account_name(account))
            return []
        amounts = self.debt.delinquency.amounts(tx, debtor, account.account_id)
        turn.say(
            "utter_balance_due_date",
            account=account_name(account),
            amount=money(due.amount, debtor),
            date=day(due.due, debtor.locale),
            past_due=money(amounts.cure, debtor),
        )
        return []
