"""Closing a debt for less: the whole offer, a yes, and nothing left afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.store import ledger
from tests.actions.conftest import OWED
from tests.actions.stage import Stage
from tests.debt.builders import TODAY, account, gbp, payment
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
        assert values["rest"] == "we don't ask for it any more"
        assert "credit" in values["note"]

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

    def test_another_sum_in_place_of_the_yes_is_a_bid(self, settling: Stage) -> None:
        settling.run("action_ask_settlement_form_settlement_agreed")
        settling.slots["requested_slot"] = "settlement_agreed"

        heard = settling.run(
            "validate_settlement_form", "no, 250", "deny", amount="250.00 GBP"
        )

        assert heard.responses == ["utter_settlement_bid_accepted"]
        assert heard.slots.get("settlement_agreed") is None
        read_back = settling.run("action_ask_settlement_form_settlement_agreed")
        assert read_back.said[0].values["amount"] == "£250.00"

    def test_without_an_offer_a_person_looks_at_it(self, maria: Stage) -> None:
        heard = maria.run("action_begin_settlement", "take less?", "request_settlement")

        (ticket,) = maria.tickets()
        assert heard.responses[-1] == "utter_settlement_referred"
        assert heard.said[-1].values["reference"] == ticket.reference


@pytest.fixture
def recovering(floor: Floor) -> Stage:
    """An account that was written off: 40 percent less is on offer, up to 60."""
    floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=100)))
    floor.verified()
    stage = Stage(floor)
    stage.run("action_show_accounts")
    return stage


class TestBids:
    def bid(self, stage: Stage, text: str, **named: str) -> list[str]:
        heard = stage.run("action_begin_settlement", text, "make_offer", **named)
        return heard.responses

    def agreed_amount(self, stage: Stage) -> str:
        heard = stage.run("action_ask_settlement_form_settlement_agreed")
        return str(heard.said[-1].values["amount"])

    def test_a_bid_above_the_floor_is_accepted(self, recovering: Stage) -> None:
        assert self.bid(recovering, "300 and done", amount="300.00 GBP") == [
            "utter_settlement_bid_accepted"
        ]
        assert self.agreed_amount(recovering) == "£300.00"

    def test_who_bids_more_than_the_offer_is_told_of_it(
        self, recovering: Stage
    ) -> None:
        assert self.bid(recovering, "500 and done", amount="500.00 GBP") == [
            "utter_settlement_bid_standing_is_better"
        ]
        assert self.agreed_amount(recovering) == "£360.00"

    def test_three_counters_and_then_a_person(self, recovering: Stage) -> None:
        for _ in range(3):
            assert self.bid(recovering, "100", amount="100.00 GBP") == [
                "utter_settlement_bid_counter"
            ]
        amount = self.agreed_amount(recovering)

        last = self.bid(recovering, "100 is all I have", amount="100.00 GBP")

        assert last == ["utter_settlement_referred"]
        (ticket,) = recovering.tickets()
        assert ticket.reason == "request_settlement"
        assert self.agreed_amount(recovering) == amount

    @pytest.mark.parametrize(
        ("text", "named", "amount"),
        [
            ("will you take half", {"amount": "half"}, "£300.00"),
            ("accept 50 percent", {"percentage": "50"}, "£300.00"),
            ("give me 45 percent off", {"percentage": "45"}, "£330.00"),
        ],
    )
    def test_a_share_is_a_bid(
        self, recovering: Stage, text: str, named: dict[str, str], amount: str
    ) -> None:
        assert self.bid(recovering, text, **named) == ["utter_settlement_bid_accepted"]
        assert self.agreed_amount(recovering) == amount

    def test_more_than_is_owed_is_no_bid(self, recovering: Stage) -> None:
        assert self.bid(recovering, "700", amount="700.00 GBP") == [
            "utter_settlement_bid_too_large"
        ]

    def test_where_nothing_may_be_taken_off_a_person_is_asked(
        self, maria: Stage
    ) -> None:
        maria.run("action_show_accounts")

        assert self.bid(maria, "300 and done", amount="300.00 GBP") == [
            "utter_settlement_referred"
        ]
        assert len(maria.tickets()) == 1


class TestParts:
    @pytest.fixture
    def agreeing(self, recovering: Stage) -> Stage:
        begun = recovering.run(
            "action_begin_settlement", "in 3 parts", "request_settlement", count="3"
        )
        assert begun.followed_by == "settlement_form"
        recovering.form = "settlement_form"
        return recovering

    def test_every_part_is_read_back(self, agreeing: Stage) -> None:
        heard = agreeing.run("action_ask_settlement_form_settlement_agreed")

        assert heard.responses == ["utter_settlement_offer_parts"]
        values = heard.said[0].values
        assert values["parts"].count("£140.00") == 3
        assert (values["amount"], values["saves"]) == ("£420.00", "£180.00")

    def test_a_yes_agrees_it_and_takes_nothing(self, agreeing: Stage) -> None:
        agreeing.run("action_ask_settlement_form_settlement_agreed")
        agreeing.slots["requested_slot"] = "settlement_agreed"
        agreeing.run("validate_settlement_form", "yes", "affirm")

        heard = agreeing.run("action_pay_settlement", "yes", "affirm")

        assert heard.responses == ["utter_settlement_agreed"]
        assert agreeing.floor.cards.calls == 0
        due = agreeing.run("action_show_due_date", "when is it due", "ask_due_date")
        assert due.responses == ["utter_settlement_under_way"]
        assert due.said[0].values["next_amount"] == "£140.00"

    def test_more_parts_than_may_be_go_to_a_person(self, recovering: Stage) -> None:
        heard = recovering.run(
            "action_begin_settlement", "in 12 parts", "request_settlement", count="12"
        )

        assert heard.responses == ["utter_settlement_referred"]
        assert heard.followed_by == "settlement_form"
        assert len(recovering.tickets()) == 1


def test_an_offer_that_no_longer_stands_is_made_anew(recovering: Stage) -> None:
    recovering.run("action_begin_settlement", "take less?", "request_settlement")
    paid = payment("100.00", TODAY)
    with recovering.floor.database.begin() as tx:
        ledger.record(tx, paid, recovering.floor.clock.now())

    heard = recovering.run("action_ask_settlement_form_settlement_agreed")

    assert heard.followed_by == "action_begin_settlement"
    assert heard.slots["settlement_offer"] is None
