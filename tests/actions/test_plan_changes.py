"""Changing a plan in force, ending it, and a yes to exactly what was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.plan import Plan, PlanState
from debt.schedule import Frequency
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, gbp

PERSON = "Talk to a person"


@pytest.fixture
def planned(maria: Stage) -> Stage:
    """Six payments of £100.00 a month from 30 November 2026."""
    floor = maria.floor
    with floor.database.begin() as tx:
        debtor = floor.debt.identity.debtor(tx, maria.chat)
        offer = floor.debt.plans.propose(tx, debtor, CARD.id, amount=gbp("100.00"))
        floor.debt.plans.accept(tx, debtor, offer.id, "plan")
    return maria


def asks(stage: Stage, text: str, **entities: str) -> Heard:
    """A wish for a change, and the question that follows it."""
    begun = stage.run("action_begin_plan_change", text, "change_plan", **entities)
    assert begun.followed_by == "plan_change_form"
    stage.form = "plan_change_form"
    return answers(stage, text, "change_plan", **entities)


def answers(stage: Stage, text: str, intent: str = "", **entities: str) -> Heard:
    stage.run("validate_plan_change_form", text, intent, **entities)
    slots = ("kind", "proposal", "agreed")
    names = [f"plan_change_{each}" for each in slots]
    open_one = next((n for n in names if stage.slots.get(n) is None), None)
    stage.slots["requested_slot"] = open_one
    if open_one is None:
        return stage.run("action_change_plan", text, intent, **entities)
    if open_one == names[0]:
        return Heard((), [])
    return stage.run(f"action_ask_plan_change_form_{open_one}", text, intent)


def plan(stage: Stage) -> Plan:
    with stage.floor.database.read() as tx:
        debtor = stage.floor.debt.identity.debtor(tx, stage.chat)
        found = stage.floor.debt.plans.latest(tx, debtor, CARD.id)
    assert found is not None
    return found


def days(stage: Stage) -> list[str]:
    return [each.due.isoformat() for each in plan(stage).schedule.instalments]


class TestAMove:
    @pytest.mark.parametrize(
        ("text", "date", "to"),
        [
            ("move it to the 3rd", "2026-12-03", "3 December 2026"),
            ("push my next payment back a week", None, "7 December 2026"),
            ("delay it by 4 days", None, "4 December 2026"),
            ("bring it forward 3 days", None, "27 November 2026"),
        ],
    )
    def test_everything_may_stand_in_one_message(
        self, planned: Stage, text: str, date: str | None, to: str
    ) -> None:
        heard = asks(planned, text, **({"date": date} if date else {}))

        assert heard.responses == ["utter_plan_change_read_back_move"]
        assert heard.said[0].values["date"] == "30 November 2026"
        assert heard.said[0].values["new_date"] == to

    def test_nothing_changes_before_the_yes(self, planned: Stage) -> None:
        asks(planned, "move it to the 3rd", date="2026-12-03")
        assert days(planned)[0] == "2026-11-30"

        heard = answers(planned, "yes", "affirm")

        assert heard.responses == ["utter_plan_changed"]
        assert days(planned)[0] == "2026-12-03"

    def test_a_no_leaves_the_plan(self, planned: Stage) -> None:
        asks(planned, "move it to the 3rd", date="2026-12-03")

        heard = answers(planned, "no", "deny")

        assert heard.responses == ["utter_plan_change_none"]
        assert days(planned)[0] == "2026-11-30"

    def test_only_the_day_is_asked_for(self, planned: Stage) -> None:
        asked = asks(planned, "can I move a payment")
        heard = answers(planned, "the 8th", date="2026-12-08")

        assert asked.responses == ["utter_plan_change_ask_move"]
        assert heard.said[0].values["new_date"] == "8 December 2026"

    def test_another_day_corrects_it(self, planned: Stage) -> None:
        asks(planned, "move it to the 3rd", date="2026-12-03")

        heard = answers(planned, "no, the 4th", "deny", date="2026-12-04")

        assert heard.said[0].values["new_date"] == "4 December 2026"

    def test_too_far_offers_the_furthest_day(self, planned: Stage) -> None:
        heard = asks(planned, "move it to the 20th", date="2026-12-20")

        assert heard.responses == ["utter_plan_change_refused_too_far"]
        assert heard.said[0].buttons == ("14 December 2026", PERSON)
        pressed = answers(planned, "14 December 2026", "change_plan", date="2026-12-14")
        assert pressed.responses == ["utter_plan_change_read_back_move"]

    def test_a_later_payment_is_meant_by_a_later_day(self, planned: Stage) -> None:
        heard = asks(planned, "move it to 5 january", date="2027-01-05")

        assert heard.said[0].values["date"] == "30 December 2026"


class TestASkip:
    def test_the_next_one_comes_at_the_end(self, planned: Stage) -> None:
        heard = asks(planned, "can I skip this month")

        assert heard.responses == ["utter_plan_change_read_back_skip"]
        assert heard.said[0].values["date"] == "30 November 2026"
        answers(planned, "yes", "affirm")
        assert plan(planned).schedule.total == gbp("600.00")
        assert days(planned)[0] == "2026-12-30"

    def test_a_month_names_the_payment(self, planned: Stage) -> None:
        heard = asks(planned, "skip december please")

        assert heard.said[0].values["date"] == "30 December 2026"

    def test_a_second_one_so_soon_offers_the_first_that_can_be(
        self, planned: Stage
    ) -> None:
        asks(planned, "skip this month")
        answers(planned, "yes", "affirm")
        planned.form = None

        heard = asks(planned, "skip december too")

        assert heard.responses == ["utter_plan_change_refused_skipped_recently"]
        label, _ = heard.said[0].buttons
        pressed = answers(planned, label, "change_plan", date="2027-03-01")
        assert pressed.responses == ["utter_plan_change_read_back_skip"]
        assert pressed.said[0].values["date"] == label


class TestOtherTerms:
    def test_a_lower_amount_keeps_how_often(self, planned: Stage) -> None:
        floor = planned.floor
        floor.clock.advance(timedelta(days=10))
        floor.verified()
        before = plan(planned)

        heard = asks(planned, "make it 105 please", amount="105.00 GBP")
        done = answers(planned, "yes", "affirm")

        assert heard.responses == ["utter_plan_change_read_back_terms"]
        assert heard.said[0].values["brief"] == "£105.00 a month, 6 times"
        assert done.responses == ["utter_plan_changed"]
        assert plan(planned).id != before.id
        assert plan(planned).terms.frequency is Frequency.MONTHLY

    def test_too_little_offers_the_least_and_a_person(self, planned: Stage) -> None:
        heard = asks(planned, "drop it to 20", amount="20.00 GBP")

        assert heard.responses == ["utter_plan_change_refused_too_long"]
        assert heard.said[0].buttons == (
            "£100.00",
            "Ask a person to decide",
            PERSON,
        )
        done = answers(planned, "Ask a person to decide", "affirm")
        assert done.responses == ["utter_plan_referred"]
        with planned.floor.database.read() as tx:
            (waiting,) = planned.floor.debt.referrals.waiting(tx)
        assert waiting.wish.amount == gbp("20.00")

    def test_another_rhythm_keeps_the_amount(self, planned: Stage) -> None:
        heard = asks(planned, "make it weekly instead", frequency="weekly")

        assert heard.said[0].values["brief"] == "£100.00 a week, 6 times"

    def test_the_amount_is_asked_for(self, planned: Stage) -> None:
        asked = asks(planned, "lower my instalments")
        heard = answers(planned, "120", "request_plan", amount="120.00 GBP")

        assert asked.responses == ["utter_plan_change_ask_terms"]
        assert heard.said[0].values["brief"] == "£120.00 a month, 5 times"


class TestSomethingExtra:
    def test_what_it_does_is_told_and_the_payment_form_asks_for_the_yes(
        self, planned: Stage
    ) -> None:
        heard = asks(planned, "pay 250 extra", amount="250.00 GBP")

        assert heard.responses == ["utter_plan_change_extra"]
        assert heard.said[0].values["left"] == "£350.00"
        assert heard.followed_by == "action_begin_payment"

    def test_more_than_is_left_is_told_with_what_is(self, planned: Stage) -> None:
        heard = asks(planned, "pay 900 extra", amount="900.00 GBP")

        assert heard.responses == ["utter_plan_change_refused_too_large"]
        assert heard.said[0].buttons == ("£600.00", PERSON)


class TestTheEnd:
    def begin(self, stage: Stage) -> Heard:
        begun = stage.run("action_begin_plan_end", "cancel my plan", "cancel_plan")
        assert begun.followed_by == "plan_end_form"
        stage.form = "plan_end_form"
        heard = stage.run("action_ask_plan_end_form_plan_end_agreed")
        stage.slots["requested_slot"] = "plan_end_agreed"
        return heard

    @pytest.mark.parametrize(
        ("words", "intent", "state", "response"),
        [
            ("yes", "affirm", PlanState.CANCELLED, "utter_plan_ended"),
            ("no", "deny", PlanState.ACTIVE, "utter_plan_end_kept"),
        ],
    )
    def test_it_ends_with_a_yes_to_what_that_means(
        self,
        planned: Stage,
        words: str,
        intent: str,
        state: PlanState,
        response: str,
    ) -> None:
        asked = self.begin(planned)
        planned.run("validate_plan_end_form", words, intent)
        heard = planned.run("action_end_plan", words, intent)

        assert asked.said[0].values["left"] == "£600.00"
        assert heard.responses == [response]
        assert plan(planned).state is state

    def test_without_a_plan_there_is_nothing_to_end(self, maria: Stage) -> None:
        heard = maria.run("action_begin_plan_end", "cancel my plan", "cancel_plan")

        assert heard.responses[-1] == "utter_plan_none"


def test_a_wish_for_a_change_while_choosing_stays_in_that_form(maria: Stage) -> None:
    maria.form = "plan_form"

    heard = maria.run("action_begin_plan_change", "can I change it", "change_plan")

    assert heard.followed_by == "plan_form"


def test_without_a_plan_there_is_nothing_to_change(maria: Stage) -> None:
    heard = maria.run("action_begin_plan_change", "move it", "change_plan")

    assert heard.followed_by == "action_show_plan"


def test_what_was_wanted_before_the_check_needs_no_second_word(
    planned: Stage,
) -> None:
    planned.slots["wanted_figures"] = {
        "date": "2026-12-03",
        "words": "move it to the 3rd",
    }
    planned.form = "plan_change_form"

    heard = answers(planned, "", "EXTERNAL_code_accepted")

    assert heard.responses[-1] == "utter_plan_change_read_back_move"
    assert heard.said[-1].values["new_date"] == "3 December 2026"
