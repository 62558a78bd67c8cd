"""Greeting, help, saying it again, staying calm."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.stage import Heard, Stage


def hears(stage: Stage, action: str, text: str, intent: str, *before: Any) -> Heard:
    """Run an action after something was said and heard."""
    dispatcher, tracker = stage.hears(text, intent)
    tracker.events = [*before, *tracker.events]
    return stage.run_again(action, dispatcher, tracker)


def said(response: str, **values: str) -> dict[str, Any]:
    return {
        "event": "bot",
        "data": {"buttons": []},
        "metadata": {"utter_action": response, **values},
    }


def heard(intent: str) -> dict[str, Any]:
    return {"event": "user", "parse_data": {"intent": {"name": intent}}}


def test_a_person_who_was_checked_is_greeted_by_name(maria: Stage) -> None:
    greeted = maria.run("action_greet", "hello", "greet")

    assert greeted.responses == ["utter_talk_greet_known"]
    assert greeted.said[0].values["first_name"] == "Maria"


def test_a_stranger_is_greeted_without_a_name(stage: Stage) -> None:
    assert stage.run("action_greet", "hello", "greet").responses == ["utter_talk_greet"]


def test_help_goes_on_where_it_stopped(stage: Stage) -> None:
    first = hears(stage, "action_give_help", "help", "ask_help")
    second = hears(
        stage, "action_give_help", "what else", "ask_help", said("utter_talk_help")
    )

    assert first.responses == ["utter_talk_help"]
    assert second.responses == ["utter_talk_help_more"]


def test_the_last_answer_is_said_again_with_its_values(stage: Stage) -> None:
    before = [
        heard("ask_balance"),
        said("utter_balance_up_to_date", account="A", full="£6.00"),
        said("utter_talk_welcome"),
    ]

    again = hears(stage, "action_repeat", "what?", "ask_repeat", *before)

    assert again.responses == ["utter_talk_repeat_intro", "utter_balance_up_to_date"]
    assert again.said[1].values["full"] == "£6.00"
    assert again.said[1].values["in_lines"] == "yes"


def test_in_a_form_only_its_question_is_put_again(stage: Stage) -> None:
    stage.form = "payment_form"
    question = said("utter_payment_ask_amount", in_full="How much?")

    again = hears(
        stage, "action_repeat", "?", "ask_repeat", heard("make_payment"), question
    )

    assert again.responses == ["utter_talk_repeat_form"]


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("this is useless", "utter_talk_frustration"),
        ("you stupid bastards", "utter_talk_boundary"),
    ],
)
def test_anger_meets_one_calm_line(stage: Stage, text: str, response: str) -> None:
    calm = hears(stage, "action_stay_calm", text, "express_frustration")

    assert calm.responses == [response]
    assert calm.followed_by is None


def test_the_second_time_a_person_takes_over(stage: Stage) -> None:
    again = hears(
        stage,
        "action_stay_calm",
        "useless!",
        "express_frustration",
        heard("express_frustration"),
    )

    assert again.followed_by == "action_request_agent"
