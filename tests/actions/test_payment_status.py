"""Where a payment is, what went wrong with one, and its receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.store import ledger
from tests.actions.stage import Stage
from tests.debt.builders import CARD, TODAY, gbp, payment

DAY = timedelta(days=1)


def begin(stage: Stage, amount: str = "20.00") -> None:
    """A card page that is open."""
    debt = stage.floor.debt
    with stage.floor.database.begin() as tx:
        maria = debt.identity.debtor(tx, stage.chat)
    debt.payments.start(maria, CARD.id, gbp(amount), f"page-{amount}")


def records(stage: Stage, *days_ago: int) -> None:
    with stage.floor.database.begin() as tx:
        for days in days_ago:
            entry = payment("30.00", TODAY - days * DAY)
            ledger.record(tx, entry, stage.floor.clock.now())


@pytest.fixture
def known(maria: Stage) -> Stage:
    """Maria has heard the disclosure."""
    maria.run("action_show_balance")
    return maria


class TestStatus:
    def ask(self, stage: Stage, text: str = "", **named: str) -> list[str]:
        heard = stage.run(
            "action_show_payment_status", text, "ask_payment_status", **named
        )
        return heard.responses

    def test_nothing_on_record_is_said_so(self, known: Stage) -> None:
        assert self.ask(known) == ["utter_payment_status_none"]

    def test_a_page_that_is_open_has_not_arrived(self, known: Stage) -> None:
        begin(known)

        assert self.ask(known) == ["utter_payment_status_pending"]

    def test_what_arrived_is_told_with_the_balance(self, known: Stage) -> None:
        begin(known)
        known.pays()

        heard = known.run("action_show_payment_status")

        assert heard.responses == ["utter_payment_status_settled"]
        assert heard.said[0].values["amount"] == "£20.00"
        assert heard.said[0].values["balance"] == "£580.00"

    def test_only_the_payment_that_is_named_answers(self, known: Stage) -> None:
        records(known, 3)

        assert self.ask(known, "the 30", amount="30.00 GBP") == [
            "utter_payment_status_settled"
        ]
        assert self.ask(known, "the 40", amount="40.00 GBP") == [
            "utter_payment_status_none"
        ]


class TestProblems:
    def test_an_open_page_is_linked_again(self, known: Stage) -> None:
        begin(known)

        heard = known.run("action_look_into_payment", "the link doesn't work")

        assert heard.responses == ["utter_payment_page_again"]
        assert heard.said[0].values["url"] == "https://cards.test/pay/co_1"

    def test_without_any_page_it_says_so(self, known: Stage) -> None:
        heard = known.run("action_look_into_payment", "it keeps saying error")

        assert heard.responses == ["utter_payment_problem_none"]

    def test_two_alike_are_shown_and_a_person_is_asked(self, known: Stage) -> None:
        records(known, 2, 3, 40)

        heard = known.run("action_look_into_payment", "you charged me twice")

        assert heard.responses == ["utter_payment_doubled"]
        rows = heard.said[0].values["rows"]
        assert rows.count("£30.00") == 2
        (ticket,) = known.tickets()
        assert ticket.reason == "report_payment_problem"
        assert heard.said[0].values["reference"] == ticket.reference

    def test_one_alone_is_no_double_but_a_person_looks_too(self, known: Stage) -> None:
        records(known, 2)

        heard = known.run("action_look_into_payment", "money was taken twice")

        assert heard.responses == ["utter_payment_not_doubled"]
        assert len(known.tickets()) == 1


class TestReceipts:
    def test_the_last_payment_made_here_has_one(self, known: Stage) -> None:
        begin(known)
        reference = known.pays()
        records(known, 0)

        heard = known.run("action_send_receipt", "send me a receipt")

        assert heard.responses == ["utter_payment_receipt"]
        assert heard.said[0].values["receipt_url"] == f"/documents/receipt/{reference}"

    @pytest.mark.parametrize("named", [{}, {"amount": "99.00 GBP"}])
    def test_what_was_paid_elsewhere_has_none(
        self, known: Stage, named: dict[str, str]
    ) -> None:
        records(known, 3)

        heard = known.run("action_send_receipt", "a receipt please", **named)

        assert heard.responses == ["utter_payment_no_receipt"]

    def test_a_copy_of_the_plan_is_not_a_receipt(self, known: Stage) -> None:
        heard = known.run("action_send_receipt", "a copy of the plan we agreed")

        assert heard.followed_by == "action_show_plan"
