"""Paying in parts: offers, figures of one's own, and a yes to every date and amount."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.plan_form import PLAN_SLOTS
from debt.budget import Budget, Figure, Group, Income, Source, Spending
from debt.ground import Wish
from debt.referral import Referral
from debt.store import ledger
from debt.store.tables import PlanRow
from tests.actions.conftest import OWED
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, TODAY, account, charge, gbp, payment
from tests.debt.floor import Floor

FRIDAY = "2026-12-11"


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


def ask_again(stage: Stage) -> Heard:
    heard = stage.run("action_ask_plan_form_plan_offer")
    stage.slots["requested_slot"] = "plan_offer"
    return heard


def referrals(stage: Stage) -> list[Referral]:
    with stage.floor.database.read() as tx:
        return stage.floor.debt.referrals.waiting(tx)


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
            "Something else",
            "Talk to a person",
        )
        assert heard.said[0].values["first_date"] == "30 November 2026"

    def test_a_pressed_offer_is_taken(self, planning: Stage) -> None:
        with planning.floor.database.begin() as tx:
            maria = planning.floor.debt.identity.debtor(tx, planning.chat)
            quicker, _ = planning.floor.debt.plans.offers(tx, maria, CARD.id)

        heard = propose(planning, plan_offer=quicker.id)

        assert heard.slots["plan_offer"] == quicker.id
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
            ({"amount": "700.00 GBP"}, "too_large"),
            ({"amount": "2.00 GBP"}, "below_minimum"),
            ({"amount": "20.00 GBP"}, "too_long"),
            ({"date": "2026-11-01"}, "starts_too_early"),
            ({"date": "2027-06-01"}, "starts_too_late"),
            ({"count": "0"}, "does_not_add_up"),
        ],
    )
    def test_what_may_not_be_agreed_is_told_with_what_may(
        self, planning: Stage, entities: dict[str, str], response: str
    ) -> None:
        heard = propose(planning, **entities)
        asked = ask_again(planning)

        assert heard.slots["plan_offer"] is None
        assert asked.responses == [f"utter_plan_refused_{response}"]
        assert asked.said[0].buttons

    def test_another_currency_is_told(self, planning: Stage) -> None:
        propose(planning, "40 euros a month", amount="40.00 EUR")

        assert ask_again(planning).responses == ["utter_plan_refused_other_currency"]

    def test_a_plain_number_is_in_the_currency_of_the_account(
        self, planning: Stage
    ) -> None:
        propose(planning, "150 a month", amount="150.00 USD")

        assert read_back(planning).said[0].values["brief"].startswith("£150.00")

    def test_the_nearest_amount_is_one_press_away(self, planning: Stage) -> None:
        propose(planning, amount="20.00 GBP", frequency="fortnightly")

        nearest, person, _ = ask_again(planning).said[0].buttons

        # 600.00 in the 13 fortnights of six months
        assert nearest == "£46.16 every two weeks, 13 times"
        assert person == "Ask a person to decide"

    def test_what_was_refused_is_not_asked_for_again(self, planning: Stage) -> None:
        propose(planning, amount="100.00 GBP", date="2027-06-01")

        propose(planning, frequency="fortnightly")

        values = read_back(planning).said[0].values
        assert values["brief"] == "£100.00 every two weeks, 6 times"

    def test_a_question_is_no_proposal(self, planning: Stage) -> None:
        heard = planning.run(
            "validate_plan_form",
            "what happens if I miss one of the 3 payments",
            "ask_plan_terms",
            count="3",
        )

        assert "plan_offer" not in heard.slots


class TestSeveralMessages:
    """A later message changes only what it names."""

    def test_an_amount_keeps_how_often_and_from_when(self, planning: Stage) -> None:
        propose(planning, amount="50.00 GBP", frequency="fortnightly", date=FRIDAY)
        read_back(planning)

        planning.run("validate_plan_form", "no, make it 60", "deny", amount="60.00 GBP")

        said = read_back(planning).said[0].values
        assert said["brief"] == "£60.00 every two weeks, 10 times"
        assert said["rows"].startswith("11 December 2026")

    def test_another_frequency_keeps_the_amount_and_the_day(
        self, planning: Stage
    ) -> None:
        propose(planning, amount="150.00 GBP", frequency="fortnightly", date=FRIDAY)
        read_back(planning)

        planning.run(
            "validate_plan_form",
            "monthly instead",
            "change_plan",
            frequency="monthly",
        )

        said = read_back(planning).said[0].values
        assert said["brief"] == "£150.00 a month, 4 times"
        assert said["rows"].startswith("11 December 2026")

    def test_a_later_start_keeps_the_offer_that_was_pressed(
        self, planning: Stage
    ) -> None:
        propose(planning, count="3")
        propose(planning, plan_offer=planning.slots["plan_offer"])
        read_back(planning)

        propose(planning, date=FRIDAY)

        said = read_back(planning).said[0].values
        assert said["brief"] == "£200.00 a month, 3 times"
        assert said["rows"].startswith("11 December 2026")

    def test_a_number_of_payments_takes_the_place_of_an_amount(
        self, planning: Stage
    ) -> None:
        propose(planning, amount="100.00 GBP", frequency="weekly")

        propose(planning, count="4")

        assert read_back(planning).said[0].values["brief"] == "£150.00 a week, 4 times"

    def test_after_payday_asks_once_when_that_is(self, planning: Stage) -> None:
        propose(planning, amount="100.00 GBP")
        read_back(planning)

        propose(planning, "can it start after payday")
        asked = ask_again(planning)
        propose(planning, "the 11th", date=FRIDAY)

        assert asked.responses == ["utter_plan_refused_payday"]
        said = read_back(planning).said[0].values
        assert said["brief"] == "£100.00 a month, 6 times"
        assert said["rows"].startswith("11 December 2026")

    def test_a_suggestion_in_the_shape_of_a_question_counts(
        self, planning: Stage
    ) -> None:
        planning.run(
            "validate_plan_form",
            "what about 150 a month",
            "ask_plan_terms",
            amount="150.00 GBP",
        )

        assert read_back(planning).said[0].values["brief"].startswith("£150.00")


class TestWhatOnlyAPersonMayAgree:
    def referred(self, planning: Stage) -> Heard:
        propose(planning, amount="20.00 GBP")
        ask_again(planning)
        planning.run("validate_plan_form", "Ask a person to decide", "affirm")
        return planning.run("action_accept_plan", "Ask a person to decide", "affirm")

    def test_a_wish_is_passed_on_with_a_reference_and_a_day(
        self, planning: Stage
    ) -> None:
        heard = self.referred(planning)

        (waiting,) = referrals(planning)
        assert heard.responses == ["utter_plan_referred"]
        assert heard.said[0].values["reference"] == waiting.reference
        assert waiting.wish.amount == gbp("20.00")
        assert waiting.reason == "too_long"
        assert plans(planning) == []
        assert len(planning.tickets()) == 1

    def test_nothing_is_passed_on_without_a_yes(self, planning: Stage) -> None:
        propose(planning, amount="20.00 GBP")
        ask_again(planning)
        planning.run("validate_plan_form", "no", "deny")

        assert referrals(planning) == []

    def test_what_became_of_it_is_told(self, planning: Stage) -> None:
        self.referred(planning)

        assert planning.run("action_show_plan").responses == [
            "utter_plan_referral_waiting"
        ]

    def test_what_a_person_agrees_can_be_said_yes_to(self, planning: Stage) -> None:
        self.referred(planning)
        (waiting,) = referrals(planning)
        with planning.floor.database.begin() as tx:
            terms = Wish(amount=gbp("60.00"))
            planning.floor.debt.referrals.accept(tx, waiting.reference, "sam", terms)

        told = planning.run("action_show_plan", "what became of it", "ask_plan_status")
        back = read_back(planning)
        planning.run("validate_plan_form", "yes", "affirm")
        planning.run("action_accept_plan", "yes", "affirm")

        assert told.followed_by == "plan_form"
        assert back.said[0].values["brief"] == "£60.00 a month, 10 times"
        (plan,) = plans(planning)
        assert plan.state == "active"
        planning.form = None
        assert planning.run("action_show_plan").responses == ["utter_plan_status"]

    def test_a_wish_in_litigation_goes_to_one_at_once(self, floor: Floor) -> None:
        floor.has(OWED, account=account(litigation_on=TODAY - timedelta(days=5)))
        floor.verified()
        stage = Stage(floor)

        heard = stage.run(
            "action_begin_plan", "50 a month", "request_plan", amount="50.00 GBP"
        )

        (waiting,) = referrals(stage)
        assert heard.responses[-1] == "utter_plan_referred"
        assert waiting.reason == "person_only"


class TestABudget:
    """Of 220.00 left in a month, 20.00 are saved and half of the rest is 100.00."""

    @pytest.fixture
    def budgeted(self, maria: Stage) -> Stage:
        wages = Income(Source.WAGES, Figure.of(gbp("960.00")))
        rent = Spending(Group.HOUSING, Figure.of(gbp("740.00")))
        floor, budget = maria.floor, Budget("GBP", (wages,), (rent,))
        with floor.database.begin() as tx:
            debtor = floor.debt.identity.debtor(tx, maria.chat)
            floor.debt.affordability.save(tx, debtor, CARD.id, budget, "budget")
        maria.run("action_begin_plan", "in parts", "request_plan")
        maria.form = "plan_form"
        maria.slots["requested_slot"] = "plan_offer"
        return maria

    def test_more_than_it_leaves_is_not_taken(self, budgeted: Stage) -> None:
        heard = propose(budgeted, amount="150.00 GBP")

        asked = ask_again(budgeted)
        assert heard.slots["plan_offer"] is None
        assert asked.responses == ["utter_plan_refused_above_affordable"]
        assert asked.said[0].values["limit"] == "£100.00"
        assert asked.said[0].buttons[0].startswith("£100.00 a month")


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
        assert {heard.slots[each] for each in PLAN_SLOTS} == {None}

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

        assert heard.slots["plan_offer"] is None
        assert ask_again(planning).responses == ["utter_plan_refused_declined"]

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
        planning.form = None

        heard = planning.run("action_begin_plan", "a plan please", "request_plan")

        assert heard.followed_by == "action_show_plan"

    def test_a_plan_agreed_elsewhere_ends_the_form(self, planning: Stage) -> None:
        agree(planning)
        planning.slots["plan_refused"] = None

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
        assert "Not arrived: 2" in heard.words
