"""Taking in what the card provider says of a payment: checked, folded, booked, told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.alarm import AlarmKind
from debt.event import EventState, Outcome
from debt.gateways.cards import CardFunding, ProviderPayment
from debt.money import Money
from debt.payment import (
    ARRIVED,
    PaymentIntent,
    PaymentState,
    Settled,
    Standing,
    fold,
    kept,
    news_of,
)
from debt.policy import CardPolicy
from debt.refund import Refund, RefundReason, RefundState
from debt.rights import blocks_collection
from debt.services.agreements import AgreementService
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.services.plan_reviews import PlanReviewService
from debt.services.posting import PaymentPosting
from debt.store import accounts, alarms, ledger, refunds, rights
from debt.store import payments as store
from debt.store.database import new_id

_REFUSED = "refused"

Then = Callable[[Session, Settled], None]


@dataclass(frozen=True)
class Intake:
    """Money that arrived is always booked; whatever is wrong with it raises an alarm.

    Everything happens in the open transaction, while the account is locked.
    """

    books: Books
    reviews: PlanReviewService
    agreements: AgreementService

    def take_in(self, tx: Session, payment: ProviderPayment, then: Then) -> Outcome:
        """Fold what the provider says now into what is known.

        The end is the same in whatever order, and however often, news is taken in.

        Args:
            then: called if the person has to hear of it; if it raises, nothing has
                happened.
        """
        intent = store.intent_with_reference(tx, payment.merchant_reference)
        if intent is None:
            why = "we asked for no such payment"
            return self.quarantine(tx, payment.reference, why)
        account, zone = accounts.account_with_zone(tx, intent.wish.account_id)
        accounts.lock_account(tx, account.id)
        intent = store.intent_for_update(tx, intent.id)
        wrong = disagreement(payment, intent)
        if wrong:
            return self.quarantine(tx, payment.reference, wrong)
        after = self._fold(tx, payment, intent, account, zone)
        reference = payment.reference
        store.keep_news(tx, intent, after, reference, payment.decline)
        posting = PaymentPosting(tx, Bookkeeper(self.books), account, zone, intent)
        posting.follow(after, payment.method)
        self.reviews.follow_payment(tx, account)
        self.agreements.settle_if_complete(tx, account)
        self._react(tx, account, intent, after)
        self._tell(tx, account, intent, after, then)
        now = self.books.clock.now()
        alarms.close_alarm(tx, AlarmKind.QUARANTINED, reference, now)
        return Outcome(EventState.HANDLED)

    def _fold(
        self,
        tx: Session,
        payment: ProviderPayment,
        intent: PaymentIntent,
        account: Account,
        zone: str,
    ) -> Standing:
        news = Standing(payment.state, payment.refunded)
        if (
            payment.state is PaymentState.SUCCEEDED
            and intent.state not in ARRIVED
            and payment.funding is CardFunding.CREDIT
            and not self.takes_credit_cards(tx, account, zone)
        ):
            news = Standing(PaymentState.BARRED, payment.refunded)
        return fold(intent.standing, news, intent.amount)

    def refuse(self, tx: Session, intent: PaymentIntent, why: str, then: Then) -> None:
        """Keep and tell that the provider turned a charge down: nothing was taken."""
        accounts.lock_account(tx, intent.wish.account_id)
        known = store.intent_for_update(tx, intent.id)
        account = accounts.account_with_id(tx, known.wish.account_id)
        failed = Standing(PaymentState.FAILED, known.standing.refunded)
        after = fold(known.standing, failed, known.amount)
        store.keep_news(tx, known, after, known.provider_reference, _REFUSED)
        self._alarm(tx, AlarmKind.CHARGE_REFUSED, known.reference, why)
        self._tell(tx, account, known, after, then)

    def give_up(self, tx: Session, intent: PaymentIntent) -> None:
        """Keep, without a word, that a payment never reached the provider."""
        known = store.intent_for_update(tx, intent.id)
        gone = Standing(PaymentState.EXPIRED, known.standing.refunded)
        after = fold(known.standing, gone, known.amount)
        store.keep_news(tx, known, after, known.provider_reference)

    def takes_credit_cards(self, tx: Session, account: Account, zone: str) -> bool:
        """Whether credit cards may pay (Visa bars them for debt in collection)."""
        limits = self.books.limits_on(tx, account, self.books.clock.today(zone))
        return limits.payment.cards is CardPolicy.DEBIT_AND_CREDIT

    def _react(
        self, tx: Session, account: Account, intent: PaymentIntent, after: Standing
    ) -> None:
        """What has to be done, or looked at, because of money that came or went."""
        owed = ledger.balance_of(tx, account)
        if after.state in ARRIVED and intent.state not in ARRIVED:
            self._check_arrival(tx, account, intent, after, owed)
        if owed.minor >= 0:
            now = self.books.clock.now()
            alarms.close_alarm(tx, AlarmKind.OVERPAID, intent.reference, now)

    def _check_arrival(
        self,
        tx: Session,
        account: Account,
        intent: PaymentIntent,
        after: Standing,
        owed: Money,
    ) -> None:
        now = self.books.clock.now()
        blocks = rights.blocks_of(tx, account.debtor_id, now)
        block = blocks_collection(blocks, account.id, now)
        if block:
            detail = f"{block.kind.value} {block.reference}"
            self._alarm(tx, AlarmKind.PAID_WHILE_BLOCKED, intent.reference, detail)
        if after.state is PaymentState.BARRED:
            self._order(tx, intent, after, RefundReason.BARRED_CARD, intent.amount)
        elif owed.minor < 0:
            excess = min(-owed, kept(after, intent.amount))
            detail = f"{excess.plain} too much"
            self._alarm(tx, AlarmKind.OVERPAID, intent.reference, detail)
            self._order(tx, intent, after, RefundReason.OVERPAID, excess)

    def _order(
        self,
        tx: Session,
        intent: PaymentIntent,
        after: Standing,
        reason: RefundReason,
        amount: Money,
    ) -> None:
        """A card that may not pay is refunded by itself, an overpayment by a person."""
        left = min(amount, kept(after, intent.amount))
        if left.minor <= 0:
            return
        barred = reason is RefundReason.BARRED_CARD
        refund = Refund(
            id=new_id(),
            intent_id=intent.id,
            reason=reason,
            amount=left,
            up_to=after.refunded + left,
            state=RefundState.ORDERED if barred else RefundState.PROPOSED,
            provider_key=f"refund-{intent.id}-{reason.value}",
        )
        refunds.add_refund(tx, refund, self.books.clock.now())

    def _tell(
        self,
        tx: Session,
        account: Account,
        intent: PaymentIntent,
        after: Standing,
        then: Then,
    ) -> None:
        state = news_of(intent.standing, after)
        if state is None or state is PaymentState.PENDING:
            return
        then(
            tx,
            Settled(
                conversation_id=intent.conversation_id,
                account_id=account.id,
                state=state,
                amount=intent.amount,
                balance=ledger.balance_of(tx, account),
                reference=intent.reference,
                purpose=intent.wish.purpose,
            ),
        )

    def quarantine(self, tx: Session, reference: str, why: str) -> Outcome:
        """Book nothing: a person has to look at it."""
        self._alarm(tx, AlarmKind.QUARANTINED, reference, why)
        return Outcome(EventState.QUARANTINED, why)

    def _alarm(self, tx: Session, kind: AlarmKind, reference: str, detail: str) -> None:
        alarms.open_alarm(tx, kind, reference, detail, self.books.clock.now())


def disagreement(payment: ProviderPayment, intent: PaymentIntent) -> str | None:
    """What the provider says otherwise than we asked, to the penny; None if nothing."""
    known, told = intent.provider_reference, payment.reference
    if known not in (None, told):
        return f"reference {told}, not {known}"
    if payment.amount != intent.amount:
        return f"amount {payment.amount.plain}, not {intent.amount.plain}"
    if payment.refunded.currency != intent.amount.currency:
        return f"refund in {payment.refunded.currency}"
    if not 0 <= payment.refunded.minor <= intent.amount.minor:
        return f"refund of {payment.refunded.plain}"
    if payment.refunded and payment.state not in ARRIVED:
        return f"refund of a payment that is {payment.state.value}"
    return None
