"""Card payments: where to pay, and what a provider's message changes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.errors import (
    OfferExpired,
    PaymentRefused,
    PaymentUnavailable,
    UnknownAccount,
)
from debt.gateways.cards import CardProvider, Checkout, ProviderPayment
from debt.identity import VerifiedDebtor
from debt.ledger import balance
from debt.money import Money
from debt.payment import (
    EventState,
    PaymentIntent,
    PaymentPage,
    PaymentStarted,
    PaymentState,
    PaymentWish,
    Purpose,
    Receipt,
    Settled,
    advance,
    check_amount,
)
from debt.reference import new_reference
from debt.services.agreements import AgreementService
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.services.plan_reviews import PlanReviewService
from debt.services.posting import PaymentPosting, posting_keys
from debt.services.settlements import SettlementService
from debt.store import accounts, ledger
from debt.store import payments as store
from debt.store.database import Database, new_id
from debt.store.requests import fingerprint, once

_REFERENCE_LENGTH = 8


@dataclass(frozen=True)
class PaymentService:
    """Opens its own transactions, none of them while the provider is being asked.

    Attributes:
        return_url: where the card page leads a person back to.
    """

    database: Database
    books: Books
    cards: CardProvider
    settlements: SettlementService
    plan_reviews: PlanReviewService
    return_url: str

    def start(
        self,
        debtor: VerifiedDebtor,
        account_id: str,
        amount: Money,
        key: str,
        *,
        purpose: Purpose = Purpose.PAYMENT,
    ) -> PaymentStarted:
        """Make a page where this amount can be paid. The same key gives the same page.

        Call it with no transaction open: SQLite would wait for the caller's own.

        Raises:
            AmountTooSmall: less than the policy's least payment.
            AmountTooLarge: more than is owed.
            OfferExpired: a settlement of an amount nobody offers.
            Blocked: collecting is paused.
            PaymentUnavailable: the provider cannot be reached; ask again, same key.
            UnknownAccount: not one of the person's accounts.
        """
        with self.database.begin() as tx:
            wish = PaymentWish(account_id, amount, purpose, self.return_url)
            intent = self._intend(tx, debtor, wish, key)
            account = accounts.account_of(tx, debtor, account_id)
        page = intent.page or self._open_checkout(intent, account)
        return PaymentStarted(page.url, amount, account_id, page.expires_at)

    def check_open(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> None:
        """Whether anything may be paid on the account now.

        Raises:
            Blocked: collecting is paused.
        """
        self.books.check_not_blocked(tx, debtor, account_id)

    def check(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, amount: Money
    ) -> None:
        """Whether this amount could be paid now; raises what `start` would raise."""
        wish = PaymentWish(account_id, amount, Purpose.PAYMENT, self.return_url)
        self._check(tx, debtor, wish)

    def receipt(self, tx: Session, debtor: VerifiedDebtor, reference: str) -> Receipt:
        """What a payment that arrived came to, from the ledger.

        Raises:
            UnknownAccount: no such payment of this person has arrived.
        """
        intent = store.intent_with_reference(tx, reference)
        if intent is None:
            raise UnknownAccount(reference)
        account = accounts.account_of(tx, debtor, intent.wish.account_id)
        entries = ledger.entries_of(tx, account)
        keys = posting_keys(intent)
        own = [n for n, entry in enumerate(entries) if entry.booking.key in keys]
        if not own:
            raise UnknownAccount(reference)
        booking = entries[own[0]].booking
        return Receipt(
            account_id=account.id,
            reference=reference,
            amount=intent.wish.amount,
            paid_on=booking.booked_on,
            method=booking.method or "",
            balance=balance(entries[: own[-1] + 1], account.currency),
            purpose=intent.wish.purpose,
        )

    def look_up(self, then: Callable[[Session, Settled], None]) -> None:
        """Ask the provider about payments still pending.

        An event can be lost on its way; a payment must not be. What the provider says
        is taken in as if its event had come, with the same `then`. One that cannot be
        read now is asked for at the next look.
        """
        with self.database.read() as tx:
            waiting = store.pending_references(tx, self.cards.name)
        for reference in waiting:
            with suppress(PaymentUnavailable, PaymentRefused):
                payment = self.cards.fetch(reference)
                with self.database.begin() as tx:
                    self._take_in(tx, payment, then)

    def settle(
        self, raw: bytes, signature: str, then: Callable[[Session, Settled], None]
    ) -> None:
        """Take in a provider's message, once.

        The message is only a hint: the payment is read again from the provider, and it
        must agree with what we asked for, or a person has to look at it.

        Args:
            raw: the body exactly as received.
            signature: the header that proves where it comes from.
            then: called once for each change of state, in the same transaction as the
                ledger entry; if it raises, nothing has happened.

        Raises:
            UntrustedEvent: the signature proves nothing.
            PaymentUnavailable: the payment cannot be read now; let the provider retry.
        """
        event = self.cards.verify(raw, signature)
        with self.database.read() as tx:
            if store.is_known_event(tx, self.cards.name, event.id):
                return
        payment = self.cards.fetch(event.reference) if event.reference else None
        with self.database.begin() as tx:
            now = self.books.clock.now()
            if store.add_event(tx, self.cards.name, event, now):
                state = self._take_in(tx, payment, then)
                store.mark_event(tx, self.cards.name, event.id, state)

    def _intend(
        self, tx: Session, debtor: VerifiedDebtor, wish: PaymentWish, key: str
    ) -> PaymentIntent:
        asked = fingerprint(debtor.id, wish.account_id, wish.amount, wish.purpose.value)
        with once(tx, "payment.start", key, asked) as request:
            if request.result:
                return store.intent_with_id(tx, request.result)
            accounts.lock_account(tx, wish.account_id)
            self._check(tx, debtor, wish)
            intent = _new_intent(debtor.conversation_id, wish)
            store.add_intent(tx, intent, self.cards.name, self.books.clock.now())
            request.result = intent.id
            return intent

    def _check(self, tx: Session, debtor: VerifiedDebtor, wish: PaymentWish) -> None:
        account = accounts.account_of(tx, debtor, wish.account_id)
        self.books.check_not_blocked(tx, debtor, account.id)
        if wish.purpose is Purpose.SETTLEMENT:
            offer = self.settlements.standing(tx, debtor, account.id)
            if offer is None or offer.amount != wish.amount:
                raise OfferExpired(account.id)
        else:
            limits = self.books.limits(tx, debtor, account)
            minimum = Money.at_least(limits.payment.least, account.currency)
            check_amount(wish.amount, ledger.balance_of(tx, account), minimum)

    def _open_checkout(self, intent: PaymentIntent, account: Account) -> PaymentPage:
        """Ask the provider for the page; a racing request gets the very same one."""
        created = self.cards.create(
            Checkout(
                amount=intent.wish.amount,
                merchant_reference=intent.reference,
                description=f"{account.product} ••{account.last4}",
                creditor=account.creditor.name,
                return_url=intent.wish.return_url,
                key=intent.provider_key,
            )
        )
        with self.database.begin() as tx:
            known = store.intent_for_update(tx, intent.id)
            store.keep_checkout(tx, intent.id, created)
            state = advance(known.state, PaymentState.PENDING)
            store.keep_state(tx, intent.id, state, created.reference)
        return PaymentPage(created.url, created.expires_at)

    def _take_in(
        self,
        tx: Session,
        payment: ProviderPayment | None,
        then: Callable[[Session, Settled], None],
    ) -> EventState:
        if payment is None:
            return EventState.IGNORED
        intent = store.intent_with_reference(tx, payment.merchant_reference)
        if intent is None:
            return EventState.QUARANTINED
        accounts.lock_account(tx, intent.wish.account_id)
        intent = store.intent_for_update(tx, intent.id)
        if not _agrees(payment, intent):
            return EventState.QUARANTINED
        state = advance(intent.state, payment.state)
        if state is not intent.state:
            store.keep_state(tx, intent.id, state, payment.reference)
            then(tx, self._settle(tx, intent, state, payment.method))
        return EventState.HANDLED

    def _settle(
        self,
        tx: Session,
        intent: PaymentIntent,
        state: PaymentState,
        method: str | None,
    ) -> Settled:
        account, zone = accounts.account_with_zone(tx, intent.wish.account_id)
        bookkeeper = Bookkeeper(self.books)
        posting = PaymentPosting(tx, bookkeeper, account, zone, intent)
        posting.follow(state, method)
        self.plan_reviews.follow_payment(tx, account)
        AgreementService(self.books).settle_if_complete(tx, account)
        return Settled(
            conversation_id=intent.conversation_id,
            account_id=account.id,
            state=state,
            amount=intent.wish.amount,
            balance=ledger.balance_of(tx, account),
            reference=intent.reference,
            purpose=intent.wish.purpose,
        )


def _new_intent(conversation_id: str, wish: PaymentWish) -> PaymentIntent:
    intent_id = new_id()
    return PaymentIntent(
        id=intent_id,
        reference=new_reference("P", _REFERENCE_LENGTH),
        conversation_id=conversation_id,
        wish=wish,
        state=PaymentState.CREATED,
        provider_key=f"checkout-{intent_id}",
    )


def _agrees(payment: ProviderPayment, intent: PaymentIntent) -> bool:
    """Whether the provider speaks of the payment we asked for, to the penny."""
    known = intent.provider_reference in (None, payment.reference)
    return known and payment.amount == intent.wish.amount
