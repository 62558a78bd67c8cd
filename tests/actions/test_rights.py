"""Rights: recorded in the same turn, with a reference, and before the check too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.rights import CLAIMS, reason_of
from debt.identity import IDLE_LIMIT
from debt.rights import ADVICE, BREATHING_SPACE, BlockKind
from debt.rights_request import RequestKind, RightsRequest
from debt.store import ledger
from debt.store.accounts import add_account
from tests.actions.stage import Heard, Stage
from tests.conversation_files import responses
from tests.debt.builders import CARD, TODAY, account, charge

ASKED_ABOUT = [right for right, claim in CLAIMS.items() if claim.is_asked_about]
SECOND = account(id="loan", reference="HB-9999-6618", product="Loan", last4="6618")


@pytest.fixture
def of_two(maria: Stage) -> Stage:
    """Maria has a loan beside her card."""
    with maria.floor.database.begin() as tx:
        add_account(tx, SECOND)
        entry = charge("100.00", TODAY - timedelta(days=60), owner=SECOND.id)
        ledger.record(tx, entry, maria.floor.clock.now())
    return maria


def claims(stage: Stage, intent: str, text: str = "my own words") -> Heard:
    is_dispute = intent == "dispute_debt"
    action = "action_dispute_debt" if is_dispute else "action_claim_right"
    return stage.run(action, text, intent)


def requests(stage: Stage) -> list[RightsRequest]:
    """What is open of whoever the conversation is with, without the notice owed."""
    debt = stage.floor.debt
    with stage.floor.database.read() as tx:
        debtor = debt.identity.debtor_or_none(tx, stage.chat)
        found = debt.requests.of(tx, debtor, stage.chat)
    return [each for each in found if each.kind is not RequestKind.VALIDATION_NOTICE]


@pytest.mark.parametrize("intent", CLAIMS)
@pytest.mark.parametrize("is_checked", [True, False])
def test_every_claim_has_a_reference_a_day_and_a_person(
    stage: Stage, intent: str, is_checked: bool
) -> None:
    if is_checked:
        stage.floor.verified()
    stage.form = "payment_form"

    heard = claims(stage, intent)

    (ticket,) = stage.tickets()
    (request,) = requests(stage)
    assert ticket.reason == reason_of(intent)
    assert request.words == "my own words"
    assert heard.said[0].values["reference"] == request.reference
    assert request.reference in heard.words
    assert heard.leaves_form


@pytest.mark.parametrize(("intent", "claim"), CLAIMS.items())
def test_a_claim_stops_collecting_at_once(
    maria: Stage, intent: str, claim: object
) -> None:
    heard = claims(maria, intent)

    (block,) = maria.blocks()
    assert (block.kind, block.reason) == (CLAIMS[intent].block, "my own words")
    assert heard.said[0].values["reference"] == block.reference


@pytest.mark.parametrize("intent", CLAIMS)
def test_a_claim_before_the_check_holds_after_it(stage: Stage, intent: str) -> None:
    heard = claims(stage, intent)
    assert stage.blocks() == ()
    stage.floor.verified()

    (block,) = stage.blocks()
    (request,) = requests(stage)
    assert (block.kind, block.account_id) == (CLAIMS[intent].block, None)
    assert heard.said[0].values["reference"] == block.reference == request.reference


@pytest.mark.parametrize("intent", CLAIMS)
def test_no_claim_asks_for_money_or_speaks_of_it(maria: Stage, intent: str) -> None:
    heard = claims(maria, intent)

    assert "£" not in heard.words
    assert all("pay" not in button.casefold() for button in heard.said[0].buttons)


@pytest.mark.parametrize("intent", CLAIMS)
def test_a_claim_made_twice_is_told_with_the_same_reference(
    maria: Stage, intent: str
) -> None:
    first, again = claims(maria, intent), claims(maria, intent, "i said so")

    reference = first.said[0].values["reference"]
    assert again.said[0].values["reference"] == reference
    assert again.responses[0] in ("utter_rights_known", "utter_rights_dispute_known")
    assert again.followed_by is None
    assert len(maria.blocks()) == len(maria.tickets()) == len(requests(maria)) == 1


@pytest.mark.parametrize("intent", CLAIMS)
def test_a_retried_turn_claims_once_and_says_the_same(
    maria: Stage, intent: str
) -> None:
    is_dispute = intent == "dispute_debt"
    action = "action_dispute_debt" if is_dispute else "action_claim_right"
    message = maria.hears("my own words", intent)

    first = maria.run_again(action, *message)
    message[0].messages.clear()
    again = maria.run_again(action, *message)

    assert again.said == first.said
    assert len(maria.blocks()) == 1


def test_who_needs_a_specialist_comes_sooner(stage: Stage) -> None:
    claims(stage, "report_deceased")

    assert stage.tickets()[0].priority == 1


@pytest.mark.parametrize(
    ("text", "lasts"),
    [
        ("I'm in breathing space", BREATHING_SPACE),
        ("a debt respite moratorium started", BREATHING_SPACE),
        ("StepChange is helping me with a plan", ADVICE),
    ],
)
def test_breathing_space_and_advice_have_their_days(
    maria: Stage, text: str, lasts: timedelta
) -> None:
    claims(maria, "report_breathing_space", text)

    (block,) = maria.blocks()
    assert block.until == block.set_at + lasts


def test_a_name_used_on_one_account_pauses_that_one(of_two: Stage) -> None:
    claims(of_two, "report_identity_theft", "someone opened the loan in my name")

    assert [block.account_id for block in of_two.blocks()] == [SECOND.id]


def test_a_name_used_nobody_says_where_pauses_everything(of_two: Stage) -> None:
    claims(of_two, "report_identity_theft", "my identity was stolen")

    assert [block.account_id for block in of_two.blocks()] == [None]


@pytest.mark.parametrize("is_checked", [True, False])
def test_stopping_contact_is_confirmed_once_and_asks_nothing(
    stage: Stage, is_checked: bool
) -> None:
    if is_checked:
        stage.floor.verified()
    first = stage.run("action_stop_contact", "stop", "stop_contact")
    second = stage.run("action_stop_contact", "I said stop", "stop_contact")
    stage.floor.verified()

    (block,) = stage.blocks()
    assert (block.kind, block.account_id) == (BlockKind.CEASE, None)
    assert first.said[0].values == second.said[0].values
    assert "?" not in first.words
    assert first.said[0].buttons == ()


class TestDispute:
    def test_the_only_account_is_disputed(self, maria: Stage) -> None:
        heard = claims(maria, "dispute_debt")

        assert heard.responses == ["utter_rights_dispute_recorded"]
        assert heard.followed_by == "claim_form"
        (block,) = maria.blocks()
        assert block.account_id == CARD.id
        assert maria.tickets()[0].reason == "dispute"

    def test_what_is_said_later_is_added(self, maria: Stage) -> None:
        claims(maria, "dispute_debt", "not mine")
        claims(maria, "dispute_debt", "and they never wrote")

        (request,) = requests(maria)
        assert request.words == "not mine\nand they never wrote"

    def test_until_it_is_clear_which_one_all_are_left_alone(
        self, of_two: Stage
    ) -> None:
        asked = claims(of_two, "dispute_debt", "this is wrong")

        assert asked.responses[-1] == "utter_balance_ask_account"
        (block,) = of_two.blocks()
        assert block.account_id is None
        assert block.reference in asked.words

        told = of_two.run(
            "action_dispute_debt", intent="choose_account", account_id=SECOND.id
        )
        assert told.responses == ["utter_rights_dispute_recorded"]
        (narrowed,) = of_two.blocks()
        (request,) = requests(of_two)
        assert narrowed.account_id == request.account_id == SECOND.id
        assert narrowed.reference == request.reference == block.reference
        assert request.words == "this is wrong"

    def test_the_other_account_can_still_be_paid(self, of_two: Stage) -> None:
        claims(of_two, "dispute_debt", "the loan is wrong")

        heard = of_two.run("action_begin_payment", "pay the credit card")

        assert heard.followed_by == "payment_form"

    def test_a_check_that_ran_out_while_choosing_disputes_all(
        self, of_two: Stage
    ) -> None:
        claims(of_two, "dispute_debt", "this is wrong")
        of_two.floor.clock.advance(IDLE_LIMIT * 2)

        heard = of_two.run(
            "action_dispute_debt", intent="choose_account", account_id=SECOND.id
        )

        assert heard.responses == ["utter_rights_dispute_debt"]
        assert "••" not in heard.words


class TestDetails:
    @pytest.fixture
    def disputed(self, maria: Stage) -> Stage:
        """Maria has just disputed, and is asked what looks wrong."""
        claims(maria, "dispute_debt", "not mine")
        maria.form = "claim_form"
        maria.slots["requested_slot"] = "claim_details"
        return maria

    @pytest.mark.parametrize(
        ("text", "intent", "kept"),
        [
            ("I was never their customer", "dispute_debt", True),
            ("it was my flatmate", "nlu_fallback", True),
            ("no", "deny", True),
            ("Jane Smith at Smith and Partners", "wrong_person", True),
            ("I am not Maria", "wrong_person", False),
            ("what do I owe?", "ask_balance", False),
            ("my lawyer handles it", "report_attorney", False),
            ("let me talk to someone", "request_agent", False),
            ("yes", "affirm", False),
        ],
    )
    def test_words_are_a_detail_and_other_wishes_are_none(
        self, disputed: Stage, text: str, intent: str, kept: bool
    ) -> None:
        heard = disputed.run("validate_claim_form", text, intent)

        assert ("claim_details" in heard.slots) == kept

    @pytest.mark.parametrize("intent", ASKED_ABOUT)
    def test_the_question_can_be_left_and_a_person_asked_for(
        self, disputed: Stage, intent: str
    ) -> None:
        disputed.slots["claim_right"] = intent

        (said,) = disputed.run("action_ask_claim_form_claim_details").said

        buttons = responses()[said.response][0]["buttons"]
        assert {"/deny", "/request_agent"} <= {each["payload"] for each in buttons}

    @pytest.mark.parametrize(
        ("details", "words"), [("since May", "not mine\nsince May"), ("", "not mine")]
    )
    def test_a_detail_is_kept_and_the_reference_told_again(
        self, disputed: Stage, details: str, words: str
    ) -> None:
        disputed.slots["claim_details"] = details

        heard = disputed.run("action_keep_claim_details", details)

        (request,) = requests(disputed)
        assert request.words == words
        assert request.reference in heard.words
        assert disputed.slots["claim_reference"] is None
