"""What every action shares: the message, the account meant, the form in hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.account import account_name, ask_account, meant_account
from actions.forms import is_interruption
from actions.turn import leave_form
from debt.account import AccountStatus, AccountSummary, Phase
from tests.actions.stage import Stage
from tests.conversation_files import domain
from tests.debt.builders import gbp

HALDEN = AccountSummary(
    account_id="card",
    reference="••4471",
    creditor="Halden Bank",
    product="credit card",
    last4="4471",
    balance=gbp("600.00"),
    past_due=gbp("50.00"),
    days_past_due=40,
    phase=Phase.SOFT,
    status=AccountStatus.OVERDUE,
    next_due=None,
)
ENERGY = replace(
    HALDEN,
    account_id="energy",
    creditor="Brightwell Energy",
    product="energy account",
    last4="9075",
)
PAID = replace(HALDEN, account_id="paid", last4="1111", balance=gbp("0.00"))
BOTH = (HALDEN, ENERGY)


def test_the_only_account_is_meant(stage: Stage) -> None:
    assert meant_account((HALDEN,), stage.turn("why")) == HALDEN


def test_of_several_none_is_meant(stage: Stage) -> None:
    assert meant_account(BOTH, stage.turn("why")) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the Halden one", HALDEN),
        ("my BRIGHTWELL debt", ENERGY),
        ("the one ending 4471", HALDEN),
        ("the energy account please", ENERGY),
        ("my credit card", HALDEN),
    ],
)
def test_an_account_can_be_named(
    stage: Stage, text: str, meant: AccountSummary
) -> None:
    assert meant_account(BOTH, stage.turn(text)) == meant


def test_what_is_named_outranks_what_was_chosen(stage: Stage) -> None:
    stage.slots["account_id"] = "energy"

    assert meant_account(BOTH, stage.turn("and Halden?")) == HALDEN
    assert meant_account(BOTH, stage.turn("and now?")) == ENERGY


def test_a_pressed_choice_is_meant(stage: Stage) -> None:
    assert meant_account(BOTH, stage.turn(account_id="energy")) == ENERGY


def test_somebody_elses_account_is_never_meant(stage: Stage) -> None:
    stage.slots["account_id"] = "not-mine"

    assert meant_account(BOTH, stage.turn(account_id="not-mine")) is None


def test_an_account_that_is_paid_is_not_asked_about(stage: Stage) -> None:
    assert meant_account((PAID, ENERGY), stage.turn("why")) == ENERGY

    turn = stage.turn("why")
    events = ask_account((*BOTH, PAID), turn)

    (asked,) = turn.dispatcher.messages
    titles = [button["title"] for button in asked["buttons"]]
    assert titles[:-1] == [account_name(HALDEN), account_name(ENERGY)]
    assert events[0]["name"] == "wanted_action"
    assert events[0]["value"] == "action_test"


def test_what_is_done_for_a_message_has_one_name(stage: Stage) -> None:
    one, another = stage.turn("a"), stage.turn("a")

    assert one.key == one.key
    assert one.key != another.key
    assert one.key.endswith(":action_test")


def test_leaving_a_form_forgets_its_answers(stage: Stage) -> None:
    stage.slots = dict.fromkeys(("plan_offer", "plan_agreed", "account_id"), "said")
    assert leave_form(stage.turn()) == []
    stage.form = "plan_form"

    events = leave_form(stage.turn())

    assert events[0] == {"event": "active_loop", "name": None, "timestamp": None}
    forgotten = {each["name"] for each in events[1:]}
    assert forgotten == {"plan_offer", "plan_agreed", "requested_slot"}
    assert all(each["value"] is None for each in events[1:])


@pytest.mark.parametrize(
    "intent",
    [
        "ask_balance",
        "ask_why_identity",
        "report_crisis",
        "report_vulnerability",
        "request_agent",
        "dispute_debt",
        "stop_contact",
        "wrong_person",
        "cancel",
        "EXTERNAL_payment_succeeded",
        "EXTERNAL_card_number_masked",
        "refuse_to_pay",
        "cannot_pay",
    ],
)
def test_a_question_a_right_or_a_wish_is_no_answer(intent: str) -> None:
    assert is_interruption(intent)


@pytest.mark.parametrize(
    "intent",
    ["affirm", "deny", "go_back", "provide_identity", "make_payment", "request_plan"],
)
def test_an_answer_is_no_interruption(intent: str) -> None:
    assert not is_interruption(intent)


def test_every_right_interrupts_a_form() -> None:
    rights = {
        "act_for_someone",
        "delete_my_data",
        "make_complaint",
        "request_callback",
        "request_my_data",
        "request_validation",
        "set_contact_preference",
    }
    reports = {i for i in domain()["intents"] if i.startswith(("report_", "ask_"))}

    assert rights | reports <= {i for i in domain()["intents"] if is_interruption(i)}
