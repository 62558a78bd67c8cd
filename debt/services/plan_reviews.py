"""How plans go on: what was missed, when one is at risk or over, what payments do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from debt.account import Account
from debt.ledger import Booking, EntryKind
from debt.money import Money, total
from debt.plan import Plan, PlanState
from debt.plan_course import Verdict, verdicts
from debt.plan_log import Actor, PlanEvent, PlanEventKind
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books, Person
from debt.store import accounts, ledger
from debt.store import plans as store
from debt.store.plan_reviews import mark_reviewed, plans_to_review, zones_of_plans

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlanReviewService:
    """Looks at each plan at the beginning of each of the person's days.

    It goes by what the books say of that day, so that a review made days later, after
    the system was down, comes to the same. Reviewing twice changes nothing.
    """

    books: Books

    def due(self, tx: Session, after: str = "", limit: int = 100) -> list[str]:
        """Ids of plans to review now, in order; those that a block pauses can wait.

        Args:
            after: the last id of the batch before.
        """
        clock = self.books.clock
        days = {zone: clock.today(zone) for zone in zones_of_plans(tx)}
        return plans_to_review(tx, days, clock.now(), after, limit)

    def review(self, tx: Session, plan_id: str) -> Plan:
        """Bring one plan up to date; any number of processes may try at once."""
        plan = store.plan_with_id(tx, plan_id)
        accounts.lock_account(tx, plan.account_id)
        account = accounts.account_with_id(tx, plan.account_id)
        owner = accounts.owner_of(tx, account)
        plan = store.plan_with_id(tx, plan_id)
        return self.bring_up_to_date(tx, owner, account, plan)

    def bring_up_to_date(
        self, tx: Session, debtor: Person, account: Account, plan: Plan
    ) -> Plan:
        """Judge every day since the last review; the account must be locked.

        Nothing is judged while a block stands: those days are judged after it ended,
        and what was paused does not count.
        """
        today = self.books.today(debtor)
        day = (plan.reviewed_on or plan.accepted_on) + _DAY
        if day > today or not plan.is_in_force:
            return plan
        if self.books.is_blocked(tx, debtor, account):
            return plan
        limits = self.books.limits(tx, debtor, account)
        received = ledger.received(tx, account, plan.accepted_at)
        pauses = self.books.pauses(tx, debtor, account)
        while day <= today and plan.is_in_force:
            for verdict in verdicts(plan, received, day, limits.plan, pauses):
                plan = self._carry_out(tx, plan, verdict, day)
                fee = Money.of(limits.fees.missed, account.currency)
                if verdict.due and fee:
                    self._charge(tx, account, plan, verdict.due, fee)
            day += _DAY
        mark_reviewed(tx, plan.id, today)
        return store.plan_with_id(tx, plan.id)

    def follow_payment(self, tx: Session, account: Account) -> None:
        """What a payment that arrived or came back changes about the account's plans.

        Call it after each, in the same transaction; the account must be locked.
        """
        owner = accounts.owner_of(tx, account)
        self._look_again_at_completed(tx, owner, account)
        plan = store.plan_in_force(tx, account.id)
        if plan is None:
            return
        plan = self.bring_up_to_date(tx, owner, account, plan)
        if not plan.is_in_force:
            return
        received = ledger.received(tx, account, plan.accepted_at)
        status = self.books.status_of(tx, owner, account, plan, received)
        cleared = ledger.balance_of(tx, account).minor <= 0
        if cleared or not status.left:
            self._note(tx, plan, PlanEventKind.COMPLETED, owner)
        elif plan.state is PlanState.AT_RISK and not status.missed:
            self._note(tx, plan, PlanEventKind.CAUGHT_UP, owner)

    def _look_again_at_completed(
        self, tx: Session, owner: Person, account: Account
    ) -> None:
        """A plan whose payment came back is not completed.

        It goes on, unless a newer plan has been agreed that covers what is owed.
        """
        if ledger.balance_of(tx, account).minor <= 0:
            return
        for plan in store.completed_plans(tx, account.id):
            if self._came_short(tx, owner, account, plan):
                latest = store.latest_plan(tx, account.id)
                reopens = latest is not None and latest.id == plan.id
                kind = PlanEventKind.REOPENED if reopens else PlanEventKind.REPLACED
                self._note(tx, plan, kind, owner)
                mark_reviewed(tx, plan.id, self.books.today(owner))

    def _came_short(
        self, tx: Session, owner: Person, account: Account, plan: Plan
    ) -> bool:
        received = ledger.received(tx, account, plan.accepted_at, plan.ended_at)
        kept = [each.amount for each in received if each.returned_on is None]
        came_back = any(each.returned_on for each in received)
        return came_back and total(kept, account.currency) < plan.terms.total

    def _carry_out(self, tx: Session, plan: Plan, verdict: Verdict, day: date) -> Plan:
        now = self.books.clock.now()
        event = PlanEvent(verdict.kind, Actor.SYSTEM, now, day, about=verdict.due)
        return store.record(tx, plan, event)

    def _note(
        self, tx: Session, plan: Plan, kind: PlanEventKind, owner: Person
    ) -> None:
        now, today = self.books.clock.now(), self.books.today(owner)
        store.record(tx, plan, PlanEvent(kind, Actor.SYSTEM, now, today))

    def _charge(
        self, tx: Session, account: Account, plan: Plan, due: date, fee: Money
    ) -> None:
        """The operator's fee for a missed instalment; it is no part of the plan."""
        key, now = f"plan:{plan.id}:missed:{due}", self.books.clock.now()
        today = self.books.today(accounts.owner_of(tx, account))
        booking = Booking(key, now, today, missed_on=due)
        Bookkeeper(self.books).debit(tx, account, EntryKind.FEE, fee, booking)
