"""Payment plans: two offers, the person's own proposal, and one yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from debt.account import Account, country_of
from debt.errors import (
    OfferExpired,
    PlanNotAllowed,
    PlanRefusal,
    UnknownAccount,
)
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.negotiation import (
    Ground,
    Wish,
    above_affordable,
    proposed_terms,
    schedule_of,
    two_terms,
)
from debt.plan import Pace, Plan, PlanOffer, PlanState, PlanStatus, PlanTerms
from debt.schedule import Frequency, business_days
from debt.services.affordability import means_of
from debt.services.books import Books
from debt.store import accounts, ledger
from debt.store import plans as store
from debt.store.database import new_id
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class PlanService:
    """Everything but ``current`` writes, so it needs a write transaction."""

    books: Books

    def offers(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> tuple[PlanOffer, ...]:
        """A quicker and a gentler plan; only one where the balance allows no second.

        The same offers are given again as long as they stand.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            PlanNotAllowed: nothing to offer here; see its reason.
        """
        account = accounts.account_of(tx, debtor, account_id)
        ground = self._ground(tx, debtor, account)
        return tuple(
            self._offer(tx, account, pace, terms, ground)
            for pace, terms in two_terms(ground).items()
        )

    def propose(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        *,
        amount: Money | None = None,
        count: int | None = None,
        frequency: Frequency | None = None,
        first_date: date | None = None,
    ) -> PlanOffer:
        """Turn the person's own wish into an offer they can accept.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            AmountTooLarge: the instalment is more than is owed.
            PlanNotAllowed: with the nearest thing that would be allowed.
        """
        account = accounts.account_of(tx, debtor, account_id)
        ground = self._ground(tx, debtor, account)
        wish = Wish(amount, count, frequency, first_date)
        terms = proposed_terms(ground, wish)
        offer = self._offer(tx, account, Pace.PROPOSED, terms, ground)
        return replace(offer, above_affordable=above_affordable(ground, terms))

    def accept(
        self, tx: Session, debtor: VerifiedDebtor, offer_id: str, key: str
    ) -> Plan:
        """Agree an offer. A repeated yes gives the same plan again.

        Raises:
            OfferExpired: too late, or the balance has changed since.
            Blocked: collecting is paused.
            PlanNotAllowed: the account has another active plan.
            UnknownAccount: the offer is for somebody else's account.
        """
        asked = fingerprint(debtor.id, offer_id)
        with once(tx, "plan.accept", key, asked) as request:
            if request.result:
                return store.plan_with_id(tx, request.result)
            offer = store.offer_with_id(tx, offer_id)
            account = accounts.account_of(tx, debtor, offer.account_id)
            accounts.lock_account(tx, account.id)
            plan = store.plan_of_offer(tx, offer_id)
            if plan is None:
                plan = self._agree(tx, debtor, account, offer)
            elif plan.state is not PlanState.ACTIVE:
                raise OfferExpired(offer_id)
            request.result = plan.id
            return plan

    def offer(self, tx: Session, debtor: VerifiedDebtor, offer_id: str) -> PlanOffer:
        """An offer that was made to the person, whether or not it still stands.

        Raises:
            OfferExpired: there never was such an offer.
            UnknownAccount: it was made to somebody else.
        """
        offer = store.offer_with_id(tx, offer_id)
        accounts.account_of(tx, debtor, offer.account_id)
        return offer

    def agreed(self, tx: Session, debtor: VerifiedDebtor, plan_id: str) -> Plan:
        """A plan that the person agreed, in whatever state it is now.

        Raises:
            UnknownAccount: the person never agreed such a plan.
        """
        plan = store.find_plan(tx, plan_id)
        if plan is None:
            raise UnknownAccount(plan_id)
        accounts.account_of(tx, debtor, plan.account_id)
        return plan

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> PlanStatus | None:
        """How the active plan is going, if there is one."""
        account = accounts.account_of(tx, debtor, account_id)
        return self.books.plan_status(tx, debtor, account)

    def cancel(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> Plan:
        """End the active plan; what was paid stays paid.

        Raises:
            PlanNotAllowed: there is no active plan.
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "plan.cancel", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                plan = store.active_plan(tx, account.id)
                if plan is None:
                    raise PlanNotAllowed(PlanRefusal.NO_ACTIVE_PLAN)
                now = self.books.clock.now()
                store.end_plan(tx, plan, PlanState.CANCELLED, now)
                request.result = plan.id
            return store.plan_with_id(tx, request.result)

    def _ground(self, tx: Session, debtor: VerifiedDebtor, account: Account) -> Ground:
        self.books.check_not_blocked(tx, debtor, account.id)
        if store.active_plan(tx, account.id):
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)
        today = self.books.today(debtor)
        limits = self.books.limits(tx, debtor, account).plan
        means = means_of(tx, self.books, debtor, account)
        return Ground(
            total=ledger.balance_of(tx, account),
            limits=limits,
            today=today,
            usual_start=today + timedelta(days=limits.usual_start_days),
            calendar=business_days(country_of(debtor.locale)),
            affordable=means.affordable,
            payday=means.payday,
        )

    def _offer(
        self,
        tx: Session,
        account: Account,
        pace: Pace,
        terms: PlanTerms,
        ground: Ground,
    ) -> PlanOffer:
        now = self.books.clock.now()
        known = store.standing_offer(tx, account.id, pace, terms, now)
        if known:
            return known
        expires_at = now + timedelta(hours=ground.limits.offer_hours)
        schedule = schedule_of(terms, ground.calendar)
        offer = PlanOffer(new_id(), account.id, pace, terms, schedule, expires_at)
        store.add_offer(tx, offer)
        return offer

    def _agree(
        self, tx: Session, debtor: VerifiedDebtor, account: Account, offer: PlanOffer
    ) -> Plan:
        self.books.check_not_blocked(tx, debtor, account.id)
        now = self.books.clock.now()
        balance = ledger.balance_of(tx, account)
        if offer.expires_at <= now or balance != offer.terms.total:
            raise OfferExpired(offer.id)
        plan_id = store.add_plan(tx, offer, now, self.books.today(debtor))
        if plan_id is None:
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)
        return store.plan_with_id(tx, plan_id)


def complete_if_paid(tx: Session, account: Account, now: datetime) -> None:
    """End the active plan once it, or the whole balance, has been paid."""
    plan = store.active_plan(tx, account.id)
    if plan is None:
        return
    paid = ledger.paid_since(tx, account, plan.accepted_at)
    cleared = ledger.balance_of(tx, account).minor <= 0
    if cleared or paid >= plan.terms.total:
        store.end_plan(tx, plan, PlanState.COMPLETED, now)
