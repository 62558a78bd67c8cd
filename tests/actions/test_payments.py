"""Paying: an amount, a yes to what was read back, and a page of the card provider."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import CapturingLogger

from debt.store.accounts import add_account
from tests.actions.conftest import OWED
from tests.actions.stage import Stage
from tests.debt.builders import CARD, TODAY, account, charge, debtor, gbp
from tests.debt.floor import Floor

LOAN = account(id="loan", reference="HB-9999-6618", product="Loan", last4="6618")


@pytest.fixture
def paying(maria: Stage) -> Stage:
    """Maria has said that she wants to pay."""
    begun = maria.run("action_begin_payment", "I want to pay", "make_payment")
    assert begun.followed_by == "payment_form"
    maria.form = "payment_form"
    return maria


def answer(stage: Stage, slot: str, text: str, intent: str, **entities: str) -> object:
    """What the form takes from an answer to the question about a slot."""
    stage.slots["requested_slot"] = slot
    heard = stage.run("validate_payment_form", text, intent, **entities)
    return heard.slots.get(slot, "nothing")


def amount(stage: Stage, text: str, intent: str = "make_payment") -> object:
    return answer(stage, "payment_amount", text, intent, amount=f"{text} GBP")


def confirm(stage: Stage, text: str = "20.00") -> None:
    assert amount(stage, text) == f"{text} GBP"
    stage.run("action_ask_payment_form_payment_confirmed")
    assert answer(stage, "payment_confirmed", "yes", "affirm") is True


class TestAmounts:
    def test_the_amounts_that_change_something_are_offered(self, paying: Stage) -> None:
        heard = paying.run("action_ask_payment_form_payment_amount")

        assert heard.responses == ["utter_payment_ask_amount"]
        assert heard.said[0].buttons == ("£600.00", "Talk to a person")

    @pytest.mark.parametrize(
        ("word", "taken"),
        [
            ("all", "600.00 GBP"),
            ("half", "300.00 GBP"),
            ("minimum", "600.00 GBP"),
            ("20.00 GBP", "20.00 GBP"),
            ("600.00 GBP", "600.00 GBP"),
        ],
    )
    def test_an_amount_within_the_balance_is_taken(
        self, paying: Stage, word: str, taken: str
    ) -> None:
        got = answer(paying, "payment_amount", "", "make_payment", amount=word)

        assert got == taken

    @pytest.mark.parametrize(
        ("named", "response", "limit"),
        [
            ("600.01 GBP", "utter_payment_too_much", "£600.00"),
            ("0.50 GBP", "utter_payment_too_little", "£1.00"),
            ("20.00 USD", "utter_invalid_payment_amount", None),
        ],
    )
    def test_another_amount_is_not(
        self, paying: Stage, named: str, response: str, limit: str | None
    ) -> None:
        heard = paying.run("validate_payment_form", "", "make_payment", amount=named)

        assert heard.responses == [response]
        assert heard.slots["payment_amount"] is None
        assert heard.said[0].values.get("limit") == limit

    def test_a_bare_number_is_an_answer(self, paying: Stage) -> None:
        assert answer(paying, "payment_amount", "20", "out_of_scope") == "20.00 GBP"

    def test_a_question_with_an_amount_is_not(self, paying: Stage) -> None:
        heard = paying.run(
            "validate_payment_form",
            "why did you take 50 pounds last week",
            "ask_history",
            amount="50.00 GBP",
        )

        assert "payment_amount" not in heard.slots


class TestConsent:
    def test_the_payment_is_read_back_whole(self, paying: Stage) -> None:
        amount(paying, "20.00")

        heard = paying.run("action_ask_payment_form_payment_confirmed")

        values = heard.said[0].values
        assert values["account"] == "Halden Bank Credit card ••4471"
        assert (values["amount"], values["creditor"], values["reference"]) == (
            "£20.00",
            "Halden Bank",
            "••4471",
        )

    def test_a_no_is_an_answer_too(self, paying: Stage) -> None:
        amount(paying, "20.00")

        assert answer(paying, "payment_confirmed", "no", "deny") is False
        assert paying.run("action_open_checkout").responses == [
            "utter_payment_not_made"
        ]
        assert paying.floor.cards.calls == 0

    def test_a_yes_before_the_question_is_no_consent(self, paying: Stage) -> None:
        amount(paying, "20.00")
        paying.slots["requested_slot"] = "payment_amount"

        heard = paying.run("validate_payment_form", "yes", "affirm")

        assert "payment_confirmed" not in heard.slots

    def test_a_new_amount_takes_the_yes_back(self, paying: Stage) -> None:
        confirm(paying)

        heard = paying.run("validate_payment_form", "yes, 30", "affirm", amount="30.00")

        assert heard.slots["payment_amount"] == "30.00 GBP"
        assert heard.slots["payment_confirmed"] is None


class TestThePage:
    def test_a_yes_opens_the_page(self, paying: Stage) -> None:
        confirm(paying)

        heard = paying.run("action_open_checkout")

        assert heard.responses == ["utter_payment_link"]
        assert heard.said[0].values["url"] == "https://cards.test/pay/co_1"
        assert heard.slots["payment_amount"] is None
        assert paying.floor.balance() == gbp("600.00")

    def test_a_retried_turn_opens_one_page(self, paying: Stage) -> None:
        confirm(paying)
        message = paying.hears("yes", "affirm")

        first = paying.run_again("action_open_checkout", *message)
        second = paying.run_again("action_open_checkout", *message)

        assert first.said[0].values["url"] == second.said[0].values["url"]
        assert len(paying.floor.cards.checkouts) == 1

    def test_a_provider_that_is_away_costs_nothing(self, paying: Stage) -> None:
        confirm(paying)
        paying.floor.cards.broken = 503

        heard = paying.run("action_open_checkout")

        assert heard.responses == ["utter_payment_unavailable"]

    def test_a_refusal_of_the_provider_is_an_error_for_the_operator(
        self, paying: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log = CapturingLogger()
        monkeypatch.setattr("actions.checkout.log", log)
        confirm(paying)
        paying.floor.cards.broken = 401

        heard = paying.run("action_open_checkout")

        assert heard.responses == ["utter_payment_unavailable"]
        assert log.calls == [
            ("error", ("payment.refused",), {"why": "/v1/checkouts: 401"})
        ]

    def test_a_balance_that_has_moved_on_is_asked_about_again(
        self, paying: Stage
    ) -> None:
        confirm(paying, "600.00")
        with paying.floor.database.begin() as tx:
            maria = paying.floor.debt.identity.debtor(tx, paying.chat)
        paying.floor.debt.payments.start(maria, CARD.id, gbp("100.00"), "elsewhere")
        paying.pays()

        heard = paying.run("action_open_checkout")

        assert heard.followed_by == "action_begin_payment"
        assert len(paying.floor.cards.checkouts) == 1

    def test_only_the_account_that_was_read_back_is_paid(self, floor: Floor) -> None:
        floor.has(OWED)
        floor.also(debtor(id="tom", name="Tom"), account(id="toms", reference="T-1"))
        with floor.database.begin() as tx:
            add_account(tx, LOAN)
        floor.verified()
        stage = Stage(floor)
        stage.run("action_begin_payment", "pay my credit card", "make_payment")
        stage.form = "payment_form"
        confirm(stage)

        stage.run("action_open_checkout", "yes, and then the loan", "affirm")

        (checkout,) = floor.cards.checkouts.values()
        assert checkout["description"] == "Credit card ••4471"


class TestReceipt:
    def paid(self, stage: Stage) -> str:
        confirm(stage)
        stage.run("action_open_checkout")
        return stage.pays()

    def test_what_arrived_is_told_with_its_receipt(self, paying: Stage) -> None:
        reference = self.paid(paying)

        heard = paying.run("action_show_receipt", payment_reference=reference)

        assert heard.responses == ["utter_payment_received_payment"]
        values = heard.said[0].values
        assert (values["amount"], values["balance"]) == ("£20.00", "£580.00")
        assert values["method"] == "Visa ••1881"
        assert values["receipt_url"] == f"/documents/receipt/{reference}"

    def test_without_a_check_there_are_no_figures(self, paying: Stage) -> None:
        reference = self.paid(paying)
        paying.floor.clock.advance(timedelta(hours=1))

        heard = paying.run("action_show_receipt", payment_reference=reference)

        assert heard.responses == ["utter_payment_received_unverified"]

    def test_another_person_in_the_same_chat_sees_nothing(self, paying: Stage) -> None:
        reference = self.paid(paying)
        tom = debtor(id="tom", name="Tom Reed")
        toms = account(id="toms", reference="HB-1111-2093", debtor_id="tom")
        paying.floor.also(tom, toms, charge("5.00", TODAY, owner="toms"))
        paying.floor.clock.advance(timedelta(minutes=1))
        paying.floor.verified(tom, toms)

        heard = paying.run("action_show_receipt", payment_reference=reference)

        assert heard.responses[-1] == "utter_payment_received_unverified"
        assert "£" not in heard.words


def test_with_nothing_owed_there_is_nothing_to_pay(floor: Floor) -> None:
    floor.has()
    floor.verified()
    stage = Stage(floor)
    stage.slots["account_id"] = CARD.id

    heard = stage.run("action_begin_payment", "pay", "make_payment")

    assert heard.responses[-1] == "utter_payment_nothing_owed"
    assert heard.followed_by is None
