"""Card payments: where to pay, and what a provider's message changes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.errors import AmountTooLarge, OfferExpired, UnknownAccount
from debt.gateways.cards import CardProvider, Checkout
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payment import (
    ARRIVED,
    PaymentIntent,
    PaymentPage,
    PaymentStarted,
    PaymentState,
    PaymentWish,
    Purpose,
    Standing,
    check_amount,
    fold,
    new_intent,
    pages_to_close,
)
from debt.policy import CardPolicy, PaymentLimits
from debt.receipt import PaymentNotice, Receipt, receipt_of
from debt.reference import LENGTH_FOR_PROVIDERS, new_reference
from debt.services.autopay import ThenCard, nobody
from debt.services.books import Books
from debt.services.intake import Then
from debt.services.provider_news import ProviderNews
from debt.services.settlements import SettlementService
from debt.store import accounts, ledger
from debt.store import payments as store
from debt.store.database import Database, new_id
from debt.store.requests import fingerprint, once


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
    news: ProviderNews
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

        Pages of the account that are still open are closed first, the oldest before the
        others, where together they could take more than is owed.

        Call it with no transaction open: SQLite would wait for the caller's own.

        Raises:
            AmountTooSmall: less than the policy's least payment.
            AmountTooLarge: more than is owed, or than is not being paid at this moment.
            OfferExpired: a settlement of an amount nobody offers, or a page that has
                closed since.
            Blocked: collecting is paused.
            PaymentUnavailable: the provider cannot be reached; ask again, same key.
            PaymentRefused: the provider does not take the request.
            UnknownAccount: not one of the person's accounts.
        """
        with self.database.begin() as tx:
            wish = PaymentWish(account_id, amount, purpose, self.return_url)
            intent = self._intend(tx, debtor, wish, key)
            account = accounts.account_of(tx, debtor, account_id)
        if intent.state is PaymentState.EXPIRED:
            raise OfferExpired(intent.reference)
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
    ) -> PaymentNotice:
        """What to tell before this amount is paid; raises what `start` would raise."""
        account = self._account(tx, debtor, account_id)
        cards = self._check_amount(tx, debtor, account, amount).cards
        return PaymentNotice(
            creditor=account.creditor.name,
            reference=account.masked_reference,
            description=account.product,
            opened_on=account.opened_on,
            information=account.creditor.information,
            credit_cards=cards is CardPolicy.DEBIT_AND_CREDIT,
        )

    def receipt(self, tx: Session, debtor: VerifiedDebtor, reference: str) -> Receipt:
        """What a payment that arrived came to, and what of it went back since.

        Raises:
            UnknownAccount: no such payment of this person has arrived.
        """
        intent = store.intent_with_reference(tx, reference)
        if intent is None:
            raise UnknownAccount(reference)
        account = accounts.account_of(tx, debtor, intent.wish.account_id)
        entries = ledger.entries_of(tx, account)
        receipt = receipt_of(intent, entries)
        if receipt is None:
            raise UnknownAccount(reference)
        return receipt

    def look_up(self, then: Then, then_card: ThenCard = nobody) -> None:
        """Ask the provider about payments and saved cards it has not told the end of.

        An event can be lost on its way; a payment must not be. What the provider says
        is taken in as if its event had come, with the same `then`. What cannot be read
        now is asked for at the next look.
        """
        self.news.look_up(then, then_card)

    def settle(
        self, raw: bytes, signature: str, then: Then, then_card: ThenCard = nobody
    ) -> None:
        """Take in a provider's message, once.

        The message is only a hint: what it is about is read again from the provider,
        and it must agree with what we asked for, or a person has to look at it.

        Args:
            raw: the body exactly as received.
            signature: the header that proves where it comes from.
            then: called for each change that the person has to hear of, in the same
                transaction as the ledger entry; if it raises, nothing has happened.
            then_card: the same, when the saving of a card has ended.

        Raises:
            UntrustedEvent: the signature proves nothing.
            PaymentUnavailable: it cannot be read now; let the provider send it again.
        """
        self.news.settle(raw, signature, then, then_card)

    def _intend(
        self, tx: Session, debtor: VerifiedDebtor, wish: PaymentWish, key: str
    ) -> PaymentIntent:
        asked = fingerprint(debtor.id, wish.account_id, wish.amount, wish.purpose.value)
        with once(tx, "payment.start", key, asked) as request:
            if request.result:
                return store.intent_with_id(tx, request.result)
            accounts.lock_account(tx, wish.account_id)
            account = self._check(tx, debtor, wish)
            now = self.books.clock.now()
            waiting = store.open_intents(tx, account.id, now)
            owed = ledger.balance_of(tx, account)
            closing = pages_to_close(waiting, wish, owed)
            reference = new_reference("P", LENGTH_FOR_PROVIDERS)
            intent = new_intent(new_id(), reference, debtor.conversation_id, wish)
            store.add_intent(tx, intent, self.cards.name, now)
            for each in closing:
                store.replace(tx, each, intent.id)
            request.result = intent.id
            return intent

    def _check(self, tx: Session, debtor: VerifiedDebtor, wish: PaymentWish) -> Account:
        account = self._account(tx, debtor, wish.account_id)
        if wish.purpose is Purpose.SETTLEMENT:
            offer = self.settlements.standing(tx, debtor, account.id)
            if offer is None or offer.amount != wish.amount:
                raise OfferExpired(account.id)
        else:
            self._check_amount(tx, debtor, account, wish.amount)
        return account

    def _account(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> Account:
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account.id)
        return account

    def _check_amount(
        self, tx: Session, debtor: VerifiedDebtor, account: Account, amount: Money
    ) -> PaymentLimits:
        limits = self.books.limits(tx, debtor, account).payment
        minimum = Money.at_least(limits.least, account.currency)
        check_amount(amount, ledger.balance_of(tx, account), minimum)
        return limits

    def _open_checkout(self, intent: PaymentIntent, account: Account) -> PaymentPage:
        """Ask the provider for the page; a racing request gets the very same one."""
        self._close_replaced(intent)
        created = self.cards.create(
            Checkout(
                amount=intent.amount,
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
            pending = Standing(PaymentState.PENDING, known.standing.refunded)
            standing = fold(known.standing, pending, intent.amount)
            store.keep_news(tx, known, standing, created.reference)
        if standing.state is PaymentState.EXPIRED:
            # A later wish has taken its place meanwhile; nobody has seen this page.
            self.cards.close(created.reference)
            raise OfferExpired(intent.reference)
        return PaymentPage(created.url, created.expires_at)

    def _close_replaced(self, intent: PaymentIntent) -> None:
        """Close the pages that give way to this payment; one may have been paid."""
        with self.database.read() as tx:
            replaced = store.replaced_by(tx, intent.id)
        paid = [each for each in replaced if not self._is_closed(each)]
        if paid:
            with self.database.begin() as tx:
                self.news.intake.give_up(tx, intent)
                account = accounts.account_with_id(tx, intent.wish.account_id)
                left = ledger.balance_of(tx, account)
            raise AmountTooLarge(max(left, Money.zero(account.currency)))

    def _is_closed(self, page: PaymentIntent) -> bool:
        """Close a page; ``False`` if it was paid before that."""
        if page.state is PaymentState.EXPIRED or page.provider_reference is None:
            return True
        if page.state in ARRIVED:
            return False
        if self.cards.close(page.provider_reference).state in ARRIVED:
            return False
        with self.database.begin() as tx:
            self.news.intake.give_up(tx, page)
        return True
