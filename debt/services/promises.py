"""Promises to pay: taken down, and kept or not by what was paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account, country_of
from debt.errors import PromiseNotAllowed, PromiseRefusal
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.promise import (
    Promise,
    PromiseState,
    check_promise,
    judged,
    last_day_in_time,
    latest_day,
)
from debt.schedule import business_days
from debt.services.books import Books, Person
from debt.store import accounts, ledger
from debt.store import promises as store
from debt.store.database import new_id
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class PromiseService:
    """A promise takes no money and is no authority to take any."""

    books: Books

    def make(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        amount: Money,
        due: date,
        key: str,
    ) -> Promise:
        """Take a promise down. The same key gives the same promise.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            AmountTooSmall: less than the policy's least payment.
            AmountTooLarge: more than is owed.
            PromiseNotAllowed: with the nearest day that would be allowed, or the day
                of the promise that is open.
        """
        asked = fingerprint(debtor.id, account_id, amount, due)
        with once(tx, "promise.make", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                self._check(tx, debtor, account, amount, due)
                request.result = self._take_down(tx, debtor, account, amount, due)
            return store.promise_with_id(tx, request.result)

    def check(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        amount: Money | None,
        due: date | None,
    ) -> None:
        """Whether such a promise could be taken; what is not known yet is in order.

        An open promise is in nobody's way here: the new one would take its place.

        Raises:
            UnknownAccount: not one of the person's accounts.
            Blocked: collecting is paused.
            AmountTooSmall: less than the policy's least payment.
            AmountTooLarge: more than is owed.
            PromiseNotAllowed: with the nearest day that would be allowed.
        """
        account = accounts.account_of(tx, debtor, account_id)
        self.books.check_not_blocked(tx, debtor, account.id)
        limits = self.books.limits(tx, debtor, account)
        balance, today = ledger.balance_of(tx, account), self.books.today(debtor)
        check_promise(
            balance if amount is None else amount,
            due or today,
            today,
            least=Money.at_least(limits.payment.least, account.currency),
            balance=balance,
            limits=limits.promise,
        )

    def latest_day(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> date:
        """The last day that a promise made today may name.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        limits = self.books.limits(tx, debtor, account).promise
        return latest_day(self.books.today(debtor), limits)

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Promise | None:
        """The open promise, with what has become of it by now; it only reads.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        promise = store.open_promise(tx, account.id)
        if promise is None:
            return None
        return replace(promise, state=self._state(tx, debtor, account, promise))

    def withdraw(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> Promise:
        """Release the person from their open promise, so that they can make another.

        Raises:
            UnknownAccount: not one of the person's accounts.
            PromiseNotAllowed: there is no open promise.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "promise.withdraw", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                promise = store.open_promise(tx, account.id)
                if promise is None:
                    raise PromiseNotAllowed(PromiseRefusal.NONE_OPEN)
                now = self.books.clock.now()
                store.end_promise(tx, promise.id, PromiseState.RELEASED, now)
                request.result = promise.id
            return store.promise_with_id(tx, request.result)

    def due(self, tx: Session, after: str = "", limit: int = 100) -> list[str]:
        """Ids of promises to judge, in order; `review` looks at the person's own day.

        Args:
            after: the last id of the batch before.
        """
        # It is tomorrow somewhere.
        latest = self.books.clock.today() + timedelta(days=1)
        return store.promises_to_judge(tx, latest, after, limit)

    def review(self, tx: Session, promise_id: str) -> Promise:
        """Judge one promise; judging it again changes nothing."""
        promise = store.promise_with_id(tx, promise_id)
        accounts.lock_account(tx, promise.account_id)
        account = accounts.account_with_id(tx, promise.account_id)
        owner = accounts.owner_of(tx, account)
        promise = store.promise_with_id(tx, promise_id)
        if promise.state is PromiseState.OPEN:
            self._judge(tx, owner, account, promise)
        return store.promise_with_id(tx, promise_id)

    def _check(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        amount: Money,
        due: date,
    ) -> None:
        self.books.check_not_blocked(tx, debtor, account.id)
        earlier = store.open_promise(tx, account.id)
        if earlier and self._judge(tx, debtor, account, earlier) is PromiseState.OPEN:
            raise PromiseNotAllowed(PromiseRefusal.ALREADY_OPEN, day=earlier.due)
        self.check(tx, debtor, account.id, amount, due)

    def _take_down(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        amount: Money,
        due: date,
    ) -> str:
        calendar = business_days(country_of(debtor.locale))
        promise = Promise(
            id=new_id(),
            account_id=account.id,
            amount=amount,
            due=due,
            judged_after=last_day_in_time(due, calendar),
            made_at=self.books.clock.now(),
        )
        store.add_promise(tx, promise)
        return promise.id

    def _judge(
        self, tx: Session, debtor: Person, account: Account, promise: Promise
    ) -> PromiseState:
        """Write down what has become of a promise; while a block stands, it waits."""
        state = self._state(tx, debtor, account, promise)
        blocked = self.books.is_blocked(tx, debtor, account)
        if state is PromiseState.BROKEN and blocked:
            return PromiseState.OPEN
        if state is not PromiseState.OPEN:
            store.end_promise(tx, promise.id, state, self.books.clock.now())
        return state

    def _state(
        self, tx: Session, debtor: Person, account: Account, promise: Promise
    ) -> PromiseState:
        return judged(
            promise,
            ledger.received(tx, account, promise.made_at),
            promise.made_at.astimezone(ZoneInfo(debtor.zone)).date(),
            self.books.today(debtor),
            self.books.pauses(tx, debtor, account),
        )
