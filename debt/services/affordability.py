"""What people can pay: their budget kept, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account
from debt.affordability import Assessment, Debts, assess
from debt.budget import Budget, Group, Source, check_budget
from debt.errors import PlanNotAllowed, PlanRefusal
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payday import Payday
from debt.policy import Limits
from debt.schedule import add_months
from debt.services.books import Books
from debt.store import accounts, budgets, ledger, plans
from debt.store.budgets import SavedBudget
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class Means:
    """What is known of a person's money when a plan is made; ``None`` is not known."""

    affordable: Money | None = None
    payday: Payday | None = None


@dataclass(frozen=True)
class BudgetSummary:
    """A budget to show to a debt adviser: monthly amounts, and what is owed here.

    Attributes:
        debts: creditor, masked reference and balance of each account.
    """

    name: str
    saved_on: date
    income: tuple[tuple[Source, Money], ...]
    spending: tuple[tuple[Group, Money], ...]
    total_income: Money
    total_spending: Money
    other_balances: Money | None
    debts: tuple[tuple[str, str, Money], ...]

    @property
    def lines(self) -> tuple[tuple[str, Money], ...]:
        """Every line, what comes in first: the value of its source or group."""
        return (
            *((source.value, amount) for source, amount in self.income),
            *((group.value, amount) for group, amount in self.spending),
        )


@dataclass(frozen=True)
class AffordabilityService:
    """``save`` writes; everything else only reads."""

    books: Books

    def save(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        budget: Budget,
        key: str,
    ) -> SavedBudget:
        """Keep a new version; it may be unfinished, without an income even, and be
        taken up again later.

        Args:
            account_id: the account it is talked about; its policy says what is a slip.

        Raises:
            BudgetRefused: with the line that cannot be counted with.
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor.id, budget)
        with once(tx, "budget.save", key, asked) as request:
            if request.result:
                return budgets.budget_version(tx, debtor.id, int(request.result))
            account = accounts.account_of(tx, debtor, account_id)
            rules = self.books.limits(tx, debtor, account).affordability
            check_budget(budget, rules.most_monthly)
            now = self.books.clock.now()
            saved = budgets.add_budget(tx, debtor.id, budget, now)
            request.result = str(saved.version)
            return saved

    def latest(self, tx: Session, debtor: VerifiedDebtor) -> SavedBudget | None:
        """The newest version, however old it is."""
        return budgets.latest_budget(tx, debtor.id)

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> SavedBudget | None:
        """The newest version, where it is young enough to count and in the account's
        currency.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        limits = self.books.limits(tx, debtor, account)
        saved = _current(tx, self.books, debtor, limits)
        is_same = saved is not None and saved.budget.currency == account.currency
        return saved if is_same else None

    def outcome(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Assessment | None:
        """What is right for the person on one account; ``None`` without a budget that
        is young enough to count.

        Raises:
            BudgetRefused: nothing was said about income yet.
            PlanNotAllowed: nothing is owed.
            CurrencyMismatch: the budget is in another currency than the account.
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        limits = self.books.limits(tx, debtor, account)
        saved = _current(tx, self.books, debtor, limits)
        if saved is None:
            return None
        return _assess(tx, debtor, account, saved.budget, limits)

    def summary(self, tx: Session, debtor: VerifiedDebtor) -> BudgetSummary | None:
        """The newest budget as data that can be shared with a debt adviser."""
        saved = budgets.latest_budget(tx, debtor.id)
        if saved is None:
            return None
        budget = saved.budget
        owned = accounts.accounts_of(tx, debtor)
        return BudgetSummary(
            name=debtor.name,
            saved_on=saved.saved_at.astimezone(ZoneInfo(debtor.zone)).date(),
            income=tuple(
                (source, budget.monthly_income(source))
                for source in Source
                if source in {each.source for each in budget.income}
            ),
            spending=tuple(
                (group, budget.monthly_spending(group))
                for group in Group
                if group in {each.group for each in budget.spending}
            ),
            total_income=budget.monthly_income(*Source),
            total_spending=budget.monthly_spending(*Group),
            other_balances=budget.other_balances,
            debts=tuple(
                (each.creditor.name, each.masked_reference, ledger.balance_of(tx, each))
                for each in owned
            ),
        )


def means_of(
    tx: Session,
    books: Books,
    debtor: VerifiedDebtor,
    account: Account,
    limits: Limits,
) -> Means:
    """What a plan has to keep to: nothing where no budget in the currency counts."""
    saved = _current(tx, books, debtor, limits)
    if saved is None or saved.budget.currency != account.currency:
        return Means()
    budget = saved.budget
    if not budget.income or ledger.balance_of(tx, account).minor <= 0:
        return Means(payday=budget.payday)
    share = _assess(tx, debtor, account, budget, limits).share
    return Means(share, budget.payday)


def _current(
    tx: Session, books: Books, debtor: VerifiedDebtor, limits: Limits
) -> SavedBudget | None:
    """The newest budget, unless it has to be asked for again."""
    saved = budgets.latest_budget(tx, debtor.id)
    if saved is None:
        return None
    months = limits.affordability.review_months
    review_on = add_months(saved.saved_at.date(), months)
    return saved if books.today(debtor) < review_on else None


def _assess(
    tx: Session,
    debtor: VerifiedDebtor,
    account: Account,
    budget: Budget,
    limits: Limits,
) -> Assessment:
    balance = ledger.balance_of(tx, account)
    if balance.minor <= 0:
        raise PlanNotAllowed(PlanRefusal.NOTHING_OWED)
    debts = _debts(tx, debtor, account, balance, budget)
    return assess(budget, debts, limits)


def _debts(
    tx: Session,
    debtor: VerifiedDebtor,
    account: Account,
    balance: Money,
    budget: Budget,
) -> Debts:
    """What competes with this account: plans agreed here, and balances without one.

    Accounts in another currency are left out: nothing here knows a rate of exchange.
    """
    zero = Money.zero(account.currency)
    competing, agreed = balance + (budget.other_balances or zero), zero
    for other in accounts.accounts_of(tx, debtor):
        if other.id == account.id or other.currency != account.currency:
            continue
        plan = plans.plan_in_force(tx, other.id)
        if plan is None:
            competing += max(ledger.balance_of(tx, other), zero)
        else:
            minor = plan.terms.amount.minor * plan.terms.frequency.per_year
            agreed += Money(-(-minor // 12), other.currency)
    return Debts(balance, competing, agreed)
