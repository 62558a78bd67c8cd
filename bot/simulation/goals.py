"""What a goal of a simulated debtor is, and the figures that go with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulation.case import Case
from debt.account import AccountSummary
from debt.money import Money
from debt.plan import PlanStatus

_FIGURE = re.compile(r"[£$] ?(\d[\d,]*(?:\.\d\d)?)")


@dataclass(frozen=True)
class Reaction:
    """What the person does when they read something.

    Attributes:
        reads: a pattern of what must stand anywhere in the answer, buttons included.
        says: what they say to it, as `sayings.yml` calls it.
        presses: or the button they press: a pattern of its label.
        times: how often at most; nobody says the same for ever.
    """

    reads: str
    says: str = ""
    presses: str = ""
    times: int = 1


@dataclass(frozen=True)
class Goal:
    """A reason to write.

    Attributes:
        says: how they begin.
        fits: which account it can be about.
        is_reached: judged by the books, not by words.
        is_routine: whether the assistant should manage without a person.
        first: what they say before it, in this order: an insult, a doubt.
        figure: how they name their amount when asked for it.
        share: how much of the balance their figure is, in percent.
        agrees: whether they say yes to what is read back.
        pays: whether they pay on a card page that is linked.
        shows_identity: whether they show who they are when asked.
        slips: how many words of each message are mistyped at most.
    """

    name: str
    says: str
    fits: Callable[[AccountSummary, PlanStatus | None], bool]
    is_reached: Callable[[Case], bool]
    is_routine: bool = True
    first: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    figure: str = ""
    share: int = 20
    agrees: bool = True
    pays: bool = True
    shows_identity: bool = True
    slips: int = 0
    patience: int = 12
    measures: frozenset[str] = field(default_factory=frozenset)


def figures(goal: Goal, balance: Money) -> tuple[Money, dict[str, str]]:
    """The person's own amount, and what they type of it."""
    step = 500
    amount = max(balance.minor * goal.share // 100 // step * step, step)
    smaller = max(amount * 9 // 10 // 100 * 100, step)
    money = Money(min(amount, balance.minor), balance.currency)
    less = Money(smaller, balance.currency)
    return money, {"amount": f"{money.decimal:f}", "smaller": f"{less.decimal:f}"}


def named_limit(case: Case) -> str | None:
    """The amount that the newest answer names, as it is typed."""
    found = _FIGURE.findall(case.newest.words)
    return found[0].replace(",", "") if found else None
