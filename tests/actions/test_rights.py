"""Rights: recorded in the same turn, with a reference, before the check too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.rights import BLOCKS, reason_of
from debt.identity import IDLE_LIMIT
from debt.rights import BlockKind
from debt.store import ledger
from debt.store.accounts import add_account
from tests.actions.stage import Stage
from tests.debt.builders import CARD, TODAY, account, charge
from tests.test_conversation_files import leading_to

CLAIMS = leading_to("action_claim_right")
SECOND = account(id="loan", reference="HB-9999-6618", product="Loan", last4="6618")


@pytest.fixture
def of_two(maria: Stage) -> Stage:
    """Maria has a loan beside her card."""
    with maria.floor.database.begin() as tx:
        add_account(tx, SECOND)
        entry = charge("100.00", TODAY - timedelta(days=60), owner=SECOND.id)
        ledger.record(tx, entry, maria.floor.clock.now())
    return maria


@pytest.mark.parametrize("intent", CLAIMS)
@pytest.mark.parametrize("is_checked", [True, False])
def test_every_claim_has_a_reference_and_a_person(
    stage: Stage, intent: str, is_checked: bool
) -> None:
    if is_checked:
        stage.floor.verified()
    stage.form = "payment_form"

    heard = stage.run("action_claim_right", "my own words", intent)

    (ticket,) = stage.tickets()
    assert heard.responses == [f"utter_rights_{intent}"]
    assert heard.leaves_form
    assert ticket.reason == reason_of(intent)
    reference = heard.said[0].values["reference"]
    assert reference in heard.words
    if intent not in BLOCKS:
        assert reference == ticket.reference
        assert stage.blocks() == ()


@pytest.mark.parametrize(("intent", "kind"), BLOCKS.items())
def test_a_claim_stops_collecting_at_once(
    maria: Stage, intent: str, kind: BlockKind
) -> None:
    action = "action_dispute_debt" if intent == "dispute_debt" else "action_claim_right"

    heard = maria.run(action, "my own words", intent)

    (block,) = maria.blocks()
    assert (block.kind, block.reason) == (kind, "my own words")
    assert heard.said[0].values["reference"] == block.reference


@pytest.mark.parametrize(("intent", "kind"), BLOCKS.items())
def test_a_claim_before_the_check_holds_after_it(
    stage: Stage, intent: str, kind: BlockKind
) -> None:
    action = "action_dispute_debt" if intent == "dispute_debt" else "action_claim_right"

    heard = stage.run(action, "my own words", intent)
    assert stage.blocks() == ()
    stage.floor.verified()

    (block,) = stage.blocks()
    assert block.kind is kind
    assert block.account_id is None
    assert heard.said[0].values["reference"] == block.reference


@pytest.mark.parametrize(
    ("intent", "priority"),
    [("report_vulnerability", 1), ("report_deceased", 1), ("make_complaint", 5)],
)
def test_who_needs_a_specialist_comes_sooner(
    stage: Stage, intent: str, priority: int
) -> None:
    stage.run("action_claim_right", "", intent)

    assert stage.tickets()[0].priority == priority


def test_a_claim_made_twice_has_one_reference(maria: Stage) -> None:
    first = maria.run("action_claim_right", "stop", "stop_contact")
    second = maria.run("action_claim_right", "I said stop", "stop_contact")

    assert first.said[0].values == second.said[0].values
    assert len(maria.blocks()) == len(maria.tickets()) == 1


def test_a_retried_turn_claims_once(maria: Stage) -> None:
    message = maria.hears("stop", "stop_contact")

    maria.run_again("action_claim_right", *message)
    maria.run_again("action_claim_right", *message)

    assert len(maria.blocks()) == 1


class TestDispute:
    def test_the_only_account_is_disputed(self, maria: Stage) -> None:
        heard = maria.run("action_dispute_debt", "I never had this", "dispute_debt")

        assert heard.responses == ["utter_rights_dispute_recorded"]
        (block,) = maria.blocks()
        assert block.account_id == CARD.id
        assert maria.tickets()[0].reason == "dispute"

    def test_a_dispute_already_open_is_told_again(self, maria: Stage) -> None:
        first = maria.run("action_dispute_debt", "not mine", "dispute_debt")
        again = maria.run("action_dispute_debt", "still not mine", "dispute_debt")

        assert again.responses == ["utter_rights_dispute_known"]
        assert again.said[0].values == first.said[0].values

    def test_which_one_is_asked_and_a_person_is_told_already(
        self, of_two: Stage
    ) -> None:
        asked = of_two.run("action_dispute_debt", "this is wrong", "dispute_debt")

        assert asked.responses == ["utter_balance_ask_account"]
        assert [ticket.reason for ticket in of_two.tickets()] == ["dispute"]

        told = of_two.run(
            "action_dispute_debt", intent="choose_account", account_id=SECOND.id
        )
        assert told.responses == ["utter_rights_dispute_recorded"]
        assert [block.account_id for block in of_two.blocks()] == [SECOND.id]

    def test_the_other_account_can_still_be_paid(self, of_two: Stage) -> None:
        of_two.run("action_dispute_debt", "the loan is wrong", "dispute_debt")

        heard = of_two.run("action_begin_payment", "pay the credit card")

        assert heard.followed_by == "payment_form"

    def test_a_check_that_ran_out_while_choosing_disputes_all(
        self, of_two: Stage
    ) -> None:
        of_two.run("action_dispute_debt", "this is wrong", "dispute_debt")
        of_two.floor.clock.advance(IDLE_LIMIT * 2)

        heard = of_two.run(
            "action_dispute_debt", intent="choose_account", account_id=SECOND.id
        )

        assert heard.responses == ["utter_rights_dispute_debt"]
        assert "••" not in heard.words
