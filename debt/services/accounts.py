"""What a person owes: one line for each account, and each balance in detail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account, AccountSummary, Creditor, status_of
from debt.allocation import Owed
from debt.identity import VerifiedDebtor
from debt.interest import InterestStanding, interest_standing
from debt.itemisation import (
    HistoryLine,
    Itemisation,
    history,
    itemise,
    last_day_with,
)
from debt.money import Money
from debt.payment_history import Attempt, PaymentLine, payment_lines
from debt.period import Period
from debt.policy import Limits
from debt.rights import Block, blocks_on
from debt.services.books import Books
from debt.store import accounts, ledger, payments, rights


@dataclass(frozen=True)
class AccountService:
    """Reads only."""

    books: Books

    def of(self, tx: Session, debtor: VerifiedDebtor) -> tuple[AccountSummary, ...]:
        """All accounts of the person, the oldest first."""
        blocks = rights.blocks_of(tx, debtor.id, self.books.clock.now())
        return tuple(
            self._summary(tx, debtor, each, blocks)
            for each in accounts.accounts_of(tx, debtor)
        )

    def creditors(self, tx: Session, debtor: VerifiedDebtor) -> tuple[Creditor, ...]:
        """Who the person owes, each once."""
        found = (each.creditor for each in accounts.accounts_of(tx, debtor))
        return tuple(dict.fromkeys(found))

    def one(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> AccountSummary:
        """One account of the person.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        blocks = rights.blocks_of(tx, debtor.id, self.books.clock.now())
        return self._summary(tx, debtor, account, blocks)

    def limits(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> Limits:
        """What the operator's policy allows for the account as it stands today.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return self.books.limits(tx, debtor, account)

    def breakdown(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        as_of: date | None = None,
        since: Money | None = None,
    ) -> Itemisation:
        """The balance in lines that add up to the penny, today or as of a day.

        Args:
            since: count from the last day on which this was owed, if there was one,
                instead of the itemisation date.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        entries = ledger.entries_of(tx, account)
        day = last_day_with(entries, since) if since else None
        if day is not None:
            account = replace(account, itemisation_date=day)
        return itemise(account, entries, as_of or self.books.today(debtor))

    def interest(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> InterestStanding:
        """Whether interest is being added now, by the contract and what stops it.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        now = self.books.clock.now()
        blocks = blocks_on(rights.blocks_of(tx, debtor.id, now), account.id, now)
        kinds = {each.kind for each in blocks}
        return interest_standing(account.interest, kinds, self.books.today(debtor))

    def owed(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, as_of: date
    ) -> Owed:
        """The balance at the end of a day, by its parts.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        return ledger.owed_on(tx, account, as_of)

    def entries(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
    ) -> tuple[HistoryLine, ...]:
        """Everything booked, with the running balance, the newest first.

        Args:
            since: the first day; ``until`` the last, both included.
            limit: only so many of the newest.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        entries = ledger.entries_of(tx, account)
        return history(entries, account.currency, since=since, until=until, limit=limit)

    def history(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        limit: int | None = 5,
        period: Period | None = None,
    ) -> tuple[PaymentLine, ...]:
        """The payments of a period, the newest first; those on their way too.

        Args:
            limit: only so many of the newest.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        lines = payment_lines(
            ledger.entries_of(tx, account),
            self.attempts(tx, debtor, account_id),
            account.currency,
        )
        return tuple(each for each in lines if each.on in (period or Period()))[:limit]

    def attempts(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> tuple[Attempt, ...]:
        """The payments that were begun here, the newest first, whatever came of them.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        zone = ZoneInfo(debtor.zone)
        return tuple(
            Attempt(intent, made_at.astimezone(zone).date())
            for intent, made_at in payments.intents_of(tx, account.id)
        )

    def _summary(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: Account,
        blocks: tuple[Block, ...],
    ) -> AccountSummary:
        balance = ledger.balance_of(tx, account)
        standing = self.books.explain(tx, debtor, account)
        limits = self.books.limits_of(account, standing)
        plan = self.books.plan_status(tx, debtor, account, limits)
        now = self.books.clock.now()
        blocked = {each.kind for each in blocks_on(blocks, account.id, now)}
        return AccountSummary(
            account_id=account.id,
            reference=account.masked_reference,
            creditor=account.creditor.name,
            product=account.product,
            last4=account.last4,
            balance=balance,
            past_due=standing.cure,
            days_past_due=standing.days_past_due,
            phase=standing.phase,
            status=status_of(balance, standing.cure, blocked, plan is not None),
            next_due=plan.next_due if plan else standing.next_due,
        )
