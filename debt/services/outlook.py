"""What the policy comes to for somebody today, and why: for the operator's own eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from debt.account import Account, AccountSummary
from debt.errors import Blocked, PlanNotAllowed, PlanRefusal, UnknownAccount
from debt.identity import VerifiedDebtor
from debt.plan import PlanOffer
from debt.policy import Case, Limits, Source
from debt.services.accounts import AccountService
from debt.services.books import Books, case_of
from debt.services.identity import IdentityService
from debt.services.plans import PlanService
from debt.services.settlements import SettlementService
from debt.settlement import SettlementOffer
from debt.store import accounts


@dataclass(frozen=True)
class Outlook:
    """One account, what decides about it, and what would be offered.

    Attributes:
        sources: where each limit comes from; one that is left out is as built in.
        blocked: what stops collecting; nothing is offered then.
        no_plan: why no plan is offered, if none is.
        promise_until: the last day that a promise may name.
    """

    debtor: VerifiedDebtor
    account: Account
    summary: AccountSummary
    case: Case
    limits: Limits
    sources: dict[str, Source]
    blocked: Blocked | None
    plans: tuple[PlanOffer, ...]
    no_plan: PlanRefusal | None
    settlement: SettlementOffer | None
    promise_until: date


@dataclass(frozen=True)
class OutlookService:
    """Nothing is changed, but a write transaction is needed: the offers are really
    made, so that the answer is the one the person would get, and then taken back."""

    books: Books
    identity: IdentityService
    accounts: AccountService
    plans: PlanService
    settlements: SettlementService

    def of(
        self, tx: Session, who: str, reference: str | None = None
    ) -> tuple[Outlook, ...]:
        """Every account of a person, or the one with the reference.

        Args:
            who: a debtor's id, or the reference of one account.

        Raises:
            UnknownAccount: there is no such person, or no such account of theirs.
        """
        debtor, only = self._person(tx, who)
        if reference is not None:
            owner, only = accounts.behind_reference(tx, reference)
            if owner != debtor.id:
                raise UnknownAccount(reference)
        with _taken_back(tx):
            return tuple(
                self._outlook(tx, debtor, account)
                for account in accounts.accounts_of(tx, debtor)
                if only in (None, account.id)
            )

    def _person(self, tx: Session, who: str) -> tuple[VerifiedDebtor, str | None]:
        try:
            return self.identity.for_operator(tx, who), None
        except UnknownAccount:
            owner, account_id = accounts.behind_reference(tx, who)
            return self.identity.for_operator(tx, owner), account_id

    def _outlook(
        self, tx: Session, debtor: VerifiedDebtor, account: Account
    ) -> Outlook:
        today = self.books.today(debtor)
        case = case_of(account, self.books.explain_on(tx, account, today))
        limits = self.books.policy.limits(case)
        plans: tuple[PlanOffer, ...] = ()
        blocked = no_plan = settlement = None
        try:
            settlement = self.settlements.standing(tx, debtor, account.id)
            plans = self.plans.offers(tx, debtor, account.id)
        except Blocked as exc:
            blocked = exc
        except PlanNotAllowed as exc:
            no_plan = exc.reason
        return Outlook(
            debtor=debtor,
            account=account,
            summary=self.accounts.one(tx, debtor, account.id),
            case=case,
            limits=limits,
            sources=self.books.policy.deciding(case),
            blocked=blocked,
            plans=plans,
            no_plan=no_plan,
            settlement=settlement,
            promise_until=today + timedelta(days=limits.promise.days),
        )


@contextmanager
def _taken_back(tx: Session) -> Iterator[None]:
    trial = tx.begin_nested()
    try:
        yield
    finally:
        trial.rollback()
