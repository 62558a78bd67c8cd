"""A missed instalment: what is true of it, what got in the way, and a way on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, gbp


@pytest.fixture
def planned(maria: Stage) -> Stage:
    """Six payments of £100.00 a month from 30 November 2026."""
    floor = maria.floor
    with floor.database.begin() as tx:
        debtor = floor.debt.identity.debtor(tx, maria.chat)
        offer = floor.debt.plans.propose(tx, debtor, CARD.id, amount=gbp("100.00"))
        floor.debt.plans.accept(tx, debtor, offer.id, "plan")
    return maria


def days_later(stage: Stage, days: int) -> None:
    """The days go by, and the plan is reviewed on each of them."""
    floor = stage.floor
    for _ in range(days):
        floor.clock.advance(timedelta(days=1))
        with floor.database.begin() as tx:
            for plan_id in floor.debt.plan_reviews.due(tx):
                floor.debt.plan_reviews.review(tx, plan_id)
    floor.verified()


def tells(stage: Stage, text: str = "sorry I missed it") -> Heard:
    """What is asked, or what follows where the reason was said already."""
    begun = stage.run("action_begin_missed", text, "report_missed_instalment")
    assert begun.followed_by == "plan_missed_form"
    stage.form = "plan_missed_form"
    return answers(stage, text, "report_missed_instalment")


def answers(stage: Stage, text: str, intent: str = "", **entities: str) -> Heard:
    stage.run("validate_plan_missed_form", text, intent, **entities)
    if stage.slots.get("plan_missed_reason") is None:
        stage.slots["requested_slot"] = "plan_missed_reason"
        return stage.run("action_ask_plan_missed_form_plan_missed_reason", text, intent)
    return stage.run("action_help_missed", text, intent)


@pytest.mark.parametrize(
    ("days", "state"),
    [(2, "early"), (9, "due"), (20, "late"), (50, "at_risk")],
)
def test_what_is_said_of_it_is_true_of_the_plan(
    planned: Stage, days: int, state: str
) -> None:
    days_later(planned, days)

    heard = tells(planned)

    stated = [each for each in heard.responses if "disclosure" not in each]
    assert stated == [f"utter_plan_missed_{state}", "utter_plan_missed_what"]
    values = heard.said[0].values
    assert (values["amount"], values["date"]) == ("£100.00", "30 November 2026")


def test_a_plan_at_risk_is_told_the_first_day_it_could_end(planned: Stage) -> None:
    days_later(planned, 50)

    values = tells(planned).said[0].values

    # The second is missed as 7 January begins; fourteen days' notice follow.
    assert (values["missed"], values["ends"]) == ("2", "21 January 2027")


def test_a_broken_plan_is_told_as_it_is(planned: Stage) -> None:
    days_later(planned, 70)

    heard = planned.run("action_begin_missed", "missed it", "report_missed_instalment")

    assert heard.responses[-1] == "utter_plan_broken"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my card expired so it didn't go", "card"),
        ("there was no money in the account", "funds"),
        ("I forgot all about it", "forgot"),
    ],
)
def test_a_reason_said_at_once_is_not_asked_for(
    planned: Stage, text: str, reason: str
) -> None:
    days_later(planned, 20)

    heard = tells(planned, text)

    assert heard.responses == ["utter_plan_missed_late", f"utter_plan_missed_{reason}"]


def test_a_button_gives_the_reason_and_nothing_is_told_twice(planned: Stage) -> None:
    days_later(planned, 20)
    tells(planned)

    heard = answers(
        planned,
        "There was no money for it",
        "report_missed_instalment",
        missed_reason="funds",
    )

    assert heard.responses == ["utter_plan_missed_funds"]


def test_the_reason_can_be_left_out(planned: Stage) -> None:
    days_later(planned, 20)
    tells(planned)

    assert answers(planned, "rather not say", "deny").responses == [
        "utter_plan_missed_other"
    ]


class TestTerms:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [
            ("is there interest on the plan", "cost"),
            ("what if I miss one", "missed"),
            ("can I skip a month on this plan", "change"),
            ("can I cancel it", "ending"),
            ("what are the terms", "general"),
        ],
    )
    def test_a_question_is_answered_from_the_policy(
        self, maria: Stage, text: str, topic: str
    ) -> None:
        heard = maria.run("action_explain_plan_terms", text, "ask_plan_terms")

        assert heard.responses[-1] == f"utter_plan_terms_{topic}"

    def test_what_is_being_read_back_is_told(self, maria: Stage) -> None:
        maria.run("action_begin_plan", "40 a month", "request_plan")
        maria.form = "plan_form"
        maria.slots["requested_slot"] = "plan_offer"
        maria.run(
            "validate_plan_form", "100 a month", "request_plan", amount="100.00 GBP"
        )

        heard = maria.run(
            "action_explain_plan_terms", "when would it end", "ask_plan_terms"
        )

        assert heard.responses[-1] == "utter_plan_terms_schedule"
        assert heard.said[-1].values["last_date"] == "30 April 2027"
