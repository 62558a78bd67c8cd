"""A yes is consent only where it is a clear one to exactly what was read back."""

from __future__ import annotations

import pytest

from actions.consent import is_clear_yes, is_hesitant_yes
from actions.forms import yes_or_no
from tests.actions.stage import Stage

CLEAR = [
    "yes",
    "Yes please",
    "yep",
    "y",
    "ok yes",
    "Ok, set it up",
    "go ahead",
    "sure, do it",
    "I agree",
    "yes that's right, thanks",
    "that works for me",
    "Yes, pay £40.00",
    "yes no problem",
    "please do",
    "ok do it",
]
UNCLEAR = [
    "ok",
    "OK.",
    "okay then",
    "ok?",
    "yes?",
    "sure",
    "sure whatever",
    "fine",
    "fine but not before the 28th",
    "yes but less",
    "i guess so",
    "i suppose yes",
    "yes if there is no fee",
    "maybe yes",
    "alright",
    "cool",
    "yeah, not today",
    "right",
    "thanks",
]


@pytest.mark.parametrize("text", CLEAR)
def test_a_clear_yes_is_consent(text: str) -> None:
    assert is_clear_yes(text, "affirm")


@pytest.mark.parametrize("text", UNCLEAR)
def test_anything_else_that_agrees_is_not(text: str) -> None:
    assert not is_clear_yes(text, "affirm")
    assert is_hesitant_yes(text, "affirm")


@pytest.mark.parametrize("text", ["set it up please", "ok, go ahead", "pay it now"])
def test_words_that_can_mean_nothing_else_are_a_yes(text: str) -> None:
    assert is_clear_yes(text, "request_plan")


@pytest.mark.parametrize(
    "text", ["yes I want to complain", "yes what do I owe", "do it for my mother"]
)
def test_a_yes_inside_something_else_is_none(text: str) -> None:
    assert not is_clear_yes(text, "make_complaint")
    assert not is_hesitant_yes(text, "make_complaint")


@pytest.fixture
def asked(stage: Stage) -> Stage:
    stage.form = "payment_form"
    stage.slots["requested_slot"] = "payment_confirmed"
    return stage


def test_a_pressed_yes_counts(asked: Stage) -> None:
    turn = asked.turn(intent="affirm")

    assert yes_or_no(turn, "payment_confirmed") == {"payment_confirmed": True}


def test_an_ok_is_asked_about_and_agrees_to_nothing(asked: Stage) -> None:
    turn = asked.turn("ok", "affirm")

    assert yes_or_no(turn, "payment_confirmed") == {"payment_confirmed": None}
    assert turn.dispatcher.messages[0]["response"] == "utter_talk_clear_yes"


def test_a_yes_with_a_new_figure_is_no_answer(asked: Stage) -> None:
    turn = asked.turn("yes, 40", "affirm", amount="40.00 GBP")

    assert yes_or_no(turn, "payment_confirmed") == {}


def test_a_yes_to_another_question_is_no_answer(asked: Stage) -> None:
    turn = asked.turn("yes", "affirm")

    assert yes_or_no(turn, "plan_agreed") == {}


def test_a_no_is_an_answer(asked: Stage) -> None:
    turn = asked.turn("no thanks", "deny")

    assert yes_or_no(turn, "payment_confirmed") == {"payment_confirmed": False}
