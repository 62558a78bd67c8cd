"""Payment plans: two offers, the person's own proposal, and one yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from debt.account import Account
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
    proposed_terms,
    token_terms,
    two_terms,
)
from debt.plan import Pace, Plan, PlanOffer, PlanStatus
from debt.plan_log import Actor, PlanEvent, PlanEventKind
from debt.schedule import Frequency
from debt.services.books import Books
from debt.services.plan_offers import plan_ground, put_on_table
from debt.services.plan_reviews import PlanReviewService
from debt.store import accounts, ledger, settlements
from debt.store import plans as store
from debt.store.plan_log import events_of
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class PlanService:
    """Everything but ``current`` writes, so it needs a write transaction."""

    books: Books
    reviews: PlanReviewService

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
            put_on_table(tx, self.books, account, pace, terms, ground)
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
        return put_on_table(tx, self.books, account, Pace.PROPOSED, terms, ground)

    def propose_token(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> PlanOffer:
        """A token plan, for somebody who can pay next to nothing for now.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            PlanNotAllowed: nothing to offer here; see its reason.
        """
        account = accounts.account_of(tx, debtor, account_id)
        ground = self._ground(tx, debtor, account)
        if ground.total.minor <= 0:
            raise PlanNotAllowed(PlanRefusal.NOTHING_OWED)
        if not ground.limits.bot_months:
            raise PlanNotAllowed(PlanRefusal.PERSON_ONLY, referable=True)
        return put_on_table(
            tx, self.books, account, Pace.TOKEN, token_terms(ground), ground
        )

    def accept(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        offer_id: str,
        key: str,
        text_version: str = "",
    ) -> Plan:
        """Agree an offer. A repeated yes gives the same plan again.

        Args:
            text_version: which wording of the agreement was read back.

        Raises:
            OfferExpired: too late, or the balance or the plan has changed since.
            Blocked: collecting is paused.
            PlanNotAllowed: the account has another plan in force.
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
                self._check_stands(tx, debtor, account, offer)
                self._make_room(tx, debtor, account, offer, key)
                plan = self._agree(tx, debtor, offer, key, text_version)
            elif not plan.is_in_force:
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
        """How the plan in force is going, if there is one."""
        account = accounts.account_of(tx, debtor, account_id)
        return self.books.plan_status(tx, debtor, account)

    def latest(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Plan | None:
        """The newest plan of an account, whatever became of it.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return store.latest_plan(tx, account.id)

    def history(
        self, tx: Session, debtor: VerifiedDebtor, plan_id: str
    ) -> tuple[PlanEvent, ...]:
        """Everything that happened to a plan, in order.

        Raises:
            UnknownAccount: the person never agreed such a plan.
        """
        return events_of(tx, self.agreed(tx, debtor, plan_id).id)

    def cancel(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> Plan:
        """End the plan in force; what was paid stays paid.

        One that the review finds to be over already is given as it is.

        Raises:
            PlanNotAllowed: there is no plan in force.
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "plan.cancel", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                plan = store.plan_in_force(tx, account.id)
                if plan is None:
                    raise PlanNotAllowed(PlanRefusal.NO_ACTIVE_PLAN)
                plan = self.reviews.bring_up_to_date(tx, debtor, account, plan)
                if plan.is_in_force:
                    self._record(tx, debtor, plan, PlanEventKind.CANCELLED, key)
                request.result = plan.id
            return store.plan_with_id(tx, request.result)

    def _ground(self, tx: Session, debtor: VerifiedDebtor, account: Account) -> Ground:
        self.books.check_not_blocked(tx, debtor, account.id)
        settling = settlements.active_agreement(tx, account.id)
        if settling or store.plan_in_force(tx, account.id):
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)
        return plan_ground(tx, self.books, debtor, account)

    def _check_stands(
        self, tx: Session, debtor: VerifiedDebtor, account: Account, offer: PlanOffer
    ) -> None:
        self.books.check_not_blocked(tx, debtor, account.id)
        balance = ledger.balance_of(tx, account)
        if offer.expires_at <= self.books.clock.now() or balance != offer.balance:
            raise OfferExpired(offer.id)
        if settlements.active_agreement(tx, account.id):
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)

    def _make_room(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        offer: PlanOffer,
        key: str,
    ) -> None:
        """End the plan that the offer takes the place of."""
        if offer.replaces is None:
            return
        plan = store.plan_in_force(tx, account.id)
        if plan is None or plan.id != offer.replaces:
            raise OfferExpired(offer.id)
        plan = self.reviews.bring_up_to_date(tx, debtor, account, plan)
        if not plan.is_in_force:
            raise OfferExpired(offer.id)
        self._record(tx, debtor, plan, PlanEventKind.REPLACED, key)

    def _agree(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        offer: PlanOffer,
        key: str,
        text_version: str,
    ) -> Plan:
        now, today = self.books.clock.now(), self.books.today(debtor)
        plan_id = store.add_plan(
            tx, offer, now, today, text_version=text_version, key=key
        )
        if plan_id is None:
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)
        return store.plan_with_id(tx, plan_id)

    def _record(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        plan: Plan,
        kind: PlanEventKind,
        key: str,
    ) -> None:
        now, today = self.books.clock.now(), self.books.today(debtor)
        store.record(tx, plan, PlanEvent(kind, Actor.DEBTOR, now, today, key))
