"""What several services need to know about an account before they decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TypeAlias

from sqlalchemy.orm import Session

from debt.account import Account, Debtor, country_of
from debt.clock import Clock
from debt.delinquency import Explanation, explain
from debt.disclosure import DisclosureKind
from debt.errors import Blocked, OldDebt
from debt.identity import VerifiedDebtor
from debt.negotiation import Ground
from debt.old_debt import Age
from debt.operator import Operator
from debt.plan import Plan, PlanStatus
from debt.plan_course import Patience, Received, status_of
from debt.policy import Case, Limits, PlanLimits, Policy
from debt.rights import Pauses, blocks_collection
from debt.schedule import business_days
from debt.store import accounts, ledger, plans, rights

_EVER = datetime.min.replace(tzinfo=timezone.utc)
# Who was verified in a conversation, or who is on file for work nobody asked for.
Person: TypeAlias = VerifiedDebtor | Debtor


@dataclass(frozen=True)
class Books:
    """The clock, the operator's policy and words, and readings of the books by them."""

    clock: Clock
    policy: Policy
    operator: Operator

    def today(self, debtor: Person) -> date:
        """The day it is where the person lives."""
        return self.clock.today(debtor.zone)

    def explain(self, tx: Session, debtor: Person, account: Account) -> Explanation:
        """Where the account stands today and how it got there."""
        return self.explain_on(tx, account, self.today(debtor))

    def explain_on(self, tx: Session, account: Account, day: date) -> Explanation:
        """Where the account stood at the end of a day."""
        statements = accounts.statements_of(tx, account)
        return explain(account, statements, ledger.entries_of(tx, account), day)

    def limits(self, tx: Session, debtor: Person, account: Account) -> Limits:
        """What the operator's policy allows for the account as it stands today."""
        return self.limits_on(tx, account, self.today(debtor))

    def limits_on(self, tx: Session, account: Account, day: date) -> Limits:
        """What the policy allows for the account as it stands on a day."""
        return self.limits_of(account, self.explain_on(tx, account, day))

    def limits_of(self, account: Account, standing: Explanation) -> Limits:
        """What the policy allows for an account that stands like this."""
        return self.policy.limits(case_of(account, standing))

    def plan_ground(
        self, tx: Session, debtor: Person, account: Account, limits: PlanLimits
    ) -> Ground:
        """What a plan for the whole balance can be negotiated on."""
        today = self.today(debtor)
        return Ground(
            total=ledger.balance_of(tx, account),
            limits=limits,
            today=today,
            usual_start=today + timedelta(days=limits.usual_start_days),
            calendar=business_days(country_of(debtor.locale)),
        )

    def plan_status(
        self,
        tx: Session,
        debtor: Person,
        account: Account,
        limits: Limits | None = None,
    ) -> PlanStatus | None:
        """How the active plan is going, if there is one."""
        plan = plans.plan_in_force(tx, account.id)
        if plan is None:
            return None
        payments = ledger.received(tx, account, plan.accepted_at)
        return self.status_of(tx, debtor, account, plan, payments, limits)

    def status_of(
        self,
        tx: Session,
        debtor: Person,
        account: Account,
        plan: Plan,
        payments: Sequence[Received],
        limits: Limits | None = None,
    ) -> PlanStatus:
        """How a plan is going with these payments, without those that came back.

        Args:
            limits: those of today, from who has them already: they cost a reading of
                the whole history.
        """
        limits = limits or self.limits(tx, debtor, account)
        patience = Patience(limits.plan.grace_days, self.pauses(tx, debtor, account))
        kept = [each for each in payments if each.returned_on is None]
        return status_of(plan, kept, self.today(debtor), patience)

    def pauses(self, tx: Session, debtor: Person, account: Account) -> Pauses:
        """The days on which collecting on the account was paused."""
        blocks = rights.block_history(tx, debtor.id, account.id)
        return Pauses.of(blocks, debtor.zone)

    def is_blocked(self, tx: Session, debtor: Person, account: Account) -> bool:
        """Whether anything stops collecting on the account now."""
        now = self.clock.now()
        blocks = rights.blocks_of(tx, debtor.id, now)
        return blocks_collection(blocks, account.id, now) is not None

    def check_not_blocked(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> None:
        """Pass only where nothing stops collecting on the account.

        Raises:
            Blocked: a right that was used, a hold, a crisis.
            OldDebt: it is too old for a court, and in this conversation the person has
                not said yet that they want to go on all the same.
        """
        now = self.clock.now()
        blocks = rights.blocks_of(tx, debtor.id, now)
        block = blocks_collection(blocks, account_id, now)
        if block:
            raise Blocked(block.kind, block.reference)
        here, told = debtor.conversation_id, DisclosureKind.OLD_DEBT
        account = accounts.account_of(tx, debtor, account_id)
        is_old = self.is_time_barred(tx, debtor, account)
        if is_old and not rights.was_disclosed(tx, account.id, (told,), here):
            raise OldDebt(account.id)

    def is_time_barred(
        self, tx: Session, debtor: VerifiedDebtor, account: Account
    ) -> bool:
        """Whether the account is too old for a court where the person lives."""
        words = self.operator.words(debtor.jurisdiction)
        years = words.years_until_barred(account.product)
        age, today = Age(account.opened_on), self.today(debtor)
        if today < age.barred_on(years) and account.limitation_on is None:
            return False  # too young, whatever its history
        late = self.explain(tx, debtor, account).days_past_due
        began = today - timedelta(days=late) if late else account.opened_on
        paid = ledger.received(tx, account, _EVER)
        renewed = [each.on for each in paid if each.returned_on is None]
        renewed += [account.acknowledged_on] if account.acknowledged_on else []
        age = Age(began, tuple(renewed), account.limitation_on)
        return age.barred_on(years) <= today


def case_of(account: Account, standing: Explanation) -> Case:
    """What the rules of the policy look at."""
    return Case(account.creditor.id, account.product, standing.phase, standing.full)
