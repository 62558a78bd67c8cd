"""What one message sets going: rights at once, one task, the rest in sight."""

from __future__ import annotations

import pytest

from bot.engine.agenda import ENDING, agenda
from bot.meaning import Meaning, understood


def parsed(first: str, *also: str, perhaps: tuple[str, ...] = ()) -> Meaning:
    return {**understood(first), "also": list(also), "perhaps": list(perhaps)}


def plan(meaning: Meaning) -> tuple[list[str], list[str]]:
    """The intents of the steps, and those that only stay in sight."""
    todo = agenda(meaning)
    return [s.parsed["intent"]["name"] for s in todo.steps], list(todo.left)


@pytest.mark.parametrize(
    ("meaning", "steps", "left"),
    [
        (parsed("ask_balance"), ["ask_balance"], []),
        (
            parsed("dispute_debt", "report_hardship"),
            ["dispute_debt", "report_hardship"],
            [],
        ),
        (parsed("request_plan", "ask_balance"), ["ask_balance", "request_plan"], []),
        (parsed("make_payment", "request_plan"), ["make_payment"], ["request_plan"]),
        (
            parsed("request_plan", "report_vulnerability", "make_payment"),
            ["report_vulnerability", "request_plan"],
            ["make_payment"],
        ),
        (parsed("ask_due_date", "affirm"), ["affirm", "ask_due_date"], []),
        (
            parsed("ask_balance", perhaps=("dispute_debt",)),
            ["ask_balance"],
            ["dispute_debt"],
        ),
    ],
)
def test_meanings_are_taken_in_order(
    meaning: Meaning, steps: list[str], left: list[str]
) -> None:
    assert plan(meaning) == (steps, left)


def test_beside_a_life_in_danger_nothing_else_is_talked_about() -> None:
    meaning = parsed("report_crisis", "ask_balance", perhaps=("request_plan",))

    assert plan(meaning) == (["report_crisis"], [])


@pytest.mark.parametrize("right", sorted(ENDING))
def test_no_task_is_begun_beside_a_right_that_ends_collecting(right: str) -> None:
    meaning = parsed(right, "make_payment", "ask_balance", perhaps=("request_plan",))

    assert plan(meaning) == ([right, "ask_balance"], [])


def test_while_it_is_asked_what_is_meant_only_rights_stay_in_sight() -> None:
    meaning = parsed("nlu_fallback", "ask_balance", perhaps=("dispute_debt",))

    assert plan(meaning) == (["nlu_fallback"], ["dispute_debt"])


def test_a_button_and_an_event_are_one_step() -> None:
    meaning = understood("choose_plan", {"plan_offer": "1"})

    assert plan(meaning) == (["choose_plan"], [])


def test_a_message_without_a_meaning_is_one_step() -> None:
    nothing: Meaning = {"intent": {"name": None, "confidence": 0.0}, "entities": []}

    assert [step.parsed for step in agenda(nothing).steps] == [nothing]


def test_no_two_steps_of_a_message_share_a_name() -> None:
    meaning = parsed("dispute_debt", "report_hardship")

    names = [step.name for step in agenda(meaning).steps]

    assert names == ["", "report_hardship"]


def test_each_step_carries_the_values_of_the_message() -> None:
    meaning = {**parsed("dispute_debt", "make_payment"), "entities": ["an amount"]}

    assert [s.parsed["entities"] for s in agenda(meaning).steps] == [["an amount"]] * 2
