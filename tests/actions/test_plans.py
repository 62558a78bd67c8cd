"""Paying in parts: offers, figures of one's own, and a yes to every date and amount."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from debt.store import ledger
from debt.store.tables import PlanRow
from tests.actions.conftest import OWED
from tests.actions.stage import Heard, Stage
from tests.debt.builders import TODAY, account, charge, payment
from tests.debt.floor import Floor


@pytest.fixture
def planning(maria: Stage) -> Stage:
    """Maria has asked for a plan and sees the offers."""
    begun = maria.run("action_begin_plan", "can I pay in parts", "request_plan")
    assert begun.followed_by == "plan_form"
    maria.form = "plan_form"
    maria.run("action_ask_plan_form_plan_offer")
    maria.slots["requested_slot"] = "plan_offer"
    return maria


def propose(stage: Stage, text: str = "", **entities: str) -> Heard:
    return stage.run("validate_plan_form", text, "request_plan", **entities)


def read_back(stage: Stage) -> Heard:
    heard = stage.run("action_ask_plan_form_plan_agreed")
    stage.slots["requested_slot"] = "plan_agreed"
    return heard


def plans(stage: Stage) -> list[PlanRow]:
    with stage.floor.database.read() as tx:
        return list(tx.scalars(select(PlanRow)))


def agree(stage: Stage) -> Heard:
    propose(stage, amount="100.00 GBP")
    read_back(stage)
    stage.run("validate_plan_form", "yes", "affirm")
    return stage.run("action_accept_plan", "yes", "affirm")


class TestOffers:
    def test_two_are_on_the_table(self, planning: Stage) -> None:
        heard = planning.run("action_ask_plan_form_plan_offer")

        assert heard.said[0].buttons == (
            "£200.00 a month, 3 times",
            "£100.00 a month, 6 times",
        )
        assert heard.said[0].values["first_date"] == "30 November 2026"

    def test_a_pressed_offer_is_taken(self, planning: Stage) -> None:
        heard = propose(planning, plan_offer="offer-1")

        assert heard.slots["plan_offer"] == "offer-1"
        assert heard.slots["plan_agreed"] is None


class TestFiguresOfOnesOwn:
    @pytest.mark.parametrize(
        ("entities", "brief"),
        [
            ({"amount": "100.00 GBP"}, "£100.00 a month, 6 times"),
            ({"count": "4"}, "£150.00 a month, 4 times"),
            (
                {"amount": "50.00 GBP", "frequency": "fortnightly"},
                "£50.00 every two weeks, 12 times",
            ),
            (
                {"amount": "25.00 GBP", "frequency": "weekly"},
                "£25.00 a week, 24 times",
            ),
        ],
    )
    def test_they_become_an_offer(
        self, planning: Stage, entities: dict[str, str], brief: str
    ) -> None:
        propose(planning, **entities)

        assert read_back(planning).said[0].values["brief"] == brief

    def test_a_date_of_ones_own_is_the_first(self, planning: Stage) -> None:
        propose(planning, date="2026-12-11")

        rows = read_back(planning).said[0].values["rows"].splitlines()
        assert rows[0].startswith("11 December 2026 | ")

    def test_a_bare_number_is_an_amount(self, planning: Stage) -> None:
        propose(planning, "150")

        assert read_back(planning).said[0].values["brief"].startswith("£150.00 a month")

    @pytest.mark.parametrize(
        ("entities", "response"),
        [
            ({"amount": "700.00 GBP"}, "utter_plan_amount_too_large"),
            ({"amount": "2.00 GBP"}, "utter_plan_refused_below_minimum"),
            ({"amount": "20.00 GBP"}, "utter_plan_refused_too_long"),
            ({"date": "2026-11-01"}, "utter_plan_refused_starts_too_early"),
            ({"date": "2027-06-01"}, "utter_plan_refused_starts_too_late"),
            ({"count": "0"}, "utter_plan_refused_does_not_add_up"),
        ],
    )
    def test_what_may_not_be_agreed_is_told_with_what_may(
        self, planning: Stage, entities: dict[str, str], response: str
    ) -> None:
        heard = propose(planning, **entities)

        assert heard.responses == [response]
        assert heard.slots["plan_offer"] is None
        assert heard.words.strip()

    def test_a_question_is_no_proposal(self, planning: Stage) -> None:
        heard = planning.run(
            "validate_plan_form",
            "what happens if I miss one of the 3 payments",
            "ask_plan_terms",
            count="3",
        )

        assert "plan_offer" not in heard.slots


class TestConsent:
    def test_every_date_and_amount_is_read_back(self, planning: Stage) -> None:
        propose(planning, amount="100.00 GBP")

        values = read_back(planning).said[0].values

        rows = values["rows"].splitlines()
        assert len(rows) == 6
        assert rows[0] == "30 November 2026 | £100.00"
        assert values["total"] == "£600.00"

    def test_a_yes_sets_the_plan_up(self, planning: Stage) -> None:
        heard = agree(planning)

        assert heard.responses == ["utter_plan_accepted"]
        (plan,) = plans(planning)
        assert heard.said[0].values["document_url"] == f"/documents/plan/{plan.id}"
        assert heard.slots == {"plan_offer": None, "plan_agreed": None}

    def test_a_retried_turn_sets_one_plan_up(self, planning: Stage) -> None:
        propose(planning, amount="100.00 GBP")
        read_back(planning)
        planning.run("validate_plan_form", "yes", "affirm")
        dispatcher, tracker = planning.hears("yes", "affirm")
        tracker.slots = dict(tracker.slots)

        for _ in range(2):
            planning.run_again("action_accept_plan", dispatcher, tracker)

        assert len(plans(planning)) == 1

    @pytest.mark.parametrize("intent", ["deny", "go_back"])
    def test_a_no_asks_what_would_suit(self, planning: Stage, intent: str) -> None:
        propose(planning, amount="100.00 GBP")
        read_back(planning)

        heard = planning.run("validate_plan_form", "no", intent)

        assert heard.responses == ["utter_plan_what_would_suit"]
        assert heard.slots["plan_offer"] is None

    def test_a_yes_with_other_figures_is_a_new_proposal(self, planning: Stage) -> None:
        propose(planning, amount="100.00 GBP")
        before = planning.slots["plan_offer"]
        read_back(planning)

        heard = planning.run(
            "validate_plan_form", "yes but 150", "affirm", amount="150.00 GBP"
        )

        assert heard.slots["plan_offer"] != before
        assert not heard.slots["plan_agreed"]
        assert plans(planning) == []

    def test_an_offer_that_no_longer_stands_is_replaced(self, planning: Stage) -> None:
        propose(planning, amount="100.00 GBP")
        read_back(planning)
        planning.run("validate_plan_form", "yes", "affirm")
        with planning.floor.database.begin() as tx:
            ledger.record(tx, payment("10.00", TODAY), planning.floor.clock.now())

        heard = planning.run("action_accept_plan", "yes", "affirm")

        assert heard.responses == ["utter_plan_offer_expired"]
        assert heard.followed_by == "action_begin_plan"
        assert plans(planning) == []


class TestWhereNoneIsPossible:
    def test_a_plan_in_force_is_shown(self, planning: Stage) -> None:
        agree(planning)

        heard = planning.run("action_begin_plan", "a plan please", "request_plan")

        assert heard.followed_by == "action_show_plan"

    def test_a_plan_agreed_elsewhere_ends_the_form(self, planning: Stage) -> None:
        agree(planning)

        heard = planning.run("action_ask_plan_form_plan_offer")

        assert heard.leaves_form
        assert heard.followed_by == "action_begin_plan"

    def test_a_small_balance_is_paid_in_one_go(self, floor: Floor) -> None:
        floor.has(charge("6.00", TODAY - timedelta(days=30)))
        floor.verified()

        heard = Stage(floor).run("action_begin_plan", "in parts", "request_plan")

        assert heard.responses[-1] == "utter_plan_not_possible"

    def test_what_only_a_person_may_agree_goes_to_one(self, floor: Floor) -> None:
        floor.has(OWED, account=account(litigation_on=TODAY - timedelta(days=5)))
        floor.verified()
        stage = Stage(floor)

        heard = stage.run("action_begin_plan", "in parts", "request_plan")

        (ticket,) = stage.tickets()
        assert heard.responses[-1] == "utter_plan_person_only"
        assert heard.said[-1].values["reference"] == ticket.reference


class TestStatus:
    def test_without_a_plan_it_offers_one(self, maria: Stage) -> None:
        assert maria.run("action_show_plan").responses[-1] == "utter_plan_none"

    def test_a_plan_on_track_says_what_comes_next(self, planning: Stage) -> None:
        agree(planning)
        with planning.floor.database.begin() as tx:
            now = planning.floor.clock.now()
            ledger.record(tx, payment("100.00", TODAY, occurred_at=now), now)

        heard = planning.run("action_show_plan")

        assert heard.responses == ["utter_plan_status"]
        values = heard.said[0].values
        assert (values["paid"], values["left"]) == ("£100.00", "£500.00")
        assert values["next_date"] == "30 December 2026"
        assert values["rows"].splitlines()[0] == "30 November 2026, paid | £100.00"

    def test_a_missed_instalment_is_told_kindly(self, planning: Stage) -> None:
        agree(planning)
        planning.floor.clock.advance(timedelta(days=45))
        planning.floor.verified()

        heard = planning.run("action_show_plan")

        assert heard.responses == ["utter_plan_status_missed"]
        values = heard.said[0].values
        assert (values["missed"], values["next_date"]) == ("2", "30 November 2026")
        assert "did not arrive: 2" in heard.words
