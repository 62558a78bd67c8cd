"""Autopay: a person lets us charge a card for a plan, and can stop it at any moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from debt.account import Account
from debt.autopay import (
    Authorisation,
    AuthorisationState,
    AutopayTerms,
    CardNews,
    Consent,
    advance,
    covers,
    revoked,
    terms_of,
)
from debt.errors import (
    OfferExpired,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotAllowed,
    PlanRefusal,
    UnknownAccount,
)
from debt.event import EventState, Outcome
from debt.gateways.cards import (
    CardFunding,
    CardProvider,
    CardSetup,
    ProviderSetup,
    SavedCard,
    SetupState,
)
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payment import OPEN, PaymentPage
from debt.reference import LENGTH_FOR_PROVIDERS, new_reference
from debt.services.books import Books
from debt.services.intake import Intake
from debt.store import accounts, plans
from debt.store import autopay as store
from debt.store.database import Database, new_id
from debt.store.requests import fingerprint, once

ThenCard = Callable[[Session, CardNews], None]


def nobody(_tx: Session, _news: CardNews) -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class AutopayService:
    """Authorisations stand beside plans: a plan can always be paid by hand instead.

    Attributes:
        return_url: where the card page leads a person back to.
    """

    database: Database
    books: Books
    cards: CardProvider
    intake: Intake
    return_url: str

    def propose(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> AutopayTerms:
        """What would be authorised: every amount and date that is still to come.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            PlanNotAllowed: there is no active plan, or nothing of it is left.
        """
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account.id)
        status = self.books.plan_status(tx, debtor, account)
        terms = terms_of(status, self.books.today(debtor)) if status else None
        if terms is None:
            raise PlanNotAllowed(PlanRefusal.NO_ACTIVE_PLAN)
        return terms

    def begin(self, debtor: VerifiedDebtor, consent: Consent, key: str) -> PaymentPage:
        """Keep the yes, word for word, and make the page where a card is saved.

        Nothing is charged before the provider has confirmed the card. The same key
        gives the same page. Call it with no transaction open.

        Raises:
            OfferExpired: the plan is no longer as it was shown.
            PaymentUnavailable: the provider cannot be reached; ask again, same key.
            PaymentRefused: the provider does not take the request.
            Blocked, PlanNotAllowed, UnknownAccount: as in `propose`.
        """
        with self.database.begin() as tx:
            authorisation = self._agree(tx, debtor, consent, key)
            account = accounts.account_of(tx, debtor, consent.terms.account_id)
            known = store.page_of(tx, authorisation.id)
        return known or self._open_page(authorisation, account)

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Authorisation | None:
        """The newest authorisation of an account, with its wording: the copy to keep.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return store.latest_of_account(tx, account.id)

    def covers(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> bool:
        """Whether a card is charged for all that is still to come of the plan.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        known = self.current(tx, debtor, account_id)
        plan = plans.plan_in_force(tx, account_id)
        if known is None or plan is None:
            return False
        return covers(known, plan, self.books.today(debtor))

    def agreed(
        self, tx: Session, debtor: VerifiedDebtor, reference: str
    ) -> Authorisation:
        """What a person agreed to, word for word: the copy to keep.

        Raises:
            UnknownAccount: the person never agreed to such a thing.
        """
        found = store.with_reference(tx, reference)
        if found is None:
            raise UnknownAccount(reference)
        accounts.account_of(tx, debtor, found.consent.terms.account_id)
        return found

    def on_its_way(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Money | None:
        """A charge that was sent to the provider and not answered yet.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        known = self.current(tx, debtor, account_id)
        if known is None:
            return None
        attempts = store.attempts_of_plan(tx, known.consent.terms.plan_id)
        return next((each.amount for each in attempts if each.state in OPEN), None)

    def revoke(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> bool:
        """Stop everything that has not been sent to the provider yet (1005.10(c)).

        It holds as soon as the transaction does; the card is forgotten soon after.
        Returns whether there was anything to stop when the key was used first.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "autopay.revoke", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                standing = store.standing_of_account(tx, account.id)
                for each in standing:
                    self._revoke(tx, each)
                request.result = "stopped" if standing else "nothing"
            return request.result == "stopped"

    def take_in(
        self, tx: Session, setup: ProviderSetup, then: ThenCard = nobody
    ) -> Outcome:
        """Fold what the provider says of a saved card into the authorisation.

        Args:
            then: called, in the same transaction, when it has ended either way.
        """
        found = store.with_reference(tx, setup.merchant_reference)
        if found is None:
            why = "we asked for no such card"
            return self.intake.quarantine(tx, setup.reference, why)
        account_id = found.consent.terms.account_id
        accounts.lock_account(tx, account_id)
        known = store.authorisation_for_update(tx, found.id)
        if setup.state is SetupState.DONE and setup.card:
            self._keep_card(tx, known, setup.card)
        elif setup.state is SetupState.EXPIRED:
            state = advance(known.state, AuthorisationState.EXPIRED)
            store.keep_authorisation(tx, replace(known, state=state))
        now = store.authorisation_for_update(tx, found.id)
        if now.state is not known.state:
            then(tx, CardNews(now.conversation_id, account_id, now.is_active))
        return Outcome(EventState.HANDLED)

    def look_up(self, then: ThenCard = nobody) -> None:
        """Ask the provider about card pages whose end has not been heard of."""
        with self.database.read() as tx:
            waiting = store.waiting_setups(tx, self.cards.name)
        for reference in waiting:
            with suppress(PaymentUnavailable, PaymentRefused):
                setup = self.cards.fetch_setup(reference)
                with self.database.begin() as tx:
                    self.take_in(tx, setup, then)

    def forget_cards(self) -> None:
        """Let the provider forget the cards of authorisations that are over."""
        with self.database.read() as tx:
            over = store.cards_to_forget(tx)
        for each in over:
            with suppress(PaymentUnavailable, PaymentRefused):
                self.cards.forget(each.card or "")
                with self.database.begin() as tx:
                    known = store.authorisation_for_update(tx, each.id)
                    gone = replace(known, forgotten_at=self.books.clock.now())
                    store.keep_authorisation(tx, gone)

    def _agree(
        self, tx: Session, debtor: VerifiedDebtor, consent: Consent, key: str
    ) -> Authorisation:
        asked = fingerprint(debtor.id, consent)
        with once(tx, "autopay.begin", key, asked) as request:
            if request.result:
                return store.authorisation_for_update(tx, request.result)
            accounts.lock_account(tx, consent.terms.account_id)
            if self.propose(tx, debtor, consent.terms.account_id) != consent.terms:
                raise OfferExpired(consent.terms.plan_id)
            authorisation = Authorisation(
                id=new_id(),
                reference=new_reference("A", LENGTH_FOR_PROVIDERS),
                debtor_id=debtor.id,
                conversation_id=debtor.conversation_id,
                consent=consent,
                state=AuthorisationState.REQUESTED,
                agreed_at=self.books.clock.now(),
            )
            store.add_authorisation(tx, authorisation, self.return_url, self.cards.name)
            request.result = authorisation.id
            return authorisation

    def _open_page(self, authorisation: Authorisation, account: Account) -> PaymentPage:
        created = self.cards.set_up(
            CardSetup(
                merchant_reference=authorisation.reference,
                description=f"{account.product} ••{account.last4}",
                creditor=account.creditor.name,
                return_url=self.return_url,
                key=f"setup-{authorisation.id}",
            )
        )
        with self.database.begin() as tx:
            store.keep_page(tx, authorisation.id, created)
        return PaymentPage(created.url, created.expires_at)

    def _keep_card(self, tx: Session, known: Authorisation, card: SavedCard) -> None:
        """The newest card of a plan is the one; one that may not pay is not kept."""
        if known.card is not None:
            return
        plan_id = known.consent.terms.plan_id
        kept = replace(known, card=card.reference, method=card.method)
        if not self._may_pay(tx, known, card):
            kept = revoked(kept, self._now)
        elif known.state is not AuthorisationState.REVOKED:
            before = store.active_of_plan(tx, plan_id)
            if before:
                self._revoke(tx, before)
            state = AuthorisationState.ACTIVE
            kept = replace(kept, state=state, confirmed_at=self._now)
        store.keep_authorisation(tx, kept)

    def _may_pay(self, tx: Session, known: Authorisation, card: SavedCard) -> bool:
        if card.funding is not CardFunding.CREDIT:
            return True
        account_id = known.consent.terms.account_id
        account, zone = accounts.account_with_zone(tx, account_id)
        return self.intake.takes_credit_cards(tx, account, zone)

    def _revoke(self, tx: Session, authorisation: Authorisation) -> None:
        store.keep_authorisation(tx, revoked(authorisation, self._now))

    @property
    def _now(self) -> datetime:
        return self.books.clock.now()
