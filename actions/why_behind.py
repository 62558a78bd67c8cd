"""Why an account is behind, told in facts that each stand for a row."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.turn import Events, Turn, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.delinquency import Fact
from debt.identity import VerifiedDebtor


class ExplainDelinquency(AccountAction):
    """The story of the account in facts of the ledger, in order."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_explain_delinquency"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Each row stands for one of the books; where no cause is there, it says so."""
        explained = self.debt.delinquency.explain(tx, debtor, account.account_id)
        if not explained.cure.minor:
            turn.say("utter_delinquency_not_behind", account=account_name(account))
            return []
        known = "explained" if explained.cause_recorded else "no_cause"
        turn.say(
            f"utter_delinquency_{known}",
            account=account_name(account),
            days=str(explained.days_past_due),
            cure=money(explained.cure, debtor),
            rows="\n".join(_row(fact, debtor) for fact in explained.facts),
        )
        return []


def _row(fact: Fact, debtor: VerifiedDebtor) -> str:
    reason = fact.reason and wording().text(
        f"utter_delinquency_reason_{fact.reason.value}"
    )
    return wording().text(
        f"utter_delinquency_fact_{fact.kind.value}",
        date=day(fact.on, debtor.locale),
        amount=money(fact.amount, debtor),
        reason=reason or "",
    )
