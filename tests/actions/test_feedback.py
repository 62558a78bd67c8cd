"""One question at the end, which takes any wording and never holds anybody up."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.feedback import COMMENT, SCORE, TOPIC, score_of
from debt.store.tables import FeedbackRow
from tests.actions.stage import Heard, Stage


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("4", 4),
        ("4/5", 4),
        ("I'd say a 3", 3),
        ("five stars", 5),
        ("rubbish", 1),
        ("not bad", 3),
        ("not good", 2),
        ("very good thanks", 5),
        ("6", None),
        ("I want to pay 5 pounds on the 3rd of next month", None),
        ("it's great but I'd like to move my instalment", None),
        ("when is it due?", None),
    ],
)
def test_a_score_is_read_from_a_few_words(text: str, score: int | None) -> None:
    assert score_of(text) == score


@pytest.fixture
def asked(maria: Stage) -> Stage:
    """Maria has settled something and is asked how it went."""
    maria.slots[TOPIC] = "plan"
    assert maria.run("action_ask_feedback").followed_by == "feedback_form"
    maria.form = "feedback_form"
    maria.slots["requested_slot"] = SCORE
    return maria


def says(stage: Stage, text: str, intent: str = "") -> Heard:
    return stage.run("validate_feedback_form", text, intent)


def kept(stage: Stage) -> FeedbackRow:
    with stage.floor.database.read() as tx:
        return tx.scalars(select(FeedbackRow)).one()


def test_the_score_and_the_remark_are_kept(asked: Stage) -> None:
    says(asked, "rubbish", "express_frustration")
    asked.slots["requested_slot"] = COMMENT
    says(asked, "it took ages", "nlu_fallback")

    heard = asked.run("action_keep_feedback")

    row = kept(asked)
    assert (row.topic, row.score, row.comment) == ("plan", 1, "it took ages")
    assert heard.responses == ["utter_feedback_sorry"]


def test_it_can_be_skipped(asked: Stage) -> None:
    says(asked, "skip", "cancel")

    assert asked.run("action_keep_feedback").responses == ["utter_feedback_skipped"]
    assert kept(asked).score is None


@pytest.mark.parametrize("slot", [SCORE, COMMENT])
@pytest.mark.parametrize("intent", ["ask_balance", "dispute_debt", "make_payment"])
def test_whoever_wants_something_else_is_not_held_up(
    asked: Stage, slot: str, intent: str
) -> None:
    asked.slots["requested_slot"] = slot

    heard = says(asked, "and what about the other one then?", intent)

    assert heard.slots.get(slot) is None
    assert asked.run("action_resume_form").leaves_form


def test_nobody_is_asked_without_a_reason(maria: Stage) -> None:
    assert maria.run("action_ask_feedback").followed_by is None


def test_nobody_is_asked_who_has_to_show_again_who_they_are(stage: Stage) -> None:
    stage.slots[TOPIC] = "plan"

    heard = stage.run("action_ask_feedback")

    assert heard.followed_by is None
    assert heard.slots[TOPIC] is None
