"""What a person can pay, from what is left after everything that comes first.

``disposable = income - essentials - priority arrears - other plans - savings``, and at
most half of it goes to debts (HMRC's usual share), each debt in proportion to its
balance. No outcome asks anybody to borrow, to sell, or to spend less on essentials
(FCA CONC 7.3.10R).

Each total is exact over its lines and rounded once, half to even; all later figures
come from the rounded totals, so that a summary adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from debt.budget import ESSENTIALS, Budget, Group, Source
from debt.errors import BudgetFault, BudgetRefused
from debt.money import Money
from debt.policy import AffordabilityLimits, Limits


class Outcome(str, Enum):
    """What is right for the person now.

    With a token plan or none, nobody is asked for more: free debt advice is named.
    """

    PLAN = "plan"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105
    NONE = "none"


class Reason(str, Enum):
    """Why it is right."""

    AFFORDABLE = "affordable"
    LONGER_THAN_ASSISTANT = "longer_than_assistant"
    LONGER_THAN_ANY = "longer_than_any"
    BELOW_MINIMUM = "below_minimum"
    BELOW_TOKEN = "below_token"  # noqa: S105
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True)
class Debts:
    """What competes for the money, in the account's currency.

    Attributes:
        balance: of this account.
        all_balances: every non-priority debt without an agreed plan, this one included.
        other_plans: what plans agreed here on other accounts take in a month.
    """

    balance: Money
    all_balances: Money
    other_plans: Money


@dataclass(frozen=True)
class Assessment:
    """What a budget comes to for one account; amounts are for a month.

    Attributes:
        disposable: what is left; below zero when more goes out than comes in.
        cap: the most that may go to all debts, never below zero.
        share: this account's part of the cap, rounded down.
        months: how long the share takes to pay the balance.
        skipped: essentials nothing was said about, so the true share may be less.
        above_trigger: groups above the operator's trigger figures: to be explained by
            the person, never cut by us.
    """

    income: Money
    essentials: Money
    priority_arrears: Money
    other_plans: Money
    savings: Money
    disposable: Money
    cap: Money
    share: Money
    months: int | None
    outcome: Outcome
    reason: Reason
    skipped: tuple[Group, ...]
    above_trigger: tuple[Group, ...]

    @property
    def free_advice(self) -> bool:
        """Whether independent debt advice must be named with the outcome."""
        return self.outcome in (Outcome.TOKEN, Outcome.NONE)


def assess(budget: Budget, debts: Debts, limits: Limits) -> Assessment:
    """What the person can pay towards one account, and what follows from it.

    Raises:
        BudgetRefused: nothing was said about income.
        CurrencyMismatch: budget and account are in different currencies.
    """
    if not budget.income:
        raise BudgetRefused(BudgetFault.NO_INCOME)
    rules = limits.affordability
    essentials = budget.monthly_spending(*ESSENTIALS)
    arrears = budget.monthly_spending(Group.PRIORITY_ARREARS)
    plans = budget.monthly_spending(Group.OTHER_PLANS) + debts.other_plans
    income = budget.monthly_income(*Source)
    surplus = income - essentials - arrears - plans
    savings = _savings(surplus, rules)
    disposable = surplus - savings
    cap = max(disposable, Money.zero(budget.currency)).percent(rules.cap_percent)
    share = _share(cap, debts)
    months = -(-debts.balance.minor // share.minor) if share else None
    outcome, reason = _outcome(share, months, debts.balance, limits)
    return Assessment(
        income=income,
        essentials=essentials,
        priority_arrears=arrears,
        other_plans=plans,
        savings=savings,
        disposable=disposable,
        cap=cap,
        share=share,
        months=months,
        outcome=outcome,
        reason=reason,
        skipped=budget.skipped,
        above_trigger=_above_trigger(budget, rules),
    )


def _savings(surplus: Money, rules: AffordabilityLimits) -> Money:
    """What may be put aside, whether or not the person said so."""
    most = Money.at_least(rules.savings_most, surplus.currency)
    share = max(surplus, Money.zero(surplus.currency)).percent(rules.savings_percent)
    return min(share, most)


def _share(cap: Money, debts: Debts) -> Money:
    return Money(
        cap.minor * debts.balance.minor // debts.all_balances.minor, cap.currency
    )


def _outcome(
    share: Money, months: int | None, balance: Money, limits: Limits
) -> tuple[Outcome, Reason]:
    plan = limits.plan
    token = min(Money.at_least(plan.token_amount, share.currency), balance)
    least = min(Money.at_least(plan.min_instalment, share.currency), balance)
    if months is None:
        return Outcome.NONE, Reason.NOTHING_LEFT
    if share < token:
        return Outcome.NONE, Reason.BELOW_TOKEN
    if share < least:
        return Outcome.TOKEN, Reason.BELOW_MINIMUM
    if months <= plan.bot_months:
        return Outcome.PLAN, Reason.AFFORDABLE
    if months <= plan.person_months:
        return Outcome.PERSON, Reason.LONGER_THAN_ASSISTANT
    return Outcome.TOKEN, Reason.LONGER_THAN_ANY


def _above_trigger(budget: Budget, rules: AffordabilityLimits) -> tuple[Group, ...]:
    triggers = {
        Group.FOOD: rules.food_triggers,
        Group.COMMUNICATIONS: rules.communications_triggers,
        Group.PERSONAL: rules.personal_triggers,
    }
    return tuple(
        group
        for group, (adult, further_adult, child) in triggers.items()
        if adult
        and budget.monthly_spending(group).decimal
        > adult + further_adult * (budget.adults - 1) + child * budget.children
    )
