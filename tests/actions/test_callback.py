"""A call: queued at the first word, then a number, hours of the desk, and a yes."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.callback import CONFIRMED, PHONE, TIME
from debt.handoff import Callback
from tests.actions.stage import Heard, Stage
from tests.debt.builders import MARIA
from tests.debt.floor import CHAT

NUMBER = MARIA.contacts[0].address


def begins(stage: Stage) -> None:
    stage.run("action_begin_callback", "ring me please", "request_callback")
    stage.form = "callback_form"


def says(
    stage: Stage, asked: str, text: str, intent: str = "", **entities: str
) -> Heard:
    stage.slots["requested_slot"] = asked
    return stage.run("validate_callback_form", text, intent, **entities)


def callback(stage: Stage) -> Callback | None:
    with stage.floor.database.read() as tx:
        handoff = stage.floor.debt.handoff
        ticket = handoff.open_ticket(tx, CHAT)
        assert ticket is not None
        return handoff.callback(tx, ticket)


def test_the_ticket_is_there_at_once(stage: Stage) -> None:
    begins(stage)

    assert [each.reason for each in stage.tickets()] == ["request_callback"]


def test_a_stranger_is_told_of_no_number(stage: Stage) -> None:
    begins(stage)

    heard = stage.run("action_ask_callback_form_callback_phone")

    assert heard.responses == ["utter_callback_ask_number"]
    assert says(stage, PHONE, "yes", "affirm").slots[PHONE] is None


def test_the_number_on_file_is_masked_and_taken_by_a_yes(maria: Stage) -> None:
    begins(maria)

    heard = maria.run("action_ask_callback_form_callback_phone")

    assert heard.said[0].values == {"phone": "••0123"}
    assert says(maria, PHONE, "yes", "affirm").slots[PHONE] == NUMBER


def test_a_call_is_read_back_and_written_down(maria: Stage) -> None:
    begins(maria)
    says(maria, PHONE, "yes", "affirm")
    says(maria, TIME, "tomorrow morning", date="2026-11-24", time_of_day="morning")

    read = maria.run("action_ask_callback_form_callback_confirmed")
    assert "24 November 2026" in read.words
    assert "••0123" in read.words

    says(maria, CONFIRMED, "yes", "affirm")
    heard = maria.run("action_keep_callback")

    assert heard.said[0].values["reference"] == maria.tickets()[0].reference
    kept = callback(maria)
    assert kept is not None
    assert kept.phone == NUMBER
    assert kept.ends_at == datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
    assert maria.slots[PHONE] is None


def test_a_time_at_which_nobody_is_there_is_asked_again(maria: Stage) -> None:
    begins(maria)

    heard = says(maria, TIME, "at 11 at night", time_of_day="23:00")

    assert heard.responses == ["utter_invalid_callback_time"]
    assert heard.slots[TIME] is None


def test_the_times_that_are_offered_can_be_chosen(maria: Stage) -> None:
    begins(maria)
    offered = maria.run("action_ask_callback_form_callback_time")
    assert len(offered.said[0].buttons) == 3  # two times, and a person

    heard = says(
        maria,
        TIME,
        offered.said[0].buttons[1],
        "request_callback",
        time_of_day="2026-11-24 09:00-12:00",
    )

    assert heard.slots[TIME] == "2026-11-24|09:00-12:00"


def test_another_time_in_place_of_the_yes_corrects_it(maria: Stage) -> None:
    begins(maria)
    says(maria, TIME, "tomorrow", date="2026-11-24")

    heard = says(maria, CONFIRMED, "no, thursday", "deny", date="2026-11-26")

    assert heard.slots[TIME] == "2026-11-26|"
    assert heard.slots[CONFIRMED] is None


def test_without_a_yes_nobody_is_called_and_the_ticket_stays(maria: Stage) -> None:
    begins(maria)
    says(maria, PHONE, "yes", "affirm")
    says(maria, TIME, "tomorrow", date="2026-11-24")
    says(maria, CONFIRMED, "no", "deny")

    heard = maria.run("action_keep_callback")

    assert heard.responses == ["utter_callback_not_arranged"]
    assert callback(maria) is None


@pytest.mark.parametrize("intent", ["dispute_debt", "report_crisis", "request_agent"])
def test_a_right_is_no_answer(maria: Stage, intent: str) -> None:
    begins(maria)

    heard = says(maria, TIME, "I never owed that on monday", intent, date="2026-11-24")

    assert TIME not in heard.slots
