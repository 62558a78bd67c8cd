"""A run is judged by what was aimed at."""

from __future__ import annotations

from typing import Any

import pytest

from bot.demo.portfolio.course import dice
from bot.simulation.catalogue import goal_named
from bot.simulation.debtor import Outcome
from bot.simulation.page import page
from bot.simulation.scores import aims, missed, percentile


def outcome(goal: str = "pay a part", **changes: Any) -> Outcome:
    usual = {"is_reached": True, "turns": 5, "to_link": 2}
    return Outcome(goal_named(goal), 1, **{**usual, **changes})


def not_met(*outcomes: Outcome) -> list[str]:
    return [aim.name for aim in aims(outcomes) if not aim.is_met]


def test_everything_is_met_when_all_goes_well() -> None:
    plan = outcome("plan from offers", to_link=None, to_plan=6)
    agent = outcome("agent at once", agent_turns=1, with_person=True, to_link=None)

    assert not_met(outcome(), plan, agent) == []


@pytest.mark.parametrize(
    ("wrong", "aim"),
    [
        (outcome(is_reached=False), "routine tasks without a person"),
        (outcome(with_person=True), "routine tasks without a person"),
        (outcome(to_link=5), "turns from the check to a link"),
        (outcome("plan corrected", to_plan=7), "turns from the check to a plan"),
        (outcome("agent in a form"), "a person in one turn"),
        (outcome(problems=[("leak", "••4471")]), "leaks"),
        (outcome(problems=[("collecting", "Pay now")]), "collecting under a block"),
        (outcome(problems=[("collected", "plan")]), "collecting under a block"),
    ],
)
def test_one_that_went_wrong_is_told(wrong: Outcome, aim: str) -> None:
    assert not_met(wrong) == [aim]
    assert wrong.is_reached or missed([wrong]) == [wrong]


def test_rights_do_not_count_as_routine() -> None:
    assert not_met(outcome("dispute", with_person=True)) == []


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (95, 4), (100, 4)])
def test_a_percentile_is_one_of_the_values(percent: int, value: int) -> None:
    assert percentile([4, 1, 3, 2], percent) == value


def test_the_page_shows_what_was_said_and_runs_nothing_of_it() -> None:
    lines = [("debtor", "<script>alert(1)</script>"), ("bot", "Hello.")]
    bad = outcome(is_reached=False, lines=lines, problems=[("loop", "Hello.")])

    shown = page([bad], dice(1))

    assert "<script>alert" not in shown
    assert "Hello." in shown
    assert "loop" in shown
