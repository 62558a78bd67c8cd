"""Proposals that go to a person, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account, country_of
from debt.errors import IllegalTransition
from debt.ground import Wish
from debt.identity import VerifiedDebtor
from debt.negotiation import proposed_terms, schedule_of
from debt.plan import Pace, PlanOffer
from debt.referral import (
    OFFER_LIFETIME,
    Referral,
    ReferralState,
    answer_due,
    limits_of_a_person,
)
from debt.schedule import business_days
from debt.services.books import Books
from debt.store import accounts, plans
from debt.store import referrals as store
from debt.store.database import new_id
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class ReferralService:
    """A reasonable proposal is never simply refused (FCA CONC 7.5.4)."""

    books: Books

    def refer(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        wish: Wish,
        reason: str,
        key: str,
    ) -> Referral:
        """Pass a proposal on; the same key gives the same referral.

        Args:
            reason: the value of the refusal that led to it, such as ``too_long``.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor.id, account_id, wish, reason)
        with once(tx, "referral.refer", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                calendar = business_days(country_of(debtor.locale))
                due_on = answer_due(self.books.today(debtor), calendar)
                now = self.books.clock.now()
                new = Referral("", account.id, reason, wish, now, due_on)
                request.result = store.add_referral(tx, new, account.currency)
            return store.referral_with_reference(tx, request.result)

    def waiting(self, tx: Session) -> list[Referral]:
        """Those nobody has decided yet, the most urgent first."""
        return store.waiting_referrals(tx)

    def one(self, tx: Session, debtor: VerifiedDebtor, reference: str) -> Referral:
        """What became of a proposal; an accepted one has an offer to say yes to.

        Raises:
            IllegalTransition: there is no such referral.
            UnknownAccount: it is somebody else's.
        """
        referral = store.referral_with_reference(tx, reference)
        accounts.account_of(tx, debtor, referral.account_id)
        return referral

    def latest(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Referral | None:
        """The newest proposal for an account, whatever became of it.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return store.latest_referral(tx, account.id)

    def decline(self, tx: Session, reference: str, by: str) -> Referral:
        """Decide against a proposal; deciding the same again changes nothing.

        Args:
            by: the id of the person who decides.

        Raises:
            IllegalTransition: it was accepted, or there is no such referral.
        """
        return self._decide(tx, reference, ReferralState.DECLINED, by, None)

    def accept(
        self, tx: Session, reference: str, by: str, terms: Wish | None = None
    ) -> Referral:
        """Make the offer that was asked for; the debtor still has to say yes to it.

        Args:
            by: the id of the person who decides.
            terms: what is offered instead of exactly what was proposed.

        Raises:
            IllegalTransition: it was declined, or there is no such referral.
            AmountTooLarge: the instalment is more than is owed.
            PlanNotAllowed: not even a person may agree it under the policy.
        """
        return self._decide(tx, reference, ReferralState.ACCEPTED, by, terms)

    def _decide(
        self,
        tx: Session,
        reference: str,
        to: ReferralState,
        by: str,
        terms: Wish | None,
    ) -> Referral:
        referral = store.referral_with_reference(tx, reference)
        accounts.lock_account(tx, referral.account_id)
        referral = store.referral_with_reference(tx, reference)
        if referral.state is ReferralState.WAITING:
            account = accounts.account_with_id(tx, referral.account_id)
            accepted = to is ReferralState.ACCEPTED
            wish = terms or referral.wish
            offer_id = self._offer(tx, account, wish).id if accepted else None
            now = self.books.clock.now()
            store.decide_referral(tx, reference, to, offer_id, by, now)
        elif referral.state is not to:
            raise IllegalTransition(referral.state.value, to.value)
        return store.referral_with_reference(tx, reference)

    def _offer(self, tx: Session, account: Account, wish: Wish) -> PlanOffer:
        owner = accounts.owner_of(tx, account)
        limits = self.books.limits(tx, owner, account).plan
        limits = limits_of_a_person(limits, account.currency)
        ground = self.books.plan_ground(tx, owner, account, limits)
        terms = proposed_terms(ground, wish)
        running = plans.plan_in_force(tx, account.id)
        offer = PlanOffer(
            id=new_id(),
            account_id=account.id,
            pace=Pace.PROPOSED,
            terms=terms,
            schedule=schedule_of(terms, ground.calendar),
            expires_at=self.books.clock.now() + OFFER_LIFETIME,
            replaces=running.id if running else None,
        )
        plans.add_offer(tx, offer)
        return offer
