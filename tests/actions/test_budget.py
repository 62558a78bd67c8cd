"""A budget in any order, kept as it comes, and plainly what follows from it."""

from __future__ import annotations

import pytest

from debt.budget import Budget, Group, Source
from debt.rights import BlockKind
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, gbp
from tests.debt.floor import CHAT


@pytest.fixture
def working(maria: Stage) -> Stage:
    """Maria, who owes £600.00, is asked what comes in."""
    begun = maria.run("action_begin_budget", "what can I manage", "begin_budget")
    assert begun.responses[-1] == "utter_budget_intro"
    assert begun.followed_by == "budget_form"
    maria.form, maria.slots["requested_slot"] = "budget_form", "budget_income"
    return maria


def say(stage: Stage, text: str, intent: str = "nlu_fallback", **said: str) -> Heard:
    return stage.run("validate_budget_form", text, intent, **said)


def conclude(stage: Stage, text: str) -> Heard:
    """Tell everything in one message, skip the rest and say that it is right."""
    say(stage, text)
    say(stage, "that's all", "nlu_fallback")
    assert stage.slots["requested_slot"] == "budget_right"
    say(stage, "yes", "affirm")
    return stage.run("action_conclude_budget", "yes", "affirm")


def saved(stage: Stage) -> Budget | None:
    with stage.floor.database.read() as tx:
        maria = stage.floor.debt.identity.debtor(tx, CHAT)
        found = stage.floor.debt.affordability.latest(tx, maria)
        return found.budget if found else None


class TestAnswers:
    def test_several_figures_answer_several_questions(self, working: Stage) -> None:
        say(working, "I bring home 1,450, rent 700")

        budget = saved(working)
        assert budget is not None
        assert budget.monthly_income(*Source) == gbp("1450.00")
        assert budget.monthly_spending(Group.HOUSING) == gbp("700.00")
        assert working.slots["requested_slot"] == "budget_utilities"

    def test_trouble_told_with_figures_is_an_answer(self, working: Stage) -> None:
        say(working, "only 800 since they cut my hours", "report_hardship")

        budget = saved(working)
        assert budget is not None
        assert budget.monthly_income(*Source) == gbp("800.00")

    @pytest.mark.parametrize(
        ("text", "intent"),
        [("skip", "change_plan"), ("I don't know", "deny"), ("nothing", "cannot_pay")],
    )
    def test_a_question_can_be_skipped_or_answered_with_nothing(
        self, working: Stage, text: str, intent: str
    ) -> None:
        working.slots.update(budget_income="told", requested_slot="budget_housing")

        say(working, text, intent)

        assert working.slots["requested_slot"] == "budget_utilities"

    def test_an_amount_in_words_answers_the_question(self, working: Stage) -> None:
        said = {"amount": "1400.00 GBP"}
        say(working, "fourteen hundred", "nlu_fallback", **said)

        budget = saved(working)
        assert budget is not None
        assert budget.monthly_income(*Source) == gbp("1400.00")

    @pytest.mark.parametrize("intent", ["report_crisis", "dispute_debt", "ask_balance"])
    def test_a_right_or_a_question_is_no_answer(
        self, working: Stage, intent: str
    ) -> None:
        say(working, "rent 700 and I can't go on", intent)

        assert saved(working) is None
        assert working.slots["requested_slot"] == "budget_income"

    def test_who_asks_why_is_told_and_asked_again(self, working: Stage) -> None:
        heard = say(working, "why do you ask?", "ask_why_identity")

        assert heard.responses == ["utter_budget_why"]
        assert working.slots["requested_slot"] == "budget_income"

    def test_a_slip_is_not_counted(self, working: Stage) -> None:
        heard = say(working, "14500000")

        assert heard.responses == ["utter_budget_slip"]
        assert saved(working) is None

    def test_what_was_told_before_is_not_asked_again(self, working: Stage) -> None:
        say(working, "I bring home 1,450, rent 700")
        working.form = None

        begun = working.run("action_begin_budget", "go on", "begin_budget")

        assert begun.responses[-1] == "utter_budget_known"
        assert working.slots["budget_housing"] == "told"
        assert working.slots["budget_food"] is None

    def test_a_line_can_be_changed_before_the_yes(self, working: Stage) -> None:
        say(working, "wages 1450, rent 700")
        say(working, "that's all", "nlu_fallback")

        say(working, "rent 650")

        asked = working.run("action_ask_budget_form_budget_right")
        assert "Rent or mortgage | £650.00" in asked.said[-1].values["rows"]
        assert asked.said[-1].values["income"] == "£1,450.00"


class TestOutcomes:
    def test_an_affordable_plan_goes_to_the_plan_form(self, working: Stage) -> None:
        # Half of what is left: (1450 - 700 - 450 - 20 of savings) / 2
        heard = conclude(working, "wages 1450, rent 700, food 450")

        assert heard.responses[-1] == "utter_budget_plan"
        assert heard.said[-1].values["share"] == "£140.00"
        assert heard.followed_by == "plan_form"
        assert working.slots["plan_offer"]

    def test_next_to_nothing_is_a_token_plan(self, working: Stage) -> None:
        heard = conclude(working, "wages 1450, rent 1000, food 444")

        assert heard.responses[-1] == "utter_budget_token"
        assert heard.said[-1].values["share"] == "£1.00"
        assert heard.followed_by == "plan_form"

    def test_a_plan_that_takes_long_goes_to_a_person(self, working: Stage) -> None:
        heard = conclude(working, "wages 1450, rent 1000, food 300")

        assert heard.responses[-1] == "utter_budget_person"
        (ticket,) = working.tickets()
        assert heard.said[-1].values["reference"] == ticket.reference

    @pytest.mark.parametrize(
        ("text", "response"),
        [
            ("wages 900, rent 1000", "utter_budget_none_less"),
            ("wages 1000, rent 1000", "utter_budget_none_nothing"),
        ],
    )
    def test_no_plan_is_plainly_no_plan(
        self, working: Stage, text: str, response: str
    ) -> None:
        heard = conclude(working, text)

        assert heard.responses[-1] == response
        assert heard.followed_by is None

    def test_without_an_income_it_is_asked_for_once_more(self, working: Stage) -> None:
        say(working, "skip", "nlu_fallback")
        heard = conclude(working, "rent 700")

        assert heard.responses[-1] == "utter_budget_no_income"
        assert heard.followed_by == "budget_form"

    def test_who_skips_the_details_sees_the_usual_offers(self, working: Stage) -> None:
        say(working, "Skip the details", "begin_budget")
        assert working.slots["requested_slot"] is None

        heard = working.run("action_conclude_budget", "skip the details")

        assert heard.followed_by == "action_begin_plan"

    def test_nothing_is_worked_out_beside_a_dispute(self, maria: Stage) -> None:
        with maria.floor.database.begin() as tx:
            debtor = maria.floor.debt.identity.debtor(tx, CHAT)
            kind = BlockKind.DISPUTE
            maria.floor.debt.rights.set_block(tx, debtor, kind, CARD.id, "", "b", CHAT)

        heard = maria.run("action_begin_budget", "what can I manage", "begin_budget")

        assert heard.responses[-1] == "utter_rights_paused_dispute"
