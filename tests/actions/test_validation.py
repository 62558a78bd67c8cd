"""Proof of a debt: given at once, to keep, and nothing is collected meanwhile."""

from __future__ import annotations

import pytest

from bot.documents.document import validation_document
from debt.rights import BlockKind
from debt.rights_request import RequestKind
from debt.services import Debt
from debt.store.tables import DebtorRow
from debt.validation import Validation
from tests.actions.stage import Stage
from tests.debt.builders import CARD, MARIA


@pytest.fixture
def in_period(maria: Stage) -> Stage:
    """Maria lives in the US and has been told the first facts; the notice is owed."""
    with maria.floor.database.begin() as tx:
        tx.get_one(DebtorRow, MARIA.id).jurisdiction = "US-TX"
    maria.run("action_show_balance")
    return maria


def kinds(stage: Stage) -> list[RequestKind]:
    debt = stage.floor.debt
    with stage.floor.database.read() as tx:
        debtor = debt.identity.debtor_or_none(tx, stage.chat)
        return [each.kind for each in debt.requests.of(tx, debtor, stage.chat)]


def validation(stage: Stage) -> Validation | None:
    debt: Debt = stage.floor.debt
    with stage.floor.database.read() as tx:
        return debt.validations.of(tx, debt.identity.debtor(tx, stage.chat), CARD.id)


def test_the_first_facts_begin_the_period_and_the_notice_is_owed(
    in_period: Stage,
) -> None:
    assert kinds(in_period) == [RequestKind.VALIDATION_NOTICE]
    in_period.run("action_show_balance")

    begun = validation(in_period)
    assert begun is not None
    assert (begun.notice_at, begun.ends_on) == (None, None)


def test_proof_is_given_and_nothing_is_collected_until_it_is_answered(
    in_period: Stage,
) -> None:
    heard = in_period.run("action_request_validation", "prove it", "request_validation")

    (block,) = in_period.blocks()
    assert (block.kind, block.account_id) == (BlockKind.VALIDATION, CARD.id)
    assert block.reference in heard.words
    assert kinds(in_period) == [RequestKind.VALIDATION]
    after = validation(in_period)
    assert after is not None
    assert after.ends_on is not None
    assert heard.said[-1].values["document_url"] == f"/documents/validation/{CARD.id}"
    paying = in_period.run("action_begin_payment", "pay")
    assert paying.responses == ["utter_rights_paused_validation"]


def test_whom_it_was_owed_to_at_first_is_a_request_of_its_own(
    in_period: Stage,
) -> None:
    in_period.run(
        "action_request_validation", "who did I owe originally?", "request_validation"
    )

    assert kinds(in_period) == [RequestKind.ORIGINAL_CREDITOR]


def test_asking_again_gives_the_copy_and_the_reference_again(in_period: Stage) -> None:
    first = in_period.run("action_request_validation", "prove it", "request_validation")
    again = in_period.run("action_request_validation", "prove it", "request_validation")

    assert again.said[-1].values == first.said[-1].values
    assert len(in_period.blocks()) == 1


def test_before_the_check_it_is_recorded_and_no_account_is_spoken_of(
    stage: Stage,
) -> None:
    heard = stage.run("action_request_validation", "prove it", "request_validation")

    assert heard.responses == ["utter_rights_request_validation"]
    assert kinds(stage) == [RequestKind.VALIDATION]


def test_the_copy_adds_up_to_what_is_owed(in_period: Stage) -> None:
    in_period.run("action_request_validation", "prove it", "request_validation")
    debt = in_period.floor.debt
    with in_period.floor.database.read() as tx:
        debtor = debt.identity.debtor(tx, in_period.chat)
        document = validation_document(debt, tx, debtor, CARD.id)

    facts = [value for _, value in document.facts]
    assert "£600.00" in facts
    assert "Halden Bank" in facts
    assert document.notes


def test_where_there_is_no_such_period_nothing_is_paused(maria: Stage) -> None:
    with maria.floor.database.begin() as tx:
        tx.get_one(DebtorRow, MARIA.id).jurisdiction = "GB"

    heard = maria.run("action_request_validation", "prove it", "request_validation")

    assert heard.responses[-1] == "utter_rights_validation_given"
    assert kinds(maria) == [RequestKind.VALIDATION]
    assert maria.blocks() == ()
