"""Three amounts that help somebody who is behind, and what each leaves."""

from __future__ import annotations

from dataclasses import dataclass

from debt.delinquency import Explanation
from debt.money import Money, total
from debt.plan import InstalmentState, PlanStatus

_OPEN = (InstalmentState.MISSED, InstalmentState.DUE)


@dataclass(frozen=True)
class HelpfulAmounts:
    """What to pay.

    Attributes:
        least: the least that makes the account less late: into a better 30-day bucket,
            or the oldest instalment of a plan that did not arrive.
        cure: what brings it, or its plan, up to date; zero when nothing is behind.
        full: the whole balance.
    """

    least: Money
    cure: Money
    full: Money

    @property
    def behind_after_least(self) -> Money:
        return self.cure - self.least

    @property
    def owed_after_cure(self) -> Money:
        return self.full - self.cure

    def named(self, word: str) -> Money | None:
        """What "all", "half" or "minimum" comes to; ``None`` for any other word."""
        words = {
            "all": self.full,
            "half": self.full.split(2)[0],
            "minimum": self.least or self.full,
        }
        return words.get(word)


def helpful_amounts(explained: Explanation, plan: PlanStatus | None) -> HelpfulAmounts:
    """By the plan in force, where there is one: it has taken the agreement's place."""
    full = explained.full
    if plan is None:
        return HelpfulAmounts(explained.step_down, explained.cure, full)
    open_ = [e.left.amount for e in plan.instalments if e.state in _OPEN]
    cure = min(total(open_, full.currency), full)
    least = min(open_[0], full) if open_ else Money.zero(full.currency)
    return HelpfulAmounts(least, cure, full)
