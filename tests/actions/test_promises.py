"""Promising to pay later: figures at once or one by one, a yes, nothing taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.promise import Promise
from debt.rights import BlockKind
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, TODAY, gbp

FRIDAY = date(2026, 11, 27)
PERSON = "Talk to a person"


@pytest.fixture
def promising(maria: Stage) -> Stage:
    begun = maria.run("action_begin_promise", "I'll pay later", "promise_to_pay")
    assert begun.followed_by == "promise_form"
    maria.form = "promise_form"
    maria.slots["requested_slot"] = "promise_amount"
    return maria


def says(
    stage: Stage, text: str, intent: str = "promise_to_pay", **named: str
) -> Heard:
    return stage.run("validate_promise_form", text, intent, **named)


def noted(stage: Stage) -> Promise | None:
    with stage.floor.database.begin() as tx:
        maria = stage.floor.debt.identity.debtor(tx, stage.chat)
        return stage.floor.debt.promises.current(tx, maria, CARD.id)


def make(stage: Stage, amount: str = "40.00", due: date = FRIDAY) -> None:
    says(stage, "40 on friday", amount=f"{amount} GBP", date=due.isoformat())
    stage.run("action_ask_promise_form_promise_confirmed")
    stage.slots["requested_slot"] = "promise_confirmed"
    says(stage, "yes", "affirm")
    stage.run("action_make_promise", "yes", "affirm")
    stage.form = None


def test_both_figures_at_once_are_read_back_and_only_a_yes_notes_them(
    promising: Stage,
) -> None:
    says(promising, "40 on friday", amount="40.00 GBP", date="2026-11-27")

    read_back = promising.run("action_ask_promise_form_promise_confirmed")
    assert read_back.responses == ["utter_promise_read_back"]
    assert read_back.said[0].values["amount"] == "£40.00"
    assert read_back.said[0].values["date"] == "27 November 2026"
    assert noted(promising) is None
    promising.slots["requested_slot"] = "promise_confirmed"
    says(promising, "yes", "affirm")
    made = promising.run("action_make_promise", "yes", "affirm")

    assert made.responses == ["utter_promise_made"]
    promise = noted(promising)
    assert promise is not None
    assert (promise.amount, promise.due) == (gbp("40.00"), FRIDAY)
    assert promising.floor.cards.calls == 0


def test_a_no_notes_nothing(promising: Stage) -> None:
    says(promising, "40 on friday", amount="40.00 GBP", date="2026-11-27")
    promising.slots["requested_slot"] = "promise_confirmed"
    says(promising, "no", "deny")

    ended = promising.run("action_make_promise", "no", "deny")

    assert ended.responses == ["utter_promise_not_made"]
    assert noted(promising) is None


def test_a_new_figure_takes_the_yes_back(promising: Stage) -> None:
    says(promising, "40 on friday", amount="40.00 GBP", date="2026-11-27")
    promising.slots["requested_slot"] = "promise_confirmed"

    heard = says(promising, "yes, but 30", "affirm", amount="30.00 GBP")

    assert heard.slots["promise_amount"] == "30.00 GBP"
    assert heard.slots.get("promise_confirmed") is None


def test_a_bare_number_after_which_day_is_no_amount(promising: Stage) -> None:
    says(promising, "40", amount="40.00 GBP")
    promising.slots["requested_slot"] = "promise_date"

    assert "promise_amount" not in says(promising, "28").slots


@pytest.mark.parametrize(
    ("days", "refusal", "nearest"),
    [
        (-1, "utter_promise_refused_in_the_past", "23 November 2026"),
        (15, "utter_promise_refused_too_far", "7 December 2026"),
    ],
)
def test_a_day_that_cannot_be_noted_is_answered_with_the_nearest(
    promising: Stage, days: int, refusal: str, nearest: str
) -> None:
    day = (TODAY + timedelta(days=days)).isoformat()

    heard = says(promising, "then", amount="40.00 GBP", date=day)

    assert heard.responses == [refusal]
    assert heard.said[0].values["date"] == nearest
    assert heard.slots["promise_date"] is None
    assert heard.slots["promise_amount"] == "40.00 GBP"


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        ("600.01 GBP", "utter_payment_too_much"),
        ("0.50 GBP", "utter_promise_too_little"),
        ("40.00 USD", "utter_invalid_payment_amount"),
    ],
)
def test_an_amount_that_cannot_be_noted_says_why(
    promising: Stage, amount: str, refusal: str
) -> None:
    heard = says(promising, "that much", amount=amount)

    assert heard.responses == [refusal]
    assert heard.slots["promise_amount"] is None


def test_the_questions_offer_amounts_and_days_that_may_be(promising: Stage) -> None:
    amounts = promising.run("action_ask_promise_form_promise_amount")
    days = promising.run("action_ask_promise_form_promise_date")

    assert amounts.said[0].buttons == ("£600.00", PERSON)
    assert days.said[0].buttons == ("30 November 2026", "7 December 2026", PERSON)


class TestAnOpenPromise:
    @pytest.fixture
    def open_(self, promising: Stage) -> Stage:
        make(promising)
        return promising

    def test_is_shown_before_another_is_asked_for(self, open_: Stage) -> None:
        heard = open_.run("action_begin_promise", "I'll pay later", "promise_to_pay")

        assert heard.responses == ["utter_promise_open"]
        assert heard.said[0].buttons == ("Change it", PERSON)
        assert heard.followed_by is None

    def test_is_what_is_due(self, open_: Stage) -> None:
        heard = open_.run("action_show_due_date", "when do I pay", "ask_due_date")

        assert heard.responses == ["utter_promise_open"]

    def test_gives_way_to_new_figures_after_a_yes(self, open_: Stage) -> None:
        open_.run("action_begin_promise", "make it 30", amount="30.00 GBP")
        open_.form = "promise_form"
        says(open_, "30 tomorrow", amount="30.00 GBP", date="2026-11-24")
        read_back = open_.run("action_ask_promise_form_promise_confirmed")
        assert read_back.responses == ["utter_promise_read_back_change"]
        assert read_back.said[0].values["old_amount"] == "£40.00"
        open_.slots["requested_slot"] = "promise_confirmed"
        says(open_, "yes", "affirm")

        open_.run("action_make_promise", "yes", "affirm")

        promise = noted(open_)
        assert promise is not None
        assert promise.amount == gbp("30.00")

    def test_stays_when_the_new_one_is_not_confirmed(self, open_: Stage) -> None:
        open_.run("action_begin_promise", "make it 30", amount="30.00 GBP")
        open_.run("action_make_promise", "no", "deny")

        promise = noted(open_)
        assert promise is not None
        assert promise.amount == gbp("40.00")

    def test_can_be_taken_back_once(self, open_: Stage) -> None:
        first = open_.run("action_withdraw_promise", intent="withdraw_promise")
        again = open_.run("action_withdraw_promise", intent="withdraw_promise")

        assert first.responses == ["utter_promise_withdrawn"]
        assert again.responses == ["utter_promise_none"]
        assert noted(open_) is None


def test_nothing_is_promised_while_a_block_stands(maria: Stage) -> None:
    with maria.floor.database.begin() as tx:
        debtor = maria.floor.debt.identity.debtor(tx, maria.chat)
        maria.floor.debt.rights.set_block(
            tx, debtor, BlockKind.DISPUTE, CARD.id, "", "key", maria.chat
        )

    heard = maria.run("action_begin_promise", "40 on friday", amount="40.00 GBP")

    assert heard.responses[-1] == "utter_rights_paused_dispute"
    assert heard.followed_by is None


def test_a_payment_wished_for_a_later_day_is_a_promise(maria: Stage) -> None:
    later = maria.run("action_begin_payment", "pay 40 on friday", date="2026-11-27")
    today = maria.run("action_begin_payment", "pay 40 today", date="2026-11-23")

    assert later.followed_by == "action_begin_promise"
    assert today.followed_by == "payment_form"
