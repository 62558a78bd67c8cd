"""The check: three details in any order, a code, and the same answers for everybody."""

from __future__ import annotations

import pytest

from actions.identity import BIRTH, POSTCODE, REFERENCE, UNKNOWN
from debt.identity import IDLE_LIMIT, SUBMISSIONS_PER_CONVERSATION, Level
from debt.voucher import VoucherSource
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, MARIA
from tests.debt.reception import check, level, sent_code

KNOWN = {
    "account_reference": CARD.reference,
    "date_of_birth": MARIA.date_of_birth.isoformat(),
    "postcode": MARIA.postcode,
}
STRANGE = {
    "account_reference": "HB-0000-0000",
    "date_of_birth": "1970-01-01",
    "postcode": "M1 1AA",
}


@pytest.fixture
def asked(stage: Stage) -> Stage:
    """The form has asked for the reference."""
    stage.form = "identity_form"
    stage.slots["requested_slot"] = REFERENCE
    return stage


def says(stage: Stage, text: str, intent: str = "", **entities: str) -> Heard:
    return stage.run("validate_identity_form", text, intent, **entities)


def submitted(stage: Stage, **facts: str) -> Heard:
    says(stage, "here you are", "provide_identity", **facts)
    return stage.run("action_check_identity")


class TestDetails:
    def test_all_may_come_in_one_message(self, asked: Stage) -> None:
        heard = says(asked, "...", "provide_identity", **KNOWN)

        assert heard.slots[REFERENCE] == CARD.reference
        assert heard.slots[BIRTH] == "1988-05-03"
        assert heard.slots[POSTCODE] == MARIA.postcode

    def test_they_may_come_in_any_order(self, asked: Stage) -> None:
        says(asked, "...", "provide_identity", postcode="LS1 4AP")
        says(asked, "...", "provide_identity", date_of_birth="1988-05-03")

        assert asked.slots[POSTCODE] == "LS1 4AP"
        assert asked.slots[BIRTH] == "1988-05-03"
        assert REFERENCE not in asked.slots

    @pytest.mark.parametrize(
        "text", ["I don't have it", "no idea", "lost the letter", "I dont know it"]
    )
    def test_one_that_is_not_known_can_be_left_out(
        self, asked: Stage, text: str
    ) -> None:
        assert says(asked, text).slots[REFERENCE] == UNKNOWN

    def test_not_having_it_is_an_answer_whatever_it_was_taken_for(
        self, asked: Stage
    ) -> None:
        heard = says(asked, "I don't have the reference", "ask_why_identity")

        assert heard.slots[REFERENCE] == UNKNOWN

    def test_what_cannot_be_read_is_asked_again(self, asked: Stage) -> None:
        heard = says(asked, "something with 12 and a letter, I think")

        assert heard.responses == [f"utter_invalid_{REFERENCE}"]
        assert heard.slots[REFERENCE] is None

    @pytest.mark.parametrize(
        "intent", ["ask_why_identity", "request_agent", "report_crisis", "wrong_person"]
    )
    def test_a_question_is_no_answer(self, asked: Stage, intent: str) -> None:
        heard = says(asked, "no, why do you need 3 details", intent)

        assert heard.responses == []
        assert REFERENCE not in heard.slots


class TestCode:
    def test_who_is_on_file_is_sent_one(self, asked: Stage) -> None:
        heard = submitted(asked, **KNOWN)

        assert heard.responses == ["utter_identity_code_sent"]
        (sent,) = asked.floor.mailbox.codes
        assert sent[0] == MARIA.contacts[0]

    def test_a_stranger_hears_the_same_and_nothing_is_sent(self, asked: Stage) -> None:
        known = submitted(asked, **KNOWN)
        elsewhere = Stage(asked.floor, chat="chat-2", form="identity_form")
        strange = submitted(elsewhere, **STRANGE)

        assert strange == known
        assert len(asked.floor.mailbox.codes) == 1
        assert level(asked.floor, "chat-2") is Level.MATCHED

    def test_two_details_can_be_enough(self, asked: Stage) -> None:
        asked.slots[POSTCODE] = UNKNOWN
        says(asked, "...", "", account_reference=CARD.reference)
        says(asked, "...", "", date_of_birth="1988-05-03")

        asked.run("action_check_identity")

        assert asked.floor.mailbox.codes

    def test_the_details_are_forgotten_at_once(self, asked: Stage) -> None:
        submitted(asked, **KNOWN)

        assert {asked.slots[slot] for slot in (REFERENCE, BIRTH, POSTCODE)} == {None}

    def test_after_too_many_tries_it_waits(self, asked: Stage) -> None:
        for _ in range(SUBMISSIONS_PER_CONVERSATION):
            assert submitted(asked, **STRANGE).responses == ["utter_identity_code_sent"]

        assert submitted(asked, **KNOWN).responses == ["utter_identity_locked"]
        resent = asked.run("action_send_new_code", intent="request_new_code")
        assert resent.responses == ["utter_identity_locked"]
        assert asked.floor.mailbox.codes == []

    def test_another_code_replaces_the_first(self, asked: Stage) -> None:
        submitted(asked, **KNOWN)

        heard = asked.run("action_send_new_code", intent="request_new_code")

        assert heard.responses == ["utter_identity_code_resent"]
        assert len(asked.floor.mailbox.codes) == 2

    def test_a_retried_turn_sends_one_code(self, asked: Stage) -> None:
        says(asked, "here you are", "provide_identity", **KNOWN)
        dispatcher, tracker = asked.hears("here you are", "provide_identity")
        tracker.slots = dict(tracker.slots)

        for _ in range(2):
            asked.run_again("action_check_identity", dispatcher, tracker)

        assert len(asked.floor.mailbox.codes) == 1


class TestWelcome:
    @pytest.fixture
    def checked(self, asked: Stage) -> Stage:
        submitted(asked, **KNOWN)
        check(asked.floor, sent_code(asked.floor))
        return asked

    def test_what_was_wanted_follows(self, checked: Stage) -> None:
        checked.slots["wanted_action"] = "action_begin_plan"

        heard = checked.run("action_welcome_verified")

        assert heard.said[0].values["first_name"] == "Maria"
        assert heard.followed_by == "action_begin_plan"
        assert heard.slots["wanted_action"] is None

    def test_without_a_wish_the_accounts_are_shown(self, checked: Stage) -> None:
        assert checked.run("action_welcome_verified").followed_by == (
            "action_show_accounts"
        )

    def test_a_check_that_ran_out_meanwhile_begins_again(self, checked: Stage) -> None:
        checked.floor.clock.advance(IDLE_LIMIT * 2)

        heard = checked.run("action_welcome_verified")

        assert (heard.responses, heard.followed_by) == ([], "identity_form")

    def test_nobody_is_checked_twice(self, checked: Stage) -> None:
        assert checked.run("action_begin_identity").responses == [
            "utter_identity_already"
        ]


def test_details_given_unasked_begin_the_check(stage: Stage) -> None:
    assert stage.run("action_begin_identity").followed_by == "identity_form"


class TestVouched:
    @pytest.fixture
    def vouched(self, stage: Stage) -> Stage:
        """The lender's own login has said that this is Maria."""
        with stage.floor.database.begin() as tx:
            stage.floor.debt.vouchers.vouch(
                tx, stage.chat, MARIA.id, VoucherSource.SIGN_IN
            )
        return stage

    def test_no_details_are_asked_and_a_code_is_sent(self, vouched: Stage) -> None:
        heard = vouched.run("action_show_balance")

        assert heard.responses == ["utter_identity_code_sent"]
        assert heard.followed_by is None
        assert heard.slots["wanted_action"] == "action_show_balance"
        assert MARIA.name.split()[0] not in heard.words
        (sent,) = vouched.floor.mailbox.codes
        assert sent[0] == MARIA.contacts[0]

    def test_what_was_wanted_follows_the_code(self, vouched: Stage) -> None:
        vouched.run("action_show_balance")
        check(vouched.floor, sent_code(vouched.floor))

        assert vouched.run("action_welcome_verified").followed_by == (
            "action_show_balance"
        )

    def test_while_it_waits_for_the_code_no_other_is_sent(self, vouched: Stage) -> None:
        vouched.run("action_show_balance")

        heard = vouched.run("action_show_history")

        assert heard.responses == ["utter_identity_code_waiting"]
        assert len(vouched.floor.mailbox.codes) == 1

    def test_details_given_unasked_are_not_needed(self, vouched: Stage) -> None:
        heard = vouched.run("action_begin_identity")

        assert heard.responses == ["utter_identity_code_sent"]
        assert heard.followed_by is None

    def test_details_given_when_no_code_came_are_taken(self, vouched: Stage) -> None:
        vouched.run("action_show_balance")

        assert vouched.run("action_begin_identity").followed_by == "identity_form"

    def test_the_form_that_was_open_is_left(self, vouched: Stage) -> None:
        vouched.form = "identity_form"

        assert vouched.run("action_show_balance").leaves_form
