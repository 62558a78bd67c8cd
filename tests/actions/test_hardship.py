"""Trouble is heard once, noted only with a yes, and answered without asking money."""

from __future__ import annotations

import pytest

from debt.circumstance import Circumstance
from debt.rights import BlockKind
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, MARIA
from tests.debt.floor import CHAT

LOST = "I lost my job in May. Can you help?"


def told(stage: Stage) -> tuple[Circumstance, ...]:
    with stage.floor.database.read() as tx:
        maria = stage.floor.debt.identity.debtor(tx, stage.chat)
        return stage.floor.debt.circumstances.of(tx, maria)


def block(stage: Stage, kind: BlockKind) -> None:
    with stage.floor.database.begin() as tx:
        maria = stage.floor.debt.identity.debtor(tx, CHAT)
        stage.floor.debt.rights.set_block(tx, maria, kind, CARD.id, "", "b", CHAT)


def answer(stage: Stage, form: str, text: str, intent: str) -> Heard:
    """Answer the question that the form asks now."""
    stage.form = form
    heard = stage.run(f"validate_{form}", text, intent)
    return heard


class TestReasons:
    def test_trouble_is_mirrored_and_a_note_is_asked_for(self, maria: Stage) -> None:
        maria.form = "payment_form"

        heard = maria.run("action_hear_reason", LOST, "report_hardship")

        assert heard.responses == ["utter_hardship_mirror_lost_income"]
        assert heard.leaves_form
        assert heard.followed_by == "hardship_form"
        asked = maria.run("action_ask_hardship_form_hardship_noted")
        assert asked.said[0].values["words"] == "I lost my job in May."

    @pytest.mark.parametrize(
        ("text", "intent", "way"),
        [
            ("I just forgot", "report_forgot", "action_offer_catch_up"),
            ("I'm not paying", "refuse_to_pay", "action_respect_refusal"),
            ("I won't pay, it's not mine", "refuse_to_pay", "action_dispute_debt"),
            ("my wife died in June", "report_hardship", "action_support_person"),
            ("I've been very ill", "cannot_pay", "action_support_person"),
            ("I can't pay anything", "cannot_pay", "action_make_room"),
        ],
    )
    def test_each_reason_takes_its_own_way(
        self, maria: Stage, text: str, intent: str, way: str
    ) -> None:
        assert maria.run("action_hear_reason", text, intent).followed_by == way

    def test_who_is_paid_later_is_offered_another_day(self, maria: Stage) -> None:
        heard = maria.run(
            "action_hear_reason", "it's due before I get paid", "report_forgot"
        )

        assert heard.responses == ["utter_hardship_pay_date"]

    def test_trouble_is_never_taken_for_forgetting(self, maria: Stage) -> None:
        text = "I forgot because I lost my job"

        heard = maria.run("action_hear_reason", text, "report_forgot")

        assert heard.responses == ["utter_hardship_mirror_lost_income"]

    def test_one_message_is_heard_once(self, maria: Stage) -> None:
        dispatcher, tracker = maria.hears(LOST, "report_hardship")
        (first,) = tracker.events
        again = {
            **first,
            "message_id": f"{first['message_id']}:cannot_pay",
            "parse_data": {**first["parse_data"], "intent": {"name": "cannot_pay"}},
        }
        tracker.events.append(again)

        heard = maria.run_again("action_hear_reason", dispatcher, tracker)

        assert heard.said == ()
        assert heard.events == []

    def test_before_the_check_nothing_is_noted(self, stage: Stage) -> None:
        heard = stage.run("action_hear_reason", LOST, "report_hardship")

        assert heard.followed_by == "action_make_room"
        assert "hardship_words" not in heard.slots


class TestNotes:
    @pytest.fixture
    def asked(self, maria: Stage) -> Stage:
        maria.run("action_hear_reason", LOST, "report_hardship")
        maria.slots["requested_slot"] = "hardship_noted"
        return maria

    def test_a_yes_keeps_the_sentence(self, asked: Stage) -> None:
        answer(asked, "hardship_form", "yes", "affirm")

        heard = asked.run("action_keep_reason", "yes", "affirm")

        assert heard.responses[-1] == "utter_hardship_noted"
        (one,) = told(asked)
        assert (one.about, one.sentence) == ("lost_income", "I lost my job in May.")
        assert heard.slots["hardship_words"] is None

    @pytest.mark.parametrize("intent", ["deny", "ask_balance"])
    def test_without_a_yes_nothing_is_kept(self, asked: Stage, intent: str) -> None:
        answer(asked, "hardship_form", "no", intent)

        asked.run("action_keep_reason", "no", intent)

        assert told(asked) == ()

    def test_what_is_noted_is_not_asked_for_again(self, asked: Stage) -> None:
        answer(asked, "hardship_form", "yes", "affirm")
        asked.run("action_keep_reason", "yes", "affirm")

        again = asked.run("action_hear_reason", LOST, "report_hardship")

        assert again.followed_by == "action_make_room"

    def test_a_note_can_be_taken_out(self, asked: Stage) -> None:
        answer(asked, "hardship_form", "yes", "affirm")
        asked.run("action_keep_reason", "yes", "affirm")

        first = asked.run("action_withdraw_notes", "remove my note", "withdraw_note")
        second = asked.run("action_withdraw_notes", "remove my note", "withdraw_note")

        assert first.responses[-1] == "utter_hardship_withdrawn"
        assert second.responses == ["utter_hardship_none_kept"]
        assert told(asked) == ()


class TestRoom:
    def test_there_are_two_ways_something_else_and_a_person(self, maria: Stage) -> None:
        heard = maria.run("action_make_room")

        assert heard.responses == ["utter_hardship_room"]
        assert "£" not in heard.words

    def test_beside_a_dispute_no_smaller_amount_is_offered(self, maria: Stage) -> None:
        block(maria, BlockKind.DISPUTE)

        heard = maria.run("action_make_room")

        assert heard.responses == ["utter_hardship_room_paused"]


class TestRefusal:
    @pytest.mark.parametrize("is_checked", [True, False])
    def test_it_ends_all_asking(self, stage: Stage, is_checked: bool) -> None:
        if is_checked:
            stage.floor.verified()

        heard = stage.run("action_respect_refusal", "I won't pay", "refuse_to_pay")
        stage.floor.verified()

        (one,) = stage.blocks()
        assert (one.kind, one.account_id) == (BlockKind.CEASE, None)
        assert heard.said[0].values["reference"] == one.reference


class TestCare:
    @pytest.fixture
    def cared(self, maria: Stage) -> Stage:
        heard = maria.run(
            "action_support_person",
            "I have cancer. I can't cope",
            "report_vulnerability",
        )
        assert heard.responses == ["utter_vulnerability_illness"]
        assert heard.followed_by == "vulnerability_form"
        maria.slots["requested_slot"] = "vulnerability_needs"
        return maria

    def test_it_is_flagged_at_once_without_a_word_of_why(self, cared: Stage) -> None:
        (one,) = cared.blocks()

        assert (one.kind, one.reason) == (BlockKind.VULNERABILITY, "")
        assert cared.tickets()[0].priority == 1

    def test_before_the_check_it_waits_for_it(self, stage: Stage) -> None:
        heard = stage.run("action_support_person", "I'm blind", "report_vulnerability")
        stage.floor.verified()

        assert heard.followed_by is None
        (one,) = stage.blocks()
        assert heard.said[0].values["reference"] == one.reference

    @pytest.mark.parametrize("is_kept", [True, False])
    def test_health_is_kept_only_with_a_yes(self, cared: Stage, is_kept: bool) -> None:
        answer(cared, "vulnerability_form", "Large print please", "nlu_fallback")
        shown = cared.run("action_ask_vulnerability_form_vulnerability_noted")
        cared.slots["requested_slot"] = "vulnerability_noted"
        said = ("yes", "affirm") if is_kept else ("no", "deny")
        answer(cared, "vulnerability_form", *said)

        cared.run("action_keep_support", *said)

        expected = {
            ("illness", "I have cancer."),
            ("support", "Large print please"),
        }
        kept = {(each.about, each.sentence) for each in told(cared)}
        assert kept == (expected if is_kept else set())
        assert shown.said[0].values["words"] == '"I have cancer."\n"Large print please"'


class TestSituation:
    @pytest.fixture
    def asked(self, maria: Stage) -> Stage:
        begun = maria.run("action_begin_situation", "something else", "tell_more")
        assert begun.followed_by == "situation_form"
        maria.slots["requested_slot"] = "situation_allowed"
        return maria

    def says(self, stage: Stage, slot: str, text: str, intent: str) -> Heard:
        stage.slots["requested_slot"] = slot
        return answer(stage, "situation_form", text, intent)

    def test_answers_are_kept_as_they_come(self, asked: Stage) -> None:
        self.says(asked, "situation_allowed", "yes", "affirm")
        self.says(asked, "situation_help", "A pause", "tell_more")
        self.says(asked, "situation_changed", "skip", "change_plan")
        self.says(asked, "situation_debts", "I owe the gas company", "report_hardship")
        done = self.says(asked, "situation_elsewhere", "no", "deny")

        assert done.slots["requested_slot"] is None
        assert {(e.about, e.sentence) for e in told(asked)} == {
            ("would_help", "A pause"),
            ("other_debts", "I owe the gas company"),
            ("elsewhere", "no"),
        }
        heard = asked.run("action_conclude_situation", "no", "deny")
        assert heard.responses[-1] == "utter_situation_priority"
        assert heard.followed_by == "action_begin_hold"

    def test_who_would_rather_not_is_asked_nothing(self, asked: Stage) -> None:
        heard = self.says(asked, "situation_allowed", "no", "deny")

        assert heard.slots["requested_slot"] is None
        assert told(asked) == ()
        heard = asked.run("action_conclude_situation", "no", "deny")
        assert heard.followed_by == "action_make_room"

    def test_who_asks_why_is_told_and_asked_again(self, asked: Stage) -> None:
        self.says(asked, "situation_allowed", "yes", "affirm")

        heard = self.says(
            asked, "situation_help", "why do you need to know?", "ask_why_identity"
        )

        assert heard.responses == ["utter_situation_why"]
        assert heard.slots["requested_slot"] == "situation_help"

    @pytest.mark.parametrize(
        "intent", ["report_crisis", "dispute_debt", "request_agent"]
    )
    def test_a_right_is_never_taken_for_an_answer(
        self, asked: Stage, intent: str
    ) -> None:
        self.says(asked, "situation_allowed", "yes", "affirm")

        heard = self.says(asked, "situation_help", "I can't go on", intent)

        assert "situation_help" not in heard.slots
        assert told(asked) == ()


def test_nothing_of_it_is_shown_to_anybody_else(maria: Stage) -> None:
    maria.run("action_hear_reason", LOST, "report_hardship")

    assert MARIA.name not in str(maria.slots)
