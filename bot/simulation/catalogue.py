"""The goals that simulated debtors come with, in turn."""

from __future__ import annotations

from collections.abc import Callable

from bot.simulation.case import Case
from bot.simulation.goals import Goal, Reaction
from bot.simulation.reached import (
    agreed,
    agreed_exactly,
    agreed_smaller,
    anything,
    asked_for,
    behind_on_plan,
    blocked,
    charged_off,
    on_plan,
    owes,
    paid,
    paid_exactly,
    soft,
    told_arrears,
    told_balance,
    with_person,
)
from debt.rights import BlockKind

_CLAIM = Reaction(
    r"how much|when did you|which day|how did you pay", "claim_details", times=2
)
_BUDGET = (
    Reaction(r"note (this|that|it)|record|write (this|that) down", "consent_record"),
    Reaction(
        r"go through|budget|income and|can manage",
        presses=r"budget|income|afford|manage",
    ),
    Reaction(r"go through.*\?|budget.*\?", "budget_yes"),
    Reaction(r"(income|bring home|take home|comes in|earn)[^?]*\?", "income", times=2),
    Reaction(r"(rent|mortgage|housing)[^?]*\?", "housing", times=2),
    Reaction(
        r"(food|energy|gas|water|bills|utilit|travel|transport|child|other debts|"
        r"anything else|else)[^?]*\?",
        "money_out",
        times=8,
    ),
)
_TO_LINK, _TO_PLAN = frozenset({"link"}), frozenset({"plan"})


def _right(name: str, says: str, is_reached: Callable[[Case], bool]) -> Goal:
    """Something that goes on record at once, and that a person then looks at."""
    return Goal(name, says, owes, is_reached, is_routine=False, pays=False)


GOALS = (
    Goal(
        "pay all",
        "pay_all",
        soft,
        lambda c: not c.balance,
        figure="all_of_it",
        measures=_TO_LINK,
    ),
    Goal(
        "pay a part",
        "pay_part",
        soft,
        paid_exactly,
        figure="amount",
        measures=_TO_LINK,
    ),
    Goal(
        "plan from offers",
        "plan",
        soft,
        agreed,
        reactions=(Reaction(r"(a month|monthly|every month)", presses=r"[£$]"),),
        measures=_TO_PLAN,
    ),
    Goal(
        "plan of one's own",
        "plan_own",
        soft,
        agreed_exactly,
        figure="plan_own",
        measures=_TO_PLAN,
    ),
    Goal(
        "plan corrected",
        "plan_own",
        soft,
        agreed_smaller,
        figure="plan_own",
        share=30,
        reactions=(Reaction(r"set it up\?|shall i", "plan_correction"),),
        measures=_TO_PLAN,
    ),
    Goal(
        "plan by counter-offer",
        "plan_too_little",
        soft,
        agreed,
        share=4,
        reactions=(
            Reaction(r"from [£$]|least|at least|smallest", "take_limit", times=2),
        ),
        measures=_TO_PLAN,
    ),
    Goal(
        "settlement",
        "settlement",
        charged_off,
        lambda c: c.status == "settled",
        measures=_TO_LINK,
    ),
    Goal(
        "promise",
        "promise",
        soft,
        lambda c: c.promise is not None,
        figure="amount",
        share=10,
    ),
    Goal(
        "already paid",
        "already_paid",
        owes,
        asked_for("payment_claim"),
        reactions=(_CLAIM,),
        pays=False,
    ),
    Goal("why behind", "why_behind", owes, told_arrears),
    Goal("balance", "balance", owes, told_balance),
    Goal("breakdown", "breakdown", owes, told_balance),
    Goal("what was paid", "history", owes, lambda c: "Received" in c.newest.everything),
    Goal(
        "cannot pay",
        "cannot_pay",
        soft,
        lambda c: c.has_hold or c.plan is not None,
        reactions=(Reaction(r"pause|hold|breath", presses=r"[Pp]ause|[Hh]old|breath"),),
        pays=False,
    ),
    Goal(
        "hardship with a budget",
        "hardship",
        soft,
        lambda c: c.has_budget or c.has_hold or c.plan is not None,
        reactions=_BUDGET,
        pays=False,
        patience=18,
    ),
    Goal(
        "pay a missed instalment",
        "missed",
        behind_on_plan,
        paid,
        figure="amount",
        reactions=(
            Reaction(
                r"did not arrive|not arrived", presses=r"^Pay [£$]|Make a payment"
            ),
        ),
    ),
    Goal("move an instalment", "move", on_plan, lambda c: c.plan_changes > 0),
    Goal("cancel the plan", "cancel_plan", on_plan, lambda c: c.plan is None),
    Goal(
        "angry, then pays a part",
        "pay_part",
        soft,
        paid_exactly,
        figure="amount",
        first=("angry",),
        measures=_TO_LINK,
    ),
    Goal(
        "confused, with slips",
        "pay_part",
        soft,
        paid_exactly,
        figure="amount",
        slips=2,
    ),
    Goal(
        "fears a scam, then pays",
        "pay_part",
        soft,
        paid_exactly,
        figure="amount",
        first=("scam", "why_details"),
        measures=_TO_LINK,
    ),
    Goal(
        "asks in between",
        "pay_part",
        soft,
        paid_exactly,
        figure="amount",
        reactions=(Reaction(r"secure card page\?|shall i open", "balance_question"),),
    ),
    _right("dispute", "dispute", blocked(BlockKind.DISPUTE)),
    _right("identity theft", "identity_theft", blocked(BlockKind.DISPUTE)),
    _right("proof", "validation", asked_for("validation")),
    _right("stop", "stop", blocked(BlockKind.CEASE)),
    _right("complaint", "complaint", asked_for("complaint")),
    _right("own data", "data", asked_for("data_copy")),
    _right("lawyer", "attorney", blocked(BlockKind.ATTORNEY)),
    _right("bankruptcy", "bankruptcy", blocked(BlockKind.BANKRUPTCY)),
    _right("breathing space", "breathing_space", blocked(BlockKind.BREATHING_SPACE)),
    _right("death", "deceased", blocked(BlockKind.DECEASED)),
    _right("vulnerable", "vulnerable", with_person),
    _right("crisis", "crisis", blocked(BlockKind.CRISIS)),
    Goal(
        "wrong person",
        "wrong_person",
        owes,
        lambda c: len(c.heard) > 1,
        shows_identity=False,
        pays=False,
    ),
    Goal("agent at once", "agent", anything, with_person, False, shows_identity=False),
    Goal("agent in a form", "agent", soft, with_person, False, first=("pay_part",)),
    Goal("agent in a plan", "agent", soft, with_person, False, first=("plan",)),
)


def goal_named(name: str) -> Goal:
    """A goal by its name.

    Raises:
        KeyError: there is none.
    """
    return {goal.name: goal for goal in GOALS}[name]
