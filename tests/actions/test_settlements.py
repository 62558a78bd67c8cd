"""Closing a debt for less: the whole offer, a yes, and nothing left afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.actions.conftest import OWED
from tests.actions.stage import Stage
from tests.debt.builders import TODAY, account, gbp
from tests.debt.floor import Floor


class TestSettlement:
    @pytest.fixture
    def settling(self, floor: Floor) -> Stage:
        """An account that was written off; 40 percent less is on offer."""
        floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=100)))
        floor.verified()
        stage = Stage(floor)
        begun = stage.run("action_begin_settlement", "take less?", "make_offer")
        assert begun.followed_by == "settlement_form"
        stage.form = "settlement_form"
        return stage

    def agreed(self, stage: Stage, text: str, intent: str) -> object:
        stage.slots["requested_slot"] = "settlement_agreed"
        heard = stage.run("validate_settlement_form", text, intent)
        return heard.slots.get("settlement_agreed", "nothing")

    def test_the_offer_is_told_whole(self, settling: Stage) -> None:
        heard = settling.run("action_ask_settlement_form_settlement_agreed")

        values = heard.said[0].values
        assert (values["amount"], values["saves"], values["percent"]) == (
            "£360.00",
            "£240.00",
            "40",
        )
        assert values["date"] == "7 January 2027"

    def test_a_yes_opens_the_page_for_it(self, settling: Stage) -> None:
        settling.run("action_ask_settlement_form_settlement_agreed")
        assert self.agreed(settling, "yes", "affirm") is True

        heard = settling.run("action_pay_settlement")

        assert heard.said[0].values["amount"] == "£360.00"
        reference = settling.pays()
        assert settling.floor.balance() == gbp("0.00")
        told = settling.run("action_show_receipt", payment_reference=reference)
        assert told.responses == ["utter_payment_received_settlement"]

    def test_a_no_changes_nothing(self, settling: Stage) -> None:
        settling.run("action_ask_settlement_form_settlement_agreed")
        assert self.agreed(settling, "no", "deny") is False

        heard = settling.run("action_pay_settlement")

        assert heard.responses == ["utter_settlement_declined"]
        assert settling.floor.cards.calls == 0

    def test_anything_else_is_no_consent(self, settling: Stage) -> None:
        assert self.agreed(settling, "hmm", "thank") == "nothing"

    def test_without_an_offer_a_person_looks_at_it(self, maria: Stage) -> None:
        heard = maria.run("action_begin_settlement", "take 300?", "make_offer")

        (ticket,) = maria.tickets()
        assert heard.responses[-1] == "utter_settlement_referred"
        assert heard.said[-1].values["reference"] == ticket.reference
