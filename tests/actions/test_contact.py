"""How a person wants to be reached, and where: taken from their own words."""

from __future__ import annotations

import pytest

from actions.contact_change import CONFIRMED, DETAIL, VALUE
from actions.wishes import wishes_in
from debt.contact import Preferences, WishKind
from debt.store.contact import contacts_of
from tests.actions.stage import Heard, Stage
from tests.debt.builders import MARIA
from tests.debt.floor import CHAT
from tests.debt.reception import sent_code

SET = "action_set_contact_preference"


def says(stage: Stage, text: str, **entities: str) -> Heard:
    return stage.run(SET, text, "set_contact_preference", **entities)


def wishes(stage: Stage, text: str, **entities: str) -> set[str]:
    turn = stage.turn(text, "set_contact_preference", **entities)
    return {f"{each.kind.value} {each.value}" for each in wishes_in(turn)}


def kept(stage: Stage) -> Preferences:
    with stage.floor.database.read() as tx:
        return stage.floor.debt.contact.preferences(tx, MARIA.id, CHAT)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "entities", "expected"),
        [
            ("email only", {"contact_channel": "email"}, {"only email"}),
            (
                "email me instead of calling",
                {"contact_channel": "email"},
                {"stop phone", "prefer email"},
            ),
            ("please don't text me", {}, {"stop sms"}),
            ("no phone calls and no letters", {}, {"stop phone", "stop post"}),
            (
                "don't text me before noon",
                {"time_of_day": "before 12:00"},
                {"not_at 00:00-12:00"},
            ),
            (
                "only call me after 6pm",
                {"time_of_day": "after 18:00", "contact_channel": "phone"},
                {"not_at 00:00-18:00", "prefer phone"},
            ),
            (
                "don't ring after 8 at night",
                {"time_of_day": "after 20:00"},
                {"not_at 20:00-24:00"},
            ),
            (
                "between 10 and 11:30 is good",
                {"time_of_day": "10:00-11:30"},
                {"not_at 00:00-10:00", "not_at 11:30-24:00"},
            ),
            (
                "not in the mornings",
                {"time_of_day": "morning"},
                {"not_at 00:00-12:00"},
            ),
            ("not at work", {}, {"not_in work"}),
            ("dont call me at my job my boss gets mad", {}, {"not_in work"}),
            ("no calls on Sundays", {}, {"not_on sunday"}),
            (
                "weekends only",
                {},
                {
                    "not_on monday",
                    "not_on tuesday",
                    "not_on wednesday",
                    "not_on thursday",
                    "not_on friday",
                },
            ),
            ("large print please", {}, set()),
        ],
    )
    def test_each_says_what_is_wanted(
        self, stage: Stage, text: str, entities: dict[str, str], expected: set[str]
    ) -> None:
        assert wishes(stage, text, **entities) == expected


class TestStop:
    @pytest.mark.parametrize(
        "text", ["please don't text me", "stop calling me", "no letters"]
    )
    def test_one_medium_stops_no_more_than_that(self, maria: Stage, text: str) -> None:
        heard = maria.run("action_stop_contact", text, "stop_contact")

        assert heard.followed_by == SET
        assert maria.blocks() == ()

    @pytest.mark.parametrize(
        "text", ["stop", "stop contacting me", "don't call or text me ever again"]
    )
    def test_any_other_wording_stops_everything(self, maria: Stage, text: str) -> None:
        heard = maria.run("action_stop_contact", text, "stop_contact")

        assert heard.responses == ["utter_rights_stop_contact"]
        assert maria.blocks()

    def test_a_bare_stop_in_a_messenger_means_that_messenger(
        self, maria: Stage
    ) -> None:
        dispatcher, tracker = maria.hears("Stop.", "stop_contact")
        tracker.events[-1]["input_channel"] = "telegram"

        maria.run_again("action_set_contact_preference", dispatcher, tracker)

        assert kept(maria).values(WishKind.STOP) == ("telegram",)
        stopped = maria.run_again("action_stop_contact", dispatcher, tracker)
        assert stopped.followed_by == SET


class TestPreference:
    def test_it_is_kept_and_confirmed_with_nothing_else(self, maria: Stage) -> None:
        heard = says(
            maria, "please don't text me before noon", time_of_day="before 12:00"
        )

        assert heard.responses == ["utter_contact_preference_set"]
        assert "nothing before 12:00" in heard.words
        assert heard.said[0].buttons == ()
        assert kept(maria).wishes
        assert maria.tickets() == []

    def test_it_works_before_identity(self, stage: Stage) -> None:
        says(stage, "email only", contact_channel="email")

        assert kept(stage).values(WishKind.ONLY) == ("email",)

    def test_it_can_be_taken_back(self, maria: Stage) -> None:
        says(maria, "no texts please")

        heard = says(maria, "you can text me again", contact_channel="sms")

        assert heard.responses == ["utter_contact_preference_allowed"]
        assert kept(maria).wishes == ()

    def test_what_cannot_be_set_reaches_a_person(self, maria: Stage) -> None:
        heard = says(maria, "letters in braille would be good")

        assert heard.said[0].values["reference"] == maria.tickets()[0].reference

    def test_a_bare_wish_is_asked_about(self, maria: Stage) -> None:
        heard = says(maria, "change how you contact me")

        assert heard.said[0].buttons[:3] == ("By email", "By text", "By letter")
        assert maria.tickets() == []

    def test_a_new_number_is_more_than_a_wish(self, maria: Stage) -> None:
        heard = says(maria, "use my new number", phone="+447700900777")

        assert heard.followed_by == "action_begin_contact_change"


class TestNewContact:
    def begins(self, stage: Stage, text: str, **entities: str) -> Heard:
        heard = stage.run(
            "action_begin_contact_change", text, "change_contact_details", **entities
        )
        stage.form = "contact_form"
        return heard

    def answers(
        self, stage: Stage, asked: str, text: str, intent: str = "", **entities: str
    ) -> Heard:
        stage.slots["requested_slot"] = asked
        return stage.run("validate_contact_form", text, intent, **entities)

    def test_it_needs_to_know_who_asks(self, stage: Stage) -> None:
        assert self.begins(stage, "new number").followed_by == "identity_form"

    def test_what_was_said_is_not_asked_again(self, maria: Stage) -> None:
        heard = self.begins(maria, "my new number is", phone="+447700900777")

        assert heard.followed_by == "contact_form"
        assert heard.slots[DETAIL] == "phone"
        assert heard.slots[VALUE] == "+447700900777"

    @pytest.mark.parametrize(
        ("text", "detail"),
        [("I've moved house", "address"), ("change my e-mail", "email")],
    )
    def test_the_words_name_the_detail(
        self, maria: Stage, text: str, detail: str
    ) -> None:
        assert self.begins(maria, text).slots[DETAIL] == detail

    def test_an_address_is_taken_as_it_is_typed(self, maria: Stage) -> None:
        self.begins(maria, "I've moved house")

        heard = self.answers(maria, VALUE, "14  Hartley Rise, LS2 8AA", "out_of_scope")

        assert heard.slots[VALUE] == "14 Hartley Rise, LS2 8AA"

    def test_a_right_is_no_address(self, maria: Stage) -> None:
        self.begins(maria, "I've moved house")

        heard = self.answers(
            maria, VALUE, "that debt of 2019 isn't mine", "dispute_debt"
        )

        assert VALUE not in heard.slots

    def test_what_cannot_be_read_is_asked_again(self, maria: Stage) -> None:
        self.begins(maria, "new phone")

        heard = self.answers(maria, VALUE, "it's the red one")

        assert heard.responses == ["utter_invalid_contact_value"]

    def test_another_number_in_place_of_the_yes_corrects_it(self, maria: Stage) -> None:
        self.begins(maria, "new number", phone="+447700900777")

        heard = self.answers(
            maria, CONFIRMED, "no, it's 07700 900778", "deny", phone="+447700900778"
        )

        assert heard.slots[VALUE] == "+447700900778"
        assert heard.slots[CONFIRMED] is None

    def test_a_no_changes_nothing_and_sends_nothing(self, maria: Stage) -> None:
        self.begins(maria, "new number", phone="+447700900777")
        self.answers(maria, CONFIRMED, "no", "deny")
        sent = len(maria.floor.mailbox.codes)

        heard = maria.run("action_send_contact_code", "no", "deny")

        assert heard.responses == ["utter_contact_unchanged"]
        assert len(maria.floor.mailbox.codes) == sent

    def test_a_yes_sends_a_code_to_the_old_contact(self, maria: Stage) -> None:
        self.begins(maria, "new number", phone="+447700900777")
        self.answers(maria, CONFIRMED, "yes", "affirm")

        heard = maria.run("action_send_contact_code", "yes", "affirm")

        assert heard.said[0].values == {"contact": "••0123"}
        assert maria.floor.mailbox.codes[-1][0] == MARIA.contacts[0]
        assert maria.slots[VALUE] is None

        changes = maria.floor.debt.contact_changes
        for told in ("allowed", "changed"):
            with maria.floor.database.begin() as tx:
                outcome = changes.check_code(tx, CHAT, sent_code(maria.floor))
            heard = maria.run(
                "action_answer_contact_code", contact_outcome=outcome.value
            )
            assert heard.responses == [f"utter_contact_code_{told}"]
        with maria.floor.database.read() as tx:
            assert contacts_of(tx, MARIA.id)[0].address == "+447700900777"

    def test_an_address_ends_with_a_person(self, maria: Stage) -> None:
        heard = maria.run("action_answer_contact_code", contact_outcome="passed_on")

        assert heard.said[0].values["reference"] == maria.tickets()[0].reference
