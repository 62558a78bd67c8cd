"""Interest, booked once for every day that bears any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account
from debt.interest import (
    FREEZING,
    Freeze,
    InterestTerms,
    accrued,
    interest_key,
    new_interest,
    still_to_book,
)
from debt.ledger import Booking
from debt.money import Money
from debt.rights import Pauses
from debt.services.books import Books
from debt.store import accounts, ledger, rights
from debt.store import interest as store
from debt.store.database import new_id

_BATCH = 50
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class InterestService:
    """Everything writes. It asks for no debtor: no conversation starts it."""

    books: Books

    def accrue_due(
        self, tx: Session, after: str = "", limit: int = _BATCH
    ) -> str | None:
        """Book what is due on the next accounts, in order of their ids.

        Returns:
            the last account, to go on after it; ``None`` when there are no more.
        """
        # It is tomorrow somewhere; each account's own zone decides below.
        latest_day = self.books.clock.today() + _DAY
        due = store.accounts_due(tx, latest_day, after, limit)
        for account_id in due:
            self.accrue(tx, account_id)
        return due[-1] if len(due) == limit else None

    def accrue(self, tx: Session, account_id: str) -> Money | None:
        """Book the interest of all periods that are over and not booked yet.

        Runs that were missed are made up for by the next one, to the same sum.

        Returns:
            what was booked; ``None`` when nothing was due.
        """
        accounts.lock_account(tx, account_id)
        account, zone = accounts.account_with_zone(tx, account_id)
        today, due_on = self.books.clock.today(zone), store.due_on(tx, account_id)
        if account.interest is None or due_on is None or due_on > today:
            return None
        until = account.interest.bookable_until(today)
        amount = self._missing(tx, account, account.interest, zone, until)
        if amount:
            self._book(tx, account, amount, until)
        store.set_due_on(tx, account_id, account.interest.next_booking(until))
        return amount

    def _missing(
        self,
        tx: Session,
        account: Account,
        terms: InterestTerms,
        zone: str,
        until: date,
    ) -> Money:
        changes = store.principal_changes(tx, account)
        freezes = self._freezes(tx, account, zone)
        exact = accrued(terms, changes, freezes, until)
        return still_to_book(exact, store.booked_interest(tx, account, terms))

    def _freezes(self, tx: Session, account: Account, zone: str) -> list[Freeze]:
        """A plan's instalments are all that is owed: nothing is added meanwhile."""
        blocks = rights.block_history(tx, account.debtor_id, account.id)
        frozen = Pauses.of((each for each in blocks if each.kind in FREEZING), zone)
        plans = [
            Freeze(_day(start, zone), _day(end, zone) if end else None)
            for start, end in store.plan_spells(tx, account)
        ]
        return [*(Freeze(first, last) for first, last in frozen.spans), *plans]

    def _book(self, tx: Session, account: Account, amount: Money, until: date) -> None:
        """It counts for the last of its days."""
        now = self.books.clock.now()
        booking = Booking(interest_key(account.id, until), now, until - _DAY)
        ledger.record(tx, new_interest(new_id(), account.id, amount, booking), now)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
