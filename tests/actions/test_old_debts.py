"""Old debts: what that means is told before anything is paid, and a yes is needed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.store.tables import AccountRow
from tests.actions.stage import Stage
from tests.debt.builders import CARD, TODAY


@pytest.fixture
def old(maria: Stage) -> Stage:
    """Maria's account is one no court can be asked about."""
    with maria.floor.database.begin() as tx:
        tx.get_one(AccountRow, CARD.id).limitation_on = TODAY - timedelta(days=1)
    return maria


def answers(stage: Stage, yes: bool) -> None:
    stage.slots["old_debt_confirmed"] = yes


@pytest.mark.parametrize(
    "action", ["action_begin_payment", "action_begin_plan", "action_begin_settlement"]
)
def test_nothing_is_begun_before_it_was_told(old: Stage, action: str) -> None:
    heard = old.run(action, "pay")
    assert heard.followed_by == "old_debt_form"

    told = old.run("action_ask_old_debt_form_old_debt_confirmed")
    assert told.responses[-1] == "utter_old_debt_go_on"
    assert "£" not in told.words
    answers(old, yes=True)
    assert old.run("action_confirm_old_debt", "yes").followed_by == action

    assert old.run(action, "pay").followed_by != "old_debt_form"


def test_a_no_leaves_everything_as_it_was(old: Stage) -> None:
    old.run("action_begin_payment", "pay")
    answers(old, yes=False)

    heard = old.run("action_confirm_old_debt", "no")

    assert heard.responses == ["utter_old_debt_left"]
    assert heard.followed_by is None
    assert old.run("action_begin_payment", "pay").followed_by == "old_debt_form"


def test_the_disclosure_is_given_once_though_the_payment_did_not_begin(
    old: Stage,
) -> None:
    old.run("action_begin_payment", "pay")

    heard = old.run("action_ask_old_debt_form_old_debt_confirmed")

    assert "utter_identity_disclosure_collector_first" not in heard.responses


def test_only_a_yes_to_this_question_counts(old: Stage) -> None:
    old.form = "old_debt_form"
    old.slots["requested_slot"] = "old_debt_confirmed"

    assert old.run("validate_old_debt_form", "yes", "affirm").slots[
        "old_debt_confirmed"
    ]
    assert (
        "old_debt_confirmed"
        not in old.run(
            "validate_old_debt_form", "pay 40", "make_payment", amount="40.00 GBP"
        ).slots
    )


def test_who_asks_is_told_and_a_person_checks_the_dates(old: Stage) -> None:
    heard = old.run("action_ask_old_debt", "isn't this too old?", "ask_old_debt")

    assert heard.responses[-1] == "utter_old_debt_checked"
    assert heard.responses[-2] != "utter_old_debt_not_reached"
    assert old.tickets()[0].reason == "ask_old_debt"


def test_of_a_young_debt_no_more_is_claimed_than_is_known(maria: Stage) -> None:
    heard = maria.run("action_ask_old_debt", "isn't this too old?", "ask_old_debt")

    assert heard.responses[-2] == "utter_old_debt_not_reached"
    assert heard.responses[-1] == "utter_old_debt_checked"


def test_before_the_check_no_account_is_spoken_of(stage: Stage) -> None:
    heard = stage.run("action_ask_old_debt", "isn't this too old?", "ask_old_debt")

    assert heard.responses == ["utter_old_debt_unchecked"]
    assert "••" not in heard.words


def test_an_account_of_an_unknown_history_is_treated_as_old(maria: Stage) -> None:
    with maria.floor.database.begin() as tx:
        tx.get_one(AccountRow, CARD.id).opened_on = date(2015, 1, 1)

    assert maria.run("action_begin_payment", "pay").followed_by == "old_debt_form"
