"""What a person who comes back hears first."""

from __future__ import annotations

from actions.tasks import figures_in
from debt.rights import BlockKind
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD

TASK = {"form": "payment_form", "account_id": CARD.id, "figures": {"amount": "40.00"}}


def welcomed(stage: Stage, **metadata: object) -> Heard:
    dispatcher, tracker = stage.hears(intent="EXTERNAL_code_accepted")
    tracker.events[0]["metadata"].update(metadata)
    return stage.run_again("action_welcome_verified", dispatcher, tracker)


def test_what_was_not_finished_is_offered_and_not_begun(maria: Stage) -> None:
    heard = welcomed(maria, unfinished=TASK)

    assert heard.responses[-1] == "utter_talk_unfinished"
    assert heard.slots["unfinished_task"] == TASK
    assert heard.followed_by is None


def test_it_goes_on_with_its_figures(maria: Stage) -> None:
    welcomed(maria, unfinished=TASK)

    heard = maria.run("action_resume_task", intent="resume_task")

    assert heard.followed_by == "action_begin_payment"
    assert heard.slots["wanted_figures"] == {"amount": "40.00"}
    assert heard.slots["account_id"] == CARD.id


def test_who_came_for_something_gets_that_and_no_offer(maria: Stage) -> None:
    maria.slots["wanted_action"] = "action_show_balance"

    heard = welcomed(maria, unfinished=TASK)

    assert "utter_talk_unfinished" not in heard.responses
    assert heard.followed_by == "action_show_balance"


def test_a_pause_is_told_first_and_nothing_else(maria: Stage) -> None:
    with maria.floor.database.begin() as tx:
        debtor = maria.floor.debt.identity.debtor(tx, maria.chat)
        block = maria.floor.debt.rights.set_block(
            tx,
            debtor,
            BlockKind.CEASE,
            None,
            reason="",
            key="k",
            conversation_id=maria.chat,
        )

    heard = welcomed(maria, unfinished=TASK)

    assert heard.said[-1].values["reference"] == block.reference
    assert heard.followed_by is None


def test_a_form_that_asks_after_the_check_ran_out_is_opened_again(stage: Stage) -> None:
    stage.form = "payment_form"
    stage.slots["payment_amount"] = "40.00 GBP"

    heard = stage.run("action_ask_payment_form_payment_confirmed", "yes", "affirm")

    assert heard.slots["wanted_action"] == "action_begin_payment"
    assert heard.slots["wanted_figures"] == {"amount": "40.00 GBP"}


def test_no_yes_is_among_what_is_kept() -> None:
    slots = {
        "promise_amount": "40.00",
        "promise_date": "2026-12-01",
        "promise_confirmed": True,
    }

    assert figures_in("promise_form", slots) == {
        "amount": "40.00",
        "date": "2026-12-01",
    }
