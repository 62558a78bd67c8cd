"""Somebody else is told nothing, and is not written to again."""

from __future__ import annotations

import pytest

from debt.contact import Medium, Objection
from debt.identity import Level
from tests.actions.stage import Heard, Stage
from tests.debt.builders import MARIA
from tests.debt.floor import CHAT
from tests.debt.reception import level

PRIVATE = ("debt", " owe", "balance", "Halden", "Maria", "600", "account")


def acts(stage: Stage, text: str, **entities: str) -> Heard:
    return stage.run("action_act_for_someone", text, "act_for_someone", **entities)


class TestWrongPerson:
    def test_nothing_is_said_and_who_was_checked_is_forgotten(
        self, maria: Stage
    ) -> None:
        maria.form = "identity_form"

        heard = maria.run("action_note_wrong_person", "wrong number", "wrong_person")

        (ticket,) = maria.tickets()
        assert ticket.reason == "wrong_person"
        assert heard.said[0].values == {"reference": ticket.reference}
        assert not [word for word in PRIVATE if word in heard.words]
        assert level(maria.floor) is Level.ANONYMOUS
        assert heard.leaves_form

    def test_nothing_more_goes_there(self, stage: Stage) -> None:
        stage.run("action_note_wrong_person", "not me", "wrong_person")

        with stage.floor.database.read() as tx:
            found = stage.floor.debt.contact.objection(
                tx, MARIA.id, Medium.TELEGRAM, conversation_id=CHAT
            )
        assert found is Objection.WRONG_PARTY


class TestActingForSomeone:
    def test_who_they_are_is_asked_once(self, stage: Stage) -> None:
        first = acts(stage, "I'm calling for someone")
        second = acts(stage, "I told you, for someone")

        assert first.responses == ["utter_people_ask_relationship"]
        assert second.responses == ["utter_people_authority_family"]
        assert len(stage.tickets()) == 1

    @pytest.mark.parametrize(
        ("text", "relationship", "authority"),
        [
            ("this is her husband", "husband", "family"),
            ("I'm her carer", "carer", "carer"),
            ("I'm his debt adviser", "adviser", "adviser"),
            ("I'm the executor", "executor", "executor"),
            ("I have power of attorney for my dad", "father", "attorney"),
            ("I have power of attorney", "attorney", "attorney"),
        ],
    )
    def test_each_is_told_what_to_send_and_nothing_of_an_account(
        self, maria: Stage, text: str, relationship: str, authority: str
    ) -> None:
        heard = acts(maria, text, relationship=relationship)

        assert heard.responses == [f"utter_people_authority_{authority}"]
        assert heard.said[0].values == {"reference": maria.tickets()[0].reference}
        assert not [word for word in PRIVATE if word in heard.words]

    def test_they_do_not_go_on_as_the_person(self, maria: Stage) -> None:
        acts(maria, "this is her husband", relationship="husband")

        assert level(maria.floor) is Level.ANONYMOUS
