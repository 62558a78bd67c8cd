"""Offers to close an account for less, and bids, where creditor and phase allow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from debt.account import Account, country_of
from debt.bargaining import AnsweredBid, BidAnswer, Table, answer_bid, counter_percent
from debt.errors import PlanNotAllowed, PlanRefusal
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.policy import Limits
from debt.schedule import BusinessDays, Frequency, build_schedule, business_days
from debt.services.affordability import means_of
from debt.services.books import Books
from debt.settlement import (
    Discounts,
    OfferKind,
    SettlementOffer,
    discounts,
    expiry,
    percent_taken_off,
    settlement_amount,
    with_warning,
)
from debt.store import accounts, ledger
from debt.store import settlements as store
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class SettlementService:
    """Writes down what it offers, so it needs a write transaction."""

    books: Books

    def standing(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> SettlementOffer | None:
        """The cheapest offer in one payment; each stands until its date has passed.

        There is none while a settlement in parts is under way.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
        """
        desk = self._desk(tx, debtor, account_id)
        return desk.standing() if desk.is_open else None

    def in_parts(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        parts: int | None = None,
    ) -> SettlementOffer | None:
        """The standing offer in monthly parts, as many as allowed unless said.

        Agree it with `AgreementService.accept`.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            PlanNotAllowed: fewer than two parts, or more than the policy allows; it is
                referable.
        """
        desk = self._desk(tx, debtor, account_id)
        if not desk.is_open or desk.found.parts <= 0:
            return None
        if parts is None and desk.most_parts < 2:
            return None
        parts = desk.most_parts if parts is None else parts
        if not 2 <= parts <= desk.most_parts:
            raise PlanNotAllowed(PlanRefusal.TOO_LONG, referable=True)
        affordable = means_of(
            tx, self.books, debtor, desk.account, desk.limits
        ).affordable
        return with_warning(desk.in_parts(parts), affordable)

    def offer(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        offer_id: str | None,
    ) -> SettlementOffer | None:
        """An offer of the account, while it still stands as it was read back.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            OfferExpired: there never was such an offer.
        """
        desk = self._desk(tx, debtor, account_id)
        if offer_id is None or not desk.is_open:
            return None
        offer = store.offer_with_id(tx, offer_id)
        same = store.is_of_balance(tx, offer, desk.balance)
        stands = same and desk.today <= offer.expires_on
        return offer if stands and offer.account_id == account_id else None

    def bid(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        amount: Money,
        key: str,
    ) -> AnsweredBid:
        """Answer what a person offers to settle for in one payment.

        The rounds count for the account for ever, whoever asks and however often. An
        accepted bid and a counter are standing offers from then on.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            AmountTooSmall: not above zero.
            AmountTooLarge: more than is owed.
        """
        asked = fingerprint(debtor.id, account_id, amount)
        with once(tx, "settlement.bid", key, asked) as request:
            if request.result:
                return store.answer_to(tx, request.result)
            accounts.account_of(tx, debtor, account_id)
            accounts.lock_account(tx, account_id)
            answered = self._desk(tx, debtor, account_id).answer(amount)
            now = self.books.clock.now()
            request.result = store.add_bid(tx, account_id, amount, answered, now)
            return answered

    def _desk(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> _Desk:
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account_id)
        return _Desk(
            tx=tx,
            books=self.books,
            account=account,
            balance=ledger.balance_of(tx, account),
            limits=self.books.limits(tx, debtor, account),
            today=self.books.today(debtor),
            calendar=business_days(country_of(debtor.locale)),
        )


@dataclass(frozen=True)
class _Desk:
    """One account on the table of a negotiation."""

    tx: Session
    books: Books
    account: Account
    balance: Money
    limits: Limits
    today: date
    calendar: BusinessDays

    @property
    def found(self) -> Discounts:
        return discounts(self.account, self.limits.settlement)

    @property
    def is_open(self) -> bool:
        """Whether anything may be taken off now."""
        if self.balance.minor <= 0 or self.found.floor <= 0:
            return False
        return store.active_agreement(self.tx, self.account.id) is None

    @property
    def most_parts(self) -> int:
        """None of them below the least instalment of a plan."""
        amount = settlement_amount(self.balance, self.found.parts)
        least = Money.at_least(self.limits.plan.min_instalment, amount.currency)
        return min(self.limits.settlement.max_parts, amount.minor // least.minor)

    def standing(self) -> SettlementOffer | None:
        known = store.cheapest_offer(self.tx, self.account.id, self.balance, self.today)
        percent = self.found.lump
        wanted = settlement_amount(self.balance, percent)
        if percent <= 0 or (known and known.amount <= wanted):
            return known
        return self._make(wanted, percent, OfferKind.STANDING)

    def in_parts(self, parts: int) -> SettlementOffer:
        amount = settlement_amount(self.balance, self.found.parts)
        stand = [
            each
            for each in store.offers_in_parts(
                self.tx, self.account.id, self.balance, self.today
            )
            if each.schedule and len(each.schedule.instalments) == parts
            if each.amount <= amount
        ]
        for each in stand:
            if each.schedule and each.schedule.first.due >= self.today:
                return each
        return self._make_in_parts(amount, parts, stand)

    def answer(self, bid: Money) -> AnsweredBid:
        standing = self.standing() if self.is_open else None
        table = Table(
            balance=self.balance,
            discounts=self.found if self.is_open else Discounts(0, 0, 0),
            counters=self.limits.settlement.counters,
            standing=standing.amount if standing else None,
            closed=standing is not None and standing.kind is OfferKind.BID,
            rounds=store.rounds_of(self.tx, self.account.id),
        )
        answer = answer_bid(bid, table)
        if answer is BidAnswer.ACCEPTED and (not standing or bid < standing.amount):
            percent = percent_taken_off(self.balance, bid)
            return AnsweredBid(answer, self._make(bid, percent, OfferKind.BID))
        if answer is BidAnswer.COUNTER:
            percent = counter_percent(self.found, table.rounds + 1, table.counters)
            counter = settlement_amount(self.balance, percent)
            if not standing or counter < standing.amount:
                standing = self._make(counter, percent, OfferKind.COUNTER)
        return AnsweredBid(answer, standing)

    def _make(self, amount: Money, percent: int, kind: OfferKind) -> SettlementOffer:
        offer = self._new(amount, percent, kind)
        return store.add_offer(self.tx, offer, self.books.clock.now())

    def _make_in_parts(
        self, amount: Money, parts: int, stand: list[SettlementOffer]
    ) -> SettlementOffer:
        """With days to come; the last day of an offer that stands does not move."""
        start = self.today + timedelta(days=self.limits.plan.usual_start_days)
        offer = replace(
            self._new(amount, self.found.parts, OfferKind.PARTS),
            schedule=build_schedule(
                amount.split(parts), Frequency.MONTHLY, start, self.calendar
            ),
            grace_days=self.limits.plan.grace_days,
        )
        if stand:
            offer = replace(offer, expires_on=stand[0].expires_on)
        return store.add_offer(self.tx, offer, self.books.clock.now())

    def _new(self, amount: Money, percent: int, kind: OfferKind) -> SettlementOffer:
        limits = self.limits.settlement
        return SettlementOffer(
            account_id=self.account.id,
            amount=amount,
            percent_off=percent,
            saves=self.balance - amount,
            expires_on=expiry(self.today, limits.days, self.calendar),
            rest=limits.rest,
            kind=kind,
        )
