"""What one message sets going: rights at once, one task, the rest in sight."""

from __future__ import annotations

import pytest

from bot.engine.agenda import agenda
from bot.meaning import Meaning, is_event, understood


def parsed(first: str, *also: str, perhaps: tuple[str, ...] = ()) -> Meaning:
    return {**understood(first), "also": list(also), "perhaps": list(perhaps)}


def plan(meaning: Meaning) -> list[str | list[str]]:
    """The intents of the steps; what is only mentioned stands in brackets."""
    return [
        [e["value"] for e in step.parsed["entities"]]
        if is_event(step.parsed)
        else step.parsed["intent"]["name"]
        for step in agenda(meaning)
    ]


@pytest.mark.parametrize(
    ("meaning", "steps"),
    [
        (parsed("ask_balance"), ["ask_balance"]),
        (
            parsed("dispute_debt", "report_hardship"),
            ["dispute_debt", "report_hardship"],
        ),
        (parsed("request_plan", "ask_balance"), ["ask_balance", "request_plan"]),
        (
            parsed("make_payment", "request_plan"),
            [["request_plan"], "make_payment"],
        ),
        (
            parsed("request_plan", "report_vulnerability", "make_payment"),
            ["report_vulnerability", ["make_payment"], "request_plan"],
        ),
        (parsed("affirm", "ask_due_date"), ["affirm", "ask_due_date"]),
        (
            parsed("ask_balance", perhaps=("dispute_debt",)),
            ["ask_balance", ["dispute_debt"]],
        ),
        (
            parsed("make_payment", perhaps=("report_attorney",)),
            [["report_attorney"], "make_payment"],
        ),
        (
            parsed("report_crisis", "ask_balance", perhaps=("request_plan",)),
            ["report_crisis"],
        ),
    ],
)
def test_meanings_are_taken_in_order(
    meaning: Meaning, steps: list[str | list[str]]
) -> None:
    assert plan(meaning) == steps


def test_a_button_and_an_event_are_one_step() -> None:
    assert plan(understood("choose_plan", {"plan_offer": "1"})) == ["choose_plan"]


def test_a_message_without_a_meaning_is_one_step() -> None:
    nothing: Meaning = {"intent": {"name": None, "confidence": 0.0}, "entities": []}

    assert [step.parsed for step in agenda(nothing)] == [nothing]


def test_no_two_steps_of_a_message_share_a_name() -> None:
    names = [step.name for step in agenda(parsed("dispute_debt", "report_hardship"))]

    assert names == ["", "report_hardship"]


def test_each_step_carries_the_values_of_the_message() -> None:
    meaning = {**parsed("dispute_debt", "make_payment"), "entities": ["an amount"]}

    assert [step.parsed["entities"] for step in agenda(meaning)] == [["an amount"]] * 2
