"""Complaints, copies and deletion: recorded at the first word, each with its day."""

from __future__ import annotations

import pytest

from debt.rights import BlockKind
from debt.rights_request import RequestKind, RightsRequest
from tests.actions.stage import Stage
from tests.debt.builders import MARIA
from tests.debt.floor import CHAT


def requests(stage: Stage) -> list[RightsRequest]:
    """Everything that is open, of Maria or of the conversation."""
    with stage.floor.database.read() as tx:
        debtor = stage.floor.debt.identity.debtor_or_none(tx, CHAT)
        return stage.floor.debt.requests.of(tx, debtor, CHAT)


class TestComplaint:
    def test_it_works_before_identity_and_keeps_the_words(self, stage: Stage) -> None:
        stage.form = "payment_form"

        heard = stage.run(
            "action_make_complaint", "your man was rude to me", "make_complaint"
        )

        (found,) = requests(stage)
        assert found.kind is RequestKind.COMPLAINT
        assert found.words == "your man was rude to me"
        assert heard.responses == [
            "utter_people_complaint_timetable",
            "utter_people_complaint_recorded",
        ]
        assert found.reference in heard.words
        assert stage.tickets()[0].reason == "make_complaint"
        assert heard.leaves_form

    def test_complaining_again_keeps_the_reference(self, maria: Stage) -> None:
        maria.run("action_make_complaint", "rude", "make_complaint")
        (first,) = requests(maria)

        again = maria.run("action_make_complaint", "and slow", "make_complaint")

        assert again.responses == ["utter_people_complaint_known"]
        assert again.said[0].values["reference"] == first.reference


class TestCopy:
    ACTION = "action_request_data_copy"

    def test_a_stranger_is_asked_who_they_are_and_the_day_runs(
        self, stage: Stage
    ) -> None:
        heard = stage.run(self.ACTION, "what do you hold on me", "request_my_data")

        assert [each.kind for each in requests(stage)] == [RequestKind.DATA_COPY]
        assert heard.followed_by == "identity_form"
        assert heard.slots["wanted_action"] == self.ACTION

    def test_a_verified_person_has_it_at_once(self, maria: Stage) -> None:
        heard = maria.run(self.ACTION, "send me my data", "request_my_data")

        values = heard.said[-1].values
        assert values["document_url"] == f"/documents/data/{values['reference']}"
        assert requests(maria) == []  # answered

    def test_a_person_looks_at_it_where_somebody_else_acts(self, maria: Stage) -> None:
        maria.run("action_claim_right", "my lawyer deals with it", "report_attorney")

        heard = maria.run(self.ACTION, "send me my data", "request_my_data")

        assert heard.responses[-1] == "utter_people_data_looked_at"
        assert BlockKind.ATTORNEY in {each.kind for each in maria.blocks()}
        assert RequestKind.DATA_COPY in {each.kind for each in requests(maria)}


@pytest.mark.parametrize("is_verified", [True, False])
def test_deletion_is_recorded_with_its_day(stage: Stage, is_verified: bool) -> None:
    if is_verified:
        stage.floor.verified()

    heard = stage.run("action_request_erasure", "delete it all", "delete_my_data")

    (found,) = requests(stage)
    assert found.kind is RequestKind.ERASURE
    assert heard.said[0].values["reference"] == found.reference
    assert str(found.due_on.day) in heard.said[0].values["date"]
    assert stage.tickets()[0].reason == "delete_my_data"


def test_the_copy_has_every_record_and_nobody_elses(maria: Stage) -> None:
    with maria.floor.database.read() as tx:
        debtor = maria.floor.debt.identity.debtor(tx, CHAT)
        copy = maria.floor.debt.data_copy.of(tx, debtor)

    found = {
        each.name: [values for _, values in each.records] for each in copy.sections
    }
    assert found["debtor"][0]["name"] == MARIA.name
    assert found["contact"][0]["address"] == MARIA.contacts[0].address
    assert found["account"][0]["reference"] == "HB-2210-4471"
    assert found["movement"][0]["amount"] == "600.00 GBP"
    written = repr(found)
    assert "code_hash" not in written
