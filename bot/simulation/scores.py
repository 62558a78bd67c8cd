"""What a run came to: by goal, and against what was aimed at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from bot.simulation.debtor import Outcome

ROUTINE_SHARE = 0.85
TURNS_TO_PLAN = 6
TURNS_TO_LINK = 4
# What must never happen, as `Outcome.problems` calls it.
LEAKS, LOOPS, COLLECTIONS = ("leak",), ("loop",), ("collected", "collecting")


@dataclass(frozen=True)
class Score:
    """How conversations of one kind went."""

    outcomes: Sequence[Outcome]

    @property
    def finished(self) -> float:
        """The share that reached its goal."""
        return _share(each.is_reached for each in self.outcomes)

    @property
    def without_person(self) -> float:
        """The share that reached its goal and needed nobody."""
        return _share(
            each.is_reached and not each.with_person for each in self.outcomes
        )

    @property
    def turns(self) -> tuple[float, int]:
        """Median and 95th percentile of what the person said and pressed."""
        turns = [each.turns for each in self.outcomes]
        return median(turns), percentile(turns, 95)

    def problems(self, kinds: Sequence[str]) -> int:
        """How many conversations had one of these."""
        return sum(any(k in kinds for k, _ in each.problems) for each in self.outcomes)


@dataclass(frozen=True)
class Aim:
    """One thing that was aimed at, and what came of it."""

    name: str
    wanted: str
    got: str
    is_met: bool


def aims(outcomes: Sequence[Outcome]) -> list[Aim]:
    """All that was aimed at, over a whole run."""
    everybody = Score(outcomes)
    routine = Score([each for each in outcomes if each.goal.is_routine])
    share = routine.without_person if routine.outcomes else 1.0
    agents = [each for each in outcomes if each.goal.says == "agent"]
    reached = sum(each.agent_turns == 1 for each in agents)
    found = [
        Aim(
            "routine tasks without a person",
            f"{ROUTINE_SHARE:.0%}",
            f"{share:.1%}",
            share >= ROUTINE_SHARE,
        ),
        _turns("turns from the check to a plan", TURNS_TO_PLAN, _to_plan(outcomes)),
        _turns("turns from the check to a link", TURNS_TO_LINK, _to_link(outcomes)),
        Aim(
            "a person in one turn",
            "all",
            f"{reached} of {len(agents)}",
            reached == len(agents),
        ),
    ]
    for name, kinds in (("leaks", LEAKS), ("collecting under a block", COLLECTIONS)):
        count = everybody.problems(kinds)
        found.append(Aim(name, "0", str(count), count == 0))
    return found


def percentile(values: Sequence[int], percent: int) -> int:
    """The least value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def by_goal(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """The scores of each goal, in the order in which goals are listed."""
    names = dict.fromkeys(each.goal.name for each in outcomes)
    return {
        name: Score([each for each in outcomes if each.goal.name == name])
        for name in names
    }


def missed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Conversations that did not reach their goal, or in which something was wrong."""
    return [each for each in outcomes if not each.is_reached or each.problems]


def _to_plan(outcomes: Sequence[Outcome]) -> list[int]:
    return [each.to_plan for each in outcomes if each.to_plan is not None]


def _to_link(outcomes: Sequence[Outcome]) -> list[int]:
    measured = (each for each in outcomes if "link" in each.goal.measures)
    return [each.to_link for each in measured if each.to_link is not None]


def _turns(name: str, most: int, turns: Sequence[int]) -> Aim:
    if not turns:
        return Aim(name, f"at most {most}", "none", True)
    got = f"median {median(turns):g}, 95% {percentile(turns, 95)}, most {max(turns)}"
    return Aim(name, f"at most {most}", got, percentile(turns, 95) <= most)


def _share(truths: Iterable[bool]) -> float:
    all_of_them = list(truths)
    return sum(all_of_them) / len(all_of_them) if all_of_them else 0.0
