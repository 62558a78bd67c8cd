"""A pause: described, agreed with a yes, longer once, and never a dead end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.rights import BlockKind
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, TODAY
from tests.debt.floor import CHAT

IN_30_DAYS = "23 December 2026"
IN_60_DAYS = "22 January 2027"


def say(stage: Stage, form: str, slot: str, text: str, intent: str) -> Heard:
    stage.form, stage.slots["requested_slot"] = form, slot
    return stage.run(f"validate_{form}", text, intent)


def agree(stage: Stage) -> Heard:
    stage.run("action_begin_hold", "a pause please", "request_hold")
    say(stage, "hold_form", "hold_agreed", "yes", "affirm")
    return stage.run("action_agree_hold", "yes", "affirm")


def extend(stage: Stage, intent: str = "affirm") -> Heard:
    begun = stage.run("action_begin_extension", "longer", "extend_hold")
    if begun.followed_by != "hold_extension_form":
        return begun
    asked = stage.run("action_ask_hold_extension_form_hold_extension_progress")
    assert asked.said[-1].values["date"] == IN_60_DAYS
    slot = "hold_extension_progress"
    say(stage, "hold_extension_form", slot, "yes", intent)
    return stage.run("action_extend_hold", "yes", intent)


def test_what_a_pause_means_is_said_before_the_yes(maria: Stage) -> None:
    begun = maria.run("action_begin_hold", "a pause please", "request_hold")
    asked = maria.run("action_ask_hold_form_hold_agreed")

    assert begun.followed_by == "hold_form"
    assert asked.said[-1].values["date"] == IN_30_DAYS
    assert asked.said[-1].values["days"] == "30"
    assert maria.blocks() == ()


def test_a_yes_pauses_with_a_reference(maria: Stage) -> None:
    heard = agree(maria)

    (block,) = maria.blocks()
    assert (block.kind, block.account_id) == (BlockKind.HOLD, CARD.id)
    assert heard.said[-1].values["reference"] == block.reference
    assert heard.said[-1].values["date"] == IN_30_DAYS


def test_a_no_pauses_nothing(maria: Stage) -> None:
    maria.run("action_begin_hold", "a pause", "request_hold")
    say(maria, "hold_form", "hold_agreed", "no", "deny")

    heard = maria.run("action_agree_hold", "no", "deny")

    assert heard.responses[-1] == "utter_hold_declined"
    assert maria.blocks() == ()


def test_a_running_pause_is_shown(maria: Stage) -> None:
    agree(maria)

    begun = maria.run("action_begin_hold", "a pause please", "request_hold")
    heard = maria.run("action_show_hold")

    assert begun.followed_by == "action_show_hold"
    assert heard.said[-1].values["date"] == IN_30_DAYS


def test_with_progress_it_is_longer_once(maria: Stage) -> None:
    agree(maria)

    first, second = extend(maria), extend(maria)

    assert first.said[-1].values["date"] == IN_60_DAYS
    assert second.followed_by == "action_refer_hold"
    (block,) = maria.blocks()
    assert block.until is not None
    assert block.until.date() == TODAY + timedelta(days=60)


def test_without_progress_a_person_decides(maria: Stage) -> None:
    agree(maria)

    assert extend(maria, "deny").followed_by == "action_refer_hold"
    heard = maria.run("action_refer_hold")

    (ticket,) = maria.tickets()
    assert ticket.reason == "request_hold"
    assert heard.said[-1].values["reference"] == ticket.reference


@pytest.mark.parametrize("kind", [BlockKind.DISPUTE, BlockKind.VULNERABILITY])
def test_what_is_paused_already_is_not_paused_again(
    maria: Stage, kind: BlockKind
) -> None:
    with maria.floor.database.begin() as tx:
        debtor = maria.floor.debt.identity.debtor(tx, CHAT)
        maria.floor.debt.rights.set_block(tx, debtor, kind, None, "", "b", CHAT)

    heard = maria.run("action_begin_hold", "a pause please", "request_hold")

    assert heard.responses[-1] == f"utter_rights_paused_{kind.value}"
    assert len(maria.blocks()) == 1
