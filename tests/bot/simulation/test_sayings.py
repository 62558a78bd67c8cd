"""What simulated debtors and random walkers type was never shown to the model."""

from __future__ import annotations

import re

import pytest

from bot.demo.portfolio.course import dice
from bot.simulation.catalogue import GOALS
from bot.simulation.goals import Goal
from bot.simulation.sayings import draw, sayings, with_slips
from tests.bot.nlu.examples import training_examples
from tests.system.conversations.moves import SAID

WISH = {"amount": "40.00", "smaller": "36.00", "day": "3 December", "limit": "50.00"}
# So few words cannot be said in another way.
SHORT = 3


def plain(text: str) -> str:
    """Letters and figures; any figure counts as any other."""
    words = re.sub(r"[^\w\s.,']", "", text.casefold())
    return re.sub(r"\d[\d.,]*", "#", words).strip()


def known(texts: list[str], trained: set[str]) -> set[str]:
    """Those that the model has seen."""
    long = (text for text in texts if len(text.split()) > SHORT)
    return {text for text in long if plain(text) in trained}


@pytest.fixture(scope="module")
def trained() -> set[str]:
    return {plain(text) for _, text in training_examples()}


def test_no_core_is_a_training_sentence(trained: set[str]) -> None:
    cores = [
        core.format(**WISH)
        for name, said in sayings().items()
        if name not in {"leads", "tails"}
        for core in said
    ]

    assert known(cores, trained) == set()


def test_no_step_of_a_walk_is_a_training_sentence(trained: set[str]) -> None:
    steps = [text for said in SAID.values() for text in said]

    assert known(steps, trained) == set()


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_everything_that_a_goal_says_can_be_drawn(goal: Goal) -> None:
    says = [goal.says, goal.figure, *goal.first, *(r.says for r in goal.reactions)]

    for what in filter(None, says):
        assert draw(dice(1), what, WISH, goal.slips)


def test_a_goal_is_said_in_dozens_of_ways() -> None:
    drawn = {draw(dice(seed), "plan", WISH, 0) for seed in range(200)}

    assert len(drawn) > 36


def test_slips_leave_short_words_and_figures_alone() -> None:
    said = with_slips(dice(3), "i can pay 40.00 towards the balance", 2)

    assert said.startswith("i can pay 40.00 ")
    assert said != "i can pay 40.00 towards the balance"
    assert len(said) == len("i can pay 40.00 towards the balance")
