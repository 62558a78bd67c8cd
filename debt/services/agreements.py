"""Settlements in parts: agreed, paid part by part, and the rest then written off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from debt.account import Account
from debt.errors import OfferExpired, PlanNotAllowed, PlanRefusal
from debt.identity import VerifiedDebtor
from debt.ledger import Booking, Entry, EntryKind
from debt.plan_course import Patience, Received
from debt.policy import RestOfDebt
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.settlement import (
    Agreement,
    AgreementState,
    AgreementStatus,
    SettlementOffer,
    agreement_status,
    discounts,
    has_lapsed,
)
from debt.store import accounts, ledger, plans
from debt.store import settlements as store
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class AgreementService:
    """Everything but ``current`` writes, so it needs a write transaction."""

    books: Books

    def accept(
        self, tx: Session, debtor: VerifiedDebtor, offer_id: str, key: str
    ) -> Agreement:
        """Agree an offer in parts. A repeated yes gives the same agreement again.

        Raises:
            OfferExpired: too late, a part's day has passed, or the balance has changed.
            Blocked: collecting is paused.
            PlanNotAllowed: the account has a plan or another agreement.
            UnknownAccount: the offer is for somebody else's account.
        """
        asked = fingerprint(debtor.id, offer_id)
        with once(tx, "settlement.accept", key, asked) as request:
            if request.result:
                return store.agreement_with_id(tx, request.result)
            offer = store.offer_with_id(tx, offer_id)
            account = accounts.account_of(tx, debtor, offer.account_id)
            accounts.lock_account(tx, account.id)
            agreement = store.agreement_of_offer(tx, offer_id)
            if agreement is None:
                agreement = self._agree(tx, debtor, account, offer)
            elif agreement.state is not AgreementState.ACTIVE:
                raise OfferExpired(offer_id)
            request.result = agreement.id
            return agreement

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> AgreementStatus | None:
        """How the settlement in parts is going, if there is one.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        agreement = store.active_agreement(tx, account.id)
        if agreement is None:
            return None
        paid = _paid(tx, account, agreement)
        if self._has_lapsed(tx, account, agreement, paid):
            agreement = replace(agreement, state=AgreementState.LAPSED)
        return agreement_status(agreement, paid)

    def cancel(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> Agreement:
        """End it; what was paid stays credited, and the rest is owed again.

        Raises:
            PlanNotAllowed: there is no active settlement in parts.
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "settlement.cancel", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                agreement = store.active_agreement(tx, account.id)
                if agreement is None:
                    raise PlanNotAllowed(PlanRefusal.NO_ACTIVE_PLAN)
                self._end(tx, agreement, AgreementState.CANCELLED)
                request.result = agreement.id
            return store.agreement_with_id(tx, request.result)

    def settle_if_complete(self, tx: Session, account: Account) -> None:
        """What a payment that arrived or came back changes about a settlement.

        Call it after each, in the same transaction; the account must be locked. Once
        all parts are paid, each by its last day, the rest is written off, unless it
        was to survive.
        """
        active = store.active_agreement(tx, account.id)
        if active is None:
            self._look_again_at_completed(tx, account)
            return
        paid = _paid(tx, account, active)
        cleared = ledger.balance_of(tx, account).minor <= 0
        if not cleared and self._has_lapsed(tx, account, active, paid):
            self._end(tx, active, AgreementState.LAPSED)
        elif cleared or not agreement_status(active, paid).left:
            self._write_off_rest(tx, account, active)
            self._end(tx, active, AgreementState.COMPLETED)

    def under_way(self, tx: Session) -> list[str]:
        """Ids of the accounts with a settlement in parts, to be reviewed each day."""
        return store.accounts_with_agreements(tx)

    def review(self, tx: Session, account_id: str) -> None:
        """End the settlement if a part's last day has passed."""
        accounts.lock_account(tx, account_id)
        account = accounts.account_with_id(tx, account_id)
        self.settle_if_complete(tx, account)

    def _agree(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        offer: SettlementOffer,
    ) -> Agreement:
        self.books.check_not_blocked(tx, debtor, account.id)
        self._check_stands(tx, debtor, account, offer)
        self.settle_if_complete(tx, account)
        if plans.plan_in_force(tx, account.id):
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)
        agreement_id = store.add_agreement(tx, offer, self.books.clock.now())
        if agreement_id is None:
            raise PlanNotAllowed(PlanRefusal.ALREADY_ACTIVE)
        return store.agreement_with_id(tx, agreement_id)

    def _check_stands(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        offer: SettlementOffer,
    ) -> None:
        today = self.books.today(debtor)
        limits = self.books.limits(tx, debtor, account).settlement
        in_time = offer.schedule is not None and offer.schedule.first.due >= today
        same = store.is_of_balance(tx, offer, ledger.balance_of(tx, account))
        allowed = discounts(account, limits).parts > 0
        if not (in_time and same and allowed and today <= offer.expires_on):
            raise OfferExpired(offer.id)

    def _has_lapsed(
        self,
        tx: Session,
        account: Account,
        agreement: Agreement,
        paid: Sequence[Received],
    ) -> bool:
        """Nothing lapses while collecting is paused, and paused days do not count."""
        owner = accounts.owner_of(tx, account)
        if self.books.is_blocked(tx, owner, account):
            return False
        pauses = self.books.pauses(tx, owner, account)
        patience = Patience(agreement.offer.grace_days, pauses)
        return has_lapsed(agreement, paid, patience, self.books.today(owner))

    def _write_off_rest(
        self, tx: Session, account: Account, agreement: Agreement
    ) -> None:
        rest = ledger.balance_of(tx, account)
        if agreement.offer.rest is RestOfDebt.WRITTEN_OFF and rest.minor > 0:
            again = len(_write_offs(tx, account, agreement))
            booking = self._booking(tx, account, f"{agreement.id}:write_off:{again}")
            Bookkeeper(self.books).credit(
                tx, account, EntryKind.WRITE_OFF, rest, booking
            )

    def _look_again_at_completed(self, tx: Session, account: Account) -> None:
        """A part that came back takes the write-off back with it.

        Until its last day it can still be paid.
        """
        agreement = store.completed_agreement(tx, account.id)
        if agreement is None:
            return
        paid = _paid(tx, account, agreement)
        cleared = ledger.balance_of(tx, account).minor <= 0
        if cleared or not agreement_status(agreement, paid).left:
            return
        reversed_ids = {each.reverses for each in ledger.entries_of(tx, account)}
        for entry in _write_offs(tx, account, agreement):
            if entry.id not in reversed_ids:
                booking = self._booking(tx, account, f"{entry.booking.key}:reversed")
                Bookkeeper(self.books).take_back(tx, entry, booking)
        lapsed = self._has_lapsed(tx, account, agreement, paid)
        self._end(
            tx, agreement, AgreementState.LAPSED if lapsed else AgreementState.ACTIVE
        )

    def _end(self, tx: Session, agreement: Agreement, to: AgreementState) -> None:
        store.end_agreement(tx, agreement, to, self.books.clock.now())

    def _booking(self, tx: Session, account: Account, key: str) -> Booking:
        today = self.books.today(accounts.owner_of(tx, account))
        return Booking(key, self.books.clock.now(), today)


def _paid(tx: Session, account: Account, agreement: Agreement) -> list[Received]:
    received = ledger.received(tx, account, agreement.accepted_at)
    return [each for each in received if each.returned_on is None]


def _write_offs(tx: Session, account: Account, agreement: Agreement) -> list[Entry]:
    key = f"{agreement.id}:write_off:"
    return [
        each
        for each in ledger.entries_of(tx, account)
        if each.kind is EntryKind.WRITE_OFF and each.booking.key.startswith(key)
    ]
