"""Changing a plan in force: each change is proposed whole, then agreed or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from debt.account import Account, country_of
from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    ChangeNotAllowed,
    ChangeRefusal,
    OfferExpired,
    PlanNotAllowed,
    PlanRefusal,
)
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.negotiation import Wish, proposed_terms
from debt.plan import Pace, Plan, PlanOffer, PlanStatus
from debt.plan_change import (
    Change,
    ChangeGround,
    ChangeKind,
    ChangeProposal,
    moved,
    skipped,
    with_missed_at_end,
)
from debt.plan_course import Received
from debt.plan_log import Actor, PlanEvent, PlanEventKind
from debt.schedule import Instalment, add_months, business_days
from debt.services.books import Books
from debt.services.plan_offers import plan_ground, put_on_table
from debt.services.plan_reviews import PlanReviewService
from debt.store import accounts, ledger, plans
from debt.store import plan_changes as store
from debt.store.database import new_id
from debt.store.requests import fingerprint, once

_EVENTS = {
    ChangeKind.MOVE: PlanEventKind.MOVED,
    ChangeKind.SKIP: PlanEventKind.SKIPPED,
}


@dataclass(frozen=True)
class PlanChangeService:
    """Proposals and acceptances write, so they need a write transaction."""

    books: Books
    reviews: PlanReviewService

    def move(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, due: date, to: date
    ) -> ChangeProposal:
        """Propose that the instalment of a day falls due on another.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            PlanNotAllowed: there is no plan in force.
            ChangeNotAllowed: with the nearest day that would be allowed.
        """
        return self._propose(tx, debtor, account_id, lambda g: moved(g, due, to))

    def skip(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, due: date
    ) -> ChangeProposal:
        """Propose that the instalment of a day comes after the last one instead.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            PlanNotAllowed: there is no plan in force.
            ChangeNotAllowed: with the nearest instalment that could be skipped.
        """
        return self._propose(tx, debtor, account_id, lambda g: skipped(g, due))

    def plan_again(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, wish: Wish
    ) -> PlanOffer:
        """An offer of new terms for what is left, in place of the plan in force.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            AmountTooLarge: the instalment is more than is owed.
            ChangeNotAllowed: the assistant has planned again often enough this year;
                a person decides, so refer it.
            PlanNotAllowed: there is no plan, or the new one is not allowed; with the
                nearest thing that would be.
        """
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account.id)
        plan = self._plan(tx, account)
        ground = plan_ground(tx, self.books, debtor, account)
        year_ago = add_months(ground.today, -12)
        if plans.replans_since(tx, account.id, year_ago) >= ground.limits.replans:
            raise ChangeNotAllowed(ChangeRefusal.REPLANS_USED, referable=True)
        terms = proposed_terms(ground, wish)
        return put_on_table(
            tx, self.books, account, Pace.PROPOSED, terms, ground, plan.id
        )

    def accept(
        self, tx: Session, debtor: VerifiedDebtor, change_id: str, key: str
    ) -> Plan:
        """Agree a proposed change. A repeated yes gives the plan again.

        Raises:
            OfferExpired: too late, or the plan has changed since.
            Blocked: collecting is paused.
            UnknownAccount: the proposal is about somebody else's plan.
        """
        asked = fingerprint(debtor.id, change_id)
        with once(tx, "plan.change", key, asked) as request:
            if request.result:
                return plans.plan_with_id(tx, request.result)
            proposal = store.proposal_with_id(tx, change_id)
            plan = plans.plan_with_id(tx, proposal.plan_id)
            account = accounts.account_of(tx, debtor, plan.account_id)
            accounts.lock_account(tx, account.id)
            proposal = store.proposal_with_id(tx, change_id)
            plan = plans.plan_with_id(tx, proposal.plan_id)
            if proposal.accepted_at is None:
                plan = self._change(tx, debtor, account, plan, proposal, key)
            request.result = plan.id
            return plan

    def proposal(
        self, tx: Session, debtor: VerifiedDebtor, change_id: str
    ) -> ChangeProposal:
        """A change that was proposed, whether or not it still stands.

        Raises:
            OfferExpired: there never was such a proposal.
            UnknownAccount: it is about somebody else's plan.
        """
        proposal = store.proposal_with_id(tx, change_id)
        plan = plans.plan_with_id(tx, proposal.plan_id)
        accounts.account_of(tx, debtor, plan.account_id)
        return proposal

    def with_extra(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, amount: Money
    ) -> PlanStatus:
        """How the plan would stand if this much were paid today.

        Nothing has to be agreed: a payment has this effect when it arrives.

        Raises:
            UnknownAccount: not one of the person's accounts.
            PlanNotAllowed: there is no plan in force.
            AmountTooSmall: nothing, or less.
            AmountTooLarge: more than is left to pay.
        """
        account = accounts.account_of(tx, debtor, account_id)
        plan = self._plan(tx, account)
        received = ledger.received(tx, account, plan.accepted_at)
        limits = self.books.limits(tx, debtor, account)
        status = self.books.status_of(tx, debtor, account, plan, received, limits)
        if amount.minor <= 0:
            raise AmountTooSmall(Money(1, account.currency))
        if amount > status.left:
            raise AmountTooLarge(status.left)
        received.append(Received(self.books.today(debtor), amount))
        return self.books.status_of(tx, debtor, account, plan, received, limits)

    def to_come(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> tuple[Instalment, ...]:
        """What is still to be paid, with what was missed at the end of it.

        Raises:
            UnknownAccount: not one of the person's accounts.
            PlanNotAllowed: there is no plan in force.
        """
        account = accounts.account_of(tx, debtor, account_id)
        plan = self._plan(tx, account)
        return with_missed_at_end(self._ground(tx, debtor, account, plan))

    def _propose(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        make: Callable[[ChangeGround], Change],
    ) -> ChangeProposal:
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account.id)
        plan = self._plan(tx, account)
        ground = self._ground(tx, debtor, account, plan)
        expires_at = self.books.clock.now() + timedelta(hours=ground.limits.offer_hours)
        proposal = ChangeProposal(
            new_id(), plan.id, plan.changes + 1, make(ground), expires_at
        )
        store.add_proposal(tx, proposal)
        return proposal

    def _change(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        plan: Plan,
        proposal: ChangeProposal,
        key: str,
    ) -> Plan:
        self.books.check_not_blocked(tx, debtor, account.id)
        now = self.books.clock.now()
        plan = self.reviews.bring_up_to_date(tx, debtor, account, plan)
        is_next = proposal.number == plan.changes + 1
        if not plan.is_in_force or not is_next or proposal.expires_at <= now:
            raise OfferExpired(proposal.id)
        ground = self._ground(tx, debtor, account, plan)
        _check_unchanged(ground, proposal)
        store.accept_proposal(tx, proposal.id, now)
        kind, due = _EVENTS[proposal.change.kind], proposal.change.due
        today = self.books.today(debtor)
        event = PlanEvent(kind, Actor.DEBTOR, now, today, key, due)
        return plans.record(tx, plan, event)

    def _plan(self, tx: Session, account: Account) -> Plan:
        plan = plans.plan_in_force(tx, account.id)
        if plan is None:
            raise PlanNotAllowed(PlanRefusal.NO_ACTIVE_PLAN)
        return plan

    def _ground(
        self, tx: Session, debtor: VerifiedDebtor, account: Account, plan: Plan
    ) -> ChangeGround:
        received = ledger.received(tx, account, plan.accepted_at)
        limits = self.books.limits(tx, debtor, account)
        return ChangeGround(
            status=self.books.status_of(tx, debtor, account, plan, received, limits),
            accepted=store.accepted_changes(tx, plan.id),
            limits=limits.plan,
            today=self.books.today(debtor),
            calendar=business_days(country_of(debtor.locale)),
        )


def _check_unchanged(ground: ChangeGround, proposal: ChangeProposal) -> None:
    """What was shown must be what the rules would still propose.

    Raises:
        OfferExpired: its cut-off has passed, or the instalment was paid meanwhile.
    """
    change = proposal.change
    try:
        if change.kind is ChangeKind.MOVE:
            again = moved(ground, change.due, change.new_due)
        else:
            again = skipped(ground, change.due)
    except ChangeNotAllowed as refusal:
        raise OfferExpired(proposal.id) from refusal
    if again != change:
        raise OfferExpired(proposal.id)
