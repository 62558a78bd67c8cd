"""Nobody hears of a debt before they are checked, whatever they ask for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from actions.forms import ParleyForm
from actions.registry import action_classes, all_actions
from actions.turn import DebtorAction
from debt.identity import IDLE_LIMIT
from debt.rights import BlockKind
from tests.actions.stage import CLASSES, Heard, Stage
from tests.debt.builders import CARD, MARIA
from tests.debt.reception import submit

GATED = [name for name, cls in CLASSES.items() if issubclass(cls, DebtorAction)]
UNGATED = [name for name in CLASSES if name not in GATED]
# News and rights do not wait for a check, but they have no figures then.
OPEN_WITHOUT_FIGURES = {
    "action_show_receipt": "utter_payment_received_unverified",
    "action_tell_consequences": "utter_consequences_unknown",
    "action_tell_credit_impact": "utter_consequences_credit_unknown",
    "action_show_autopay": "utter_autopay_ready_unverified",
    "action_change_card": "utter_payment_new_card",
    "action_ask_old_debt": "utter_old_debt_unchecked",
    "action_request_validation": "utter_rights_request_validation",
    "action_explain_plan_terms": "utter_plan_terms",
}
PRIVATE = re.compile(
    rf"[£$€]|\d[\d,]*\.\d\d|{CARD.creditor.name}|{CARD.product}|{CARD.last4}"
    rf"|{MARIA.name.split()[0]}|overdue|behind|you owe",
    re.IGNORECASE,
)


def reveals_nothing(heard: Heard) -> bool:
    known = " ".join(str(value) for value in heard.slots.values())
    return not PRIVATE.search(heard.words) and "card" not in known


def test_there_is_one_action_of_each_name(stage: Stage) -> None:
    names = [action.name() for action in all_actions(stage.floor.debt)]

    assert len(names) == len(set(names)) == len(list(action_classes()))
    assert GATED


@pytest.mark.parametrize("action", GATED)
def test_a_stranger_is_asked_who_they_are(stage: Stage, action: str) -> None:
    heard = stage.run(action, "what about Halden", account_id=CARD.id)

    assert reveals_nothing(heard)
    if action in OPEN_WITHOUT_FIGURES:
        assert heard.responses == [OPEN_WITHOUT_FIGURES[action]]
        return
    assert heard.responses == ["utter_identity_needed"]
    assert heard.followed_by == "identity_form"
    assert heard.slots["wanted_action"] == action


@pytest.mark.parametrize("action", GATED)
def test_a_check_that_has_run_out_opens_nothing(stage: Stage, action: str) -> None:
    stage.floor.verified()
    stage.floor.clock.advance(IDLE_LIMIT + timedelta(seconds=1))

    assert reveals_nothing(stage.run(action, account_id=CARD.id))


@pytest.mark.parametrize("action", GATED)
def test_facts_without_a_code_open_nothing(stage: Stage, action: str) -> None:
    submit(stage.floor)

    heard = stage.run(action, account_id=CARD.id)

    assert reveals_nothing(heard)
    if action not in OPEN_WITHOUT_FIGURES:
        assert heard.responses == ["utter_identity_code_waiting"]
        assert heard.slots["wanted_action"] == action


@pytest.mark.parametrize("action", GATED)
def test_the_check_of_one_conversation_opens_no_other(
    stage: Stage, action: str
) -> None:
    stage.floor.verified()
    elsewhere = Stage(stage.floor, chat="chat-2")

    assert reveals_nothing(elsewhere.run(action, account_id=CARD.id))


@pytest.mark.parametrize("action", UNGATED)
def test_what_works_before_the_check_reveals_nothing(stage: Stage, action: str) -> None:
    stage.slots |= {"payment_confirmed": True, "settlement_agreed": True}
    stage.slots |= {"payment_amount": "20.00 GBP", "account_id": CARD.id}
    stage.run("action_dispute_debt", "not mine", "dispute_debt")

    heard = stage.run(
        action, "about Halden, £20.00", "dispute_debt", amount="20.00 GBP"
    )

    assert not PRIVATE.search(heard.words)


def test_only_forms_and_actions_are_registered() -> None:
    classes = list(action_classes())

    assert {cls for cls in classes if issubclass(cls, ParleyForm)}
    assert all(cls.__module__.startswith("actions.") for cls in classes)


class TestDisclosure:
    def test_the_whole_of_it_stands_before_the_first_fact(self, maria: Stage) -> None:
        heard = maria.run("action_show_balance")

        assert heard.responses[0] == "utter_disclosure_collector_first_uk"
        assert len(heard.responses) > 1

    def test_it_is_said_once_in_a_conversation(self, maria: Stage) -> None:
        maria.run("action_show_balance")

        again = maria.run("action_show_due_date")

        assert not [r for r in again.responses if "disclosure" in r]

    def test_the_next_conversation_has_the_short_one(self, maria: Stage) -> None:
        maria.run("action_show_balance")
        maria.floor.verified(chat="chat-2")

        heard = Stage(maria.floor, chat="chat-2").run("action_show_balance")

        assert heard.responses[0] == "utter_disclosure_collector_short_uk"


COLLECTING = [
    "action_begin_payment",
    "action_ask_payment_form_payment_amount",
    "action_open_checkout",
    "action_begin_plan",
    "action_ask_plan_form_plan_offer",
    "action_begin_settlement",
    "action_ask_settlement_form_settlement_agreed",
]


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        *[(action, BlockKind.CEASE) for action in COLLECTING],
        *[(COLLECTING[0], kind) for kind in BlockKind if kind != BlockKind.CEASE],
    ],
)
def test_while_anything_blocks_it_nothing_is_collected(
    maria: Stage, action: str, kind: BlockKind
) -> None:
    maria.run("action_show_balance")
    with maria.floor.database.begin() as tx:
        debtor = maria.floor.debt.identity.debtor(tx, maria.chat)
        block = maria.floor.debt.rights.set_block(
            tx, debtor, kind, None, "", "k", maria.chat
        )
    maria.slots |= {"payment_confirmed": True, "payment_amount": "20.00 GBP"}
    maria.slots["account_id"] = CARD.id
    maria.form = "payment_form"

    heard = maria.run(action)

    assert heard.responses == [f"utter_rights_paused_{kind.value}"]
    assert heard.said[0].values["reference"] == block.reference
    assert heard.followed_by is None
    assert maria.floor.cards.calls == 0


def test_a_block_ends_the_form_that_was_open(maria: Stage) -> None:
    maria.run("action_stop_contact", "stop writing to me", "stop_contact")
    maria.form = "payment_form"

    assert maria.run("action_ask_payment_form_payment_amount").leaves_form


def test_figures_typed_under_a_block_are_not_taken(maria: Stage) -> None:
    maria.run("action_stop_contact", "stop writing to me", "stop_contact")

    maria.form = "payment_form"
    paid = maria.run("validate_payment_form", "20", amount="20.00 GBP")
    maria.form = "plan_form"
    planned = maria.run("validate_plan_form", "20 a week", amount="20.00 GBP")

    assert paid.slots["payment_amount"] is None
    assert planned.slots["plan_offer"] is None
