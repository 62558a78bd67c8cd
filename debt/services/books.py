"""What several services need to know about an account before they decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from debt.account import Account
from debt.clock import Clock
from debt.delinquency import Explanation, explain
from debt.errors import Blocked
from debt.identity import VerifiedDebtor
from debt.plan import PlanStatus, status_of
from debt.policy import Case, Limits, Policy
from debt.rights import blocks_collection
from debt.store import accounts, ledger, plans, rights


@dataclass(frozen=True)
class Books:
    """The clock, the operator's policy, and readings of the books by both."""

    clock: Clock
    policy: Policy

    def today(self, debtor: VerifiedDebtor) -> date:
        """The day it is where the person lives."""
        return self.clock.today(debtor.zone)

    def explain(
        self, tx: Session, debtor: VerifiedDebtor, account: Account
    ) -> Explanation:
        """Where the account stands today and how it got there."""
        return self.explain_on(tx, account, self.today(debtor))

    def explain_on(self, tx: Session, account: Account, day: date) -> Explanation:
        """Where the account stood at the end of a day."""
        statements = accounts.statements_of(tx, account)
        return explain(account, statements, ledger.entries_of(tx, account), day)

    def limits(self, tx: Session, debtor: VerifiedDebtor, account: Account) -> Limits:
        """What the operator's policy allows for the account as it stands today."""
        return self.limits_on(tx, account, self.today(debtor))

    def limits_on(self, tx: Session, account: Account, day: date) -> Limits:
        """What the policy allows for the account as it stands on a day."""
        standing = self.explain_on(tx, account, day)
        return self.policy.limits(
            Case(account.creditor.id, account.product, standing.phase, standing.full)
        )

    def plan_status(
        self, tx: Session, debtor: VerifiedDebtor, account: Account
    ) -> PlanStatus | None:
        """How the active plan is going, if there is one."""
        plan = plans.active_plan(tx, account.id)
        if plan is None:
            return None
        paid = ledger.paid_since(tx, account, plan.accepted_at)
        grace_days = self.limits(tx, debtor, account).plan.grace_days
        return status_of(plan, paid, self.today(debtor), grace_days)

    def check_not_blocked(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> None:
        """Raise ``Blocked`` while anything stops collecting on the account."""
        block = blocks_collection(rights.blocks_of(tx, debtor.id), account_id)
        if block:
            raise Blocked(block.kind, block.reference)
