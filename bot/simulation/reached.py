"""Which account a goal can be about, and when it is reached: judged by the books."""

from __future__ import annotations

from collections.abc import Callable

from bot.simulation.case import Case
from bot.simulation.heard import flat
from debt.account import AccountStatus, AccountSummary, Phase
from debt.plan import PlanStatus
from debt.rights import BlockKind

# Enough to be paid in parts, in minor units.
_ENOUGH = 6000


def owes(account: AccountSummary, _: PlanStatus | None = None) -> bool:
    """Late, without a plan, and enough to be split."""
    late = account.status is AccountStatus.OVERDUE
    early = account.phase in (Phase.SOFT, Phase.PRE_LITIGATION)
    return late and early and account.balance.minor >= _ENOUGH


def soft(account: AccountSummary, _: PlanStatus | None = None) -> bool:
    """The same, and in the first phase, where the assistant may agree most."""
    return owes(account) and account.phase is Phase.SOFT


def charged_off(account: AccountSummary, _: PlanStatus | None = None) -> bool:
    late = account.status is AccountStatus.OVERDUE
    return late and account.phase is Phase.RECOVERY


def on_plan(_: AccountSummary, plan: PlanStatus | None = None) -> bool:
    return plan is not None and plan.next_due is not None and not plan.missed


def behind_on_plan(_: AccountSummary, plan: PlanStatus | None = None) -> bool:
    return plan is not None and plan.missed == 1


def anything(account: AccountSummary, _: PlanStatus | None = None) -> bool:
    return account.status is AccountStatus.OVERDUE


def paid(case: Case) -> bool:
    return case.balance < case.account.balance


def paid_exactly(case: Case) -> bool:
    return case.balance == case.account.balance - case.amount


def agreed(case: Case) -> bool:
    return case.plan is not None


def agreed_exactly(case: Case) -> bool:
    plan = case.plan
    return plan is not None and plan.plan.terms.amount == case.amount


def agreed_smaller(case: Case) -> bool:
    plan = case.plan
    smaller = case.wish["smaller"]
    return plan is not None and str(plan.plan.terms.amount.decimal) == smaller


def blocked(*kinds: BlockKind) -> Callable[[Case], bool]:
    return lambda case: case.has_block(*kinds)


def asked_for(kind: str) -> Callable[[Case], bool]:
    return lambda case: case.has_request(kind)


def told_balance(case: Case) -> bool:
    return case.was_told(case.account.balance)


def told_arrears(case: Case) -> bool:
    return case.was_told(case.account.past_due)


def told_history(case: Case) -> bool:
    return "received" in flat(case.newest.everything)


def with_person(case: Case) -> bool:
    return case.ticket is not None
