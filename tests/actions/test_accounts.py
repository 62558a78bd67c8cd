"""What is owed and why: figures of the ledger, in words of the response files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from debt.interest import InterestTerms
from debt.ledger import ReturnReason
from debt.rights import BlockKind
from debt.store import ledger
from debt.store.accounts import add_account, add_statements
from debt.store.tables import AccountRow
from tests.actions.stage import Stage
from tests.debt.builders import (
    CARD,
    MARIA,
    TODAY,
    account,
    charge,
    fee,
    payment,
    returned,
    statement,
)
from tests.debt.floor import Floor

DAY = timedelta(days=1)
SECOND = account(id="loan", reference="HB-9999-6618", product="Loan", last4="6618")


@pytest.fixture
def behind(maria: Stage) -> Stage:
    """The same, with a statement of £25.00 that nobody paid."""
    with maria.floor.database.begin() as tx:
        add_statements(tx, CARD.id, [statement(TODAY - 40 * DAY)])
    maria.run("action_show_balance")
    return maria


@pytest.fixture
def of_two(floor: Floor) -> Stage:
    """Maria owes £600.00 on a card and £100.00 on a loan."""
    floor.has(charge("600.00", TODAY - 60 * DAY))
    with floor.database.begin() as tx:
        add_account(tx, SECOND)
        entry = charge("100.00", TODAY - 60 * DAY, owner=SECOND.id)
        ledger.record(tx, entry, floor.clock.now())
    floor.verified()
    stage = Stage(floor)
    stage.run("action_show_balance")
    return stage


class TestBalance:
    def test_one_debt_is_shown_line_by_line(self, maria: Stage) -> None:
        heard = maria.run("action_show_balance")

        assert heard.responses[-1] == "utter_balance_breakdown"
        values = heard.said[-1].values
        assert values["account"] == "Halden Bank Credit card ••4471"
        assert (values["total"], values["charges"]) == ("£600.00", "£600.00")
        assert values["as_of"] == "23 November 2026"

    def test_several_debts_are_shown_at_a_glance(self, of_two: Stage) -> None:
        heard = of_two.run("action_show_balance")

        rows = heard.said[-1].values["rows"].splitlines()
        assert [row for row in rows if "£" in row] == [
            "Halden Bank Credit card ••4471 | £600.00",
            "Halden Bank Loan ••6618 | £100.00",
            "Total | £700.00",
        ]
        assert heard.said[-1].buttons == (
            "Halden Bank Credit card ••4471",
            "Halden Bank Loan ••6618",
            "Talk to a person",
        )

    def test_what_is_disputed_is_not_in_the_total(self, of_two: Stage) -> None:
        of_two.run("action_dispute_debt", "the loan is not mine", "dispute_debt")

        heard = of_two.run("action_show_accounts")

        assert heard.responses == ["utter_balance_accounts_disputed"]
        rows = heard.said[-1].values["rows"]
        assert "Disputed, we're checking it | nothing to pay meanwhile" in rows
        assert "Total | £600.00" in rows
        assert "Disputed, not in the total | £100.00" in rows

    def test_who_has_no_account_is_told_so(self, floor: Floor) -> None:
        floor.has()
        floor.verified()
        with floor.database.begin() as tx:
            tx.execute(delete(AccountRow))
        stage = Stage(floor)

        for action in ("action_show_accounts", "action_show_due_date"):
            assert stage.run(action).responses[-1] == "utter_balance_no_accounts"

    def test_an_american_reads_dollars_and_american_dates(self, floor: Floor) -> None:
        american = replace(MARIA, locale="en-US", zone="America/New_York")
        floor.has(charge("1600.00", TODAY - 60 * DAY), owner=american)
        floor.verified(american)

        values = Stage(floor).run("action_show_balance").said[-1].values

        assert values["as_of"] == "November 23, 2026"
        assert values["total"] == "£1,600.00"


class TestChoosing:
    def test_which_one_is_asked_and_what_was_wanted_follows(
        self, of_two: Stage
    ) -> None:
        asked = of_two.run("action_explain_delinquency", "why am I behind")
        assert asked.responses == ["utter_balance_ask_account"]
        assert len(asked.said[0].buttons) == 3
        assert asked.said[0].buttons[-1] == "Talk to a person"

        chosen = of_two.run(
            "action_choose_account", intent="choose_account", account_id=SECOND.id
        )

        assert chosen.followed_by == "action_explain_delinquency"
        assert chosen.slots["account_id"] == SECOND.id
        assert chosen.slots["wanted_action"] is None

    def test_somebody_elses_account_shows_nothing(self, of_two: Stage) -> None:
        of_two.slots["account_id"] = "not-mine"

        heard = of_two.run("action_show_breakdown")

        assert heard.responses == ["utter_balance_ask_account"]

    def test_the_chosen_account_is_remembered(self, of_two: Stage) -> None:
        of_two.run("action_show_breakdown", "my loan")

        heard = of_two.run("action_show_due_date")

        assert "••6618" in heard.words

    @pytest.mark.parametrize("words", ["and the store loan?", "the other one please"])
    def test_another_account_is_switched_to_and_remembered(
        self, of_two: Stage, words: str
    ) -> None:
        of_two.run("action_show_breakdown", "my credit card, the halden 4471")

        heard = of_two.run("action_show_accounts", words, "ask_accounts")

        assert heard.responses == ["utter_balance_switched"]
        assert heard.slots["account_id"] == SECOND.id
        assert of_two.run("action_show_due_date").words.count("••6618") == 1

    def test_the_other_of_two_is_unknown_before_one_was_chosen(
        self, of_two: Stage
    ) -> None:
        heard = of_two.run("action_show_accounts", "the other one", "ask_accounts")

        assert heard.responses == ["utter_balance_accounts"]


class TestBreakdown:
    def test_what_changed_since_an_amount_is_counted_from_its_day(
        self, maria: Stage
    ) -> None:
        with maria.floor.database.begin() as tx:
            late = fee("12.00", TODAY - 5 * DAY)
            ledger.record(tx, late, maria.floor.clock.now())

        heard = maria.run("action_show_breakdown", "why is it 612 and not 600")

        values = heard.said[-1].values
        assert (values["opening"], values["fees"]) == ("£600.00", "£12.00")
        assert (values["since"], values["total"]) == ("24 September 2026", "£612.00")
        assert values["owed_fees"] == "£12.00"

    @pytest.mark.parametrize(
        ("rate", "block", "said"),
        [
            (None, None, "add no interest"),
            ("21.9", None, "21.9% a year is still being added"),
            ("21.9", BlockKind.HOLD, "paused"),
        ],
    )
    def test_whether_interest_is_still_added_is_said(
        self, floor: Floor, rate: str | None, block: BlockKind | None, said: str
    ) -> None:
        terms = rate and InterestTerms(Decimal(rate), TODAY - 60 * DAY)
        card = account(interest=terms or None)
        floor.has(charge("600.00", TODAY - 60 * DAY), account=card)
        maria = floor.verified()
        if block:
            with floor.database.begin() as tx:
                floor.debt.rights.set_block(
                    tx, maria, block, CARD.id, "", "key", maria.conversation_id
                )

        heard = Stage(floor).run("action_show_breakdown", "is interest still added")

        assert said in heard.said[-1].values["still"]


class TestDelinquency:
    def test_it_is_explained_by_what_is_on_record(self, behind: Stage) -> None:
        heard = behind.run("action_explain_delinquency")

        assert heard.responses == ["utter_delinquency_explained"]
        values = heard.said[0].values
        assert (values["days"], values["cure"]) == ("40", "£25.00")
        assert "14 October 2026, due and did not arrive | £25.00" in values["rows"]

    @pytest.mark.parametrize("reason", ReturnReason)
    def test_every_reason_of_a_returned_payment_has_words(
        self, behind: Stage, reason: ReturnReason
    ) -> None:
        paid = payment("25.00", TODAY - 41 * DAY)
        with behind.floor.database.begin() as tx:
            now = behind.floor.clock.now()
            ledger.record(tx, paid, now)
            ledger.record(tx, returned(paid, TODAY - 38 * DAY, reason), now)

        rows = behind.run("action_explain_delinquency").said[0].values["rows"]

        assert "16 October 2026, came back because " in rows
        assert "because |" not in rows

    def test_where_no_cause_is_recorded_it_says_so(self, maria: Stage) -> None:
        with maria.floor.database.begin() as tx:
            tx.execute(update(AccountRow).values(charged_off_on=TODAY - 100 * DAY))
        maria.run("action_show_balance")

        heard = maria.run("action_explain_delinquency")

        assert heard.responses == ["utter_delinquency_no_cause"]
        assert "I won't guess" in heard.words

    def test_who_is_not_behind_hears_good_news(self, maria: Stage) -> None:
        maria.run("action_show_balance")

        assert maria.run("action_explain_delinquency").responses == [
            "utter_delinquency_not_behind"
        ]
        for action in ("action_show_amounts", "action_offer_catch_up"):
            assert maria.run(action).responses == ["utter_balance_up_to_date"]
            assert "£600.00" in maria.run(action).words

    def test_three_amounts_that_help(self, behind: Stage) -> None:
        with behind.floor.database.begin() as tx:
            add_statements(tx, CARD.id, [statement(TODAY - 10 * DAY, "30.00")])

        heard = behind.run("action_show_amounts")

        assert heard.responses == ["utter_balance_amounts"]
        values = heard.said[0].values
        assert (values["least"], values["behind"]) == ("£25.00", "£30.00")
        assert (values["cure"], values["left"]) == ("£55.00", "£545.00")
        assert values["full"] == "£600.00"

    def test_where_the_least_is_all_that_is_behind_two_amounts_help(
        self, behind: Stage
    ) -> None:
        heard = behind.run("action_show_amounts")

        assert heard.responses == ["utter_balance_two_amounts"]
        assert heard.said[0].values["cure"] == "£25.00"

    def test_a_missed_instalment_of_a_plan_is_the_least_that_helps(
        self, behind: Stage
    ) -> None:
        debt = behind.floor.debt
        with behind.floor.database.begin() as tx:
            maria = debt.identity.debtor(tx, behind.chat)
            offer = debt.plans.propose(tx, maria, CARD.id, count=6)
            debt.plans.accept(tx, maria, offer.id, "yes")
        behind.floor.clock.advance(20 * DAY)
        behind.floor.verified()

        values = behind.run("action_show_amounts").said[0].values

        assert (values["cure"], values["left"]) == ("£100.00", "£500.00")

    def test_who_forgot_is_offered_one_amount(self, behind: Stage) -> None:
        heard = behind.run("action_offer_catch_up")

        assert heard.responses == ["utter_delinquency_catch_up"]
        assert "£25.00" in heard.words


class TestHistory:
    def test_the_newest_payment_comes_first(self, maria: Stage) -> None:
        first = payment("20.00", TODAY - 30 * DAY)
        second = payment("30.00", TODAY - 10 * DAY)
        with maria.floor.database.begin() as tx:
            for entry in (first, second, returned(second, TODAY - 8 * DAY)):
                ledger.record(tx, entry, maria.floor.clock.now())

        rows = maria.run("action_show_history").said[-1].values["rows"]

        assert rows.splitlines() == [
            "13 November 2026, payment | £30.00",
            "Came back, because the bank sent it back without saying why | £30.00",
            "24 October 2026, payment | £20.00",
            "Received, balance after it | £580.00",
        ]

    def test_a_time_that_is_named_is_all_that_is_listed(self, maria: Stage) -> None:
        with maria.floor.database.begin() as tx:
            for days in range(10, 430, 60):
                paid = payment("5.00", TODAY - days * DAY, method="Visa ••1881")
                ledger.record(tx, paid, maria.floor.clock.now())

        heard = maria.run("action_show_history", "list this year", "ask_history")

        assert heard.responses[-1] == "utter_balance_history_period"
        values = heard.said[-1].values
        assert (values["first"], values["last"]) == (
            "1 January 2026",
            "23 November 2026",
        )
        assert values["rows"].count("Visa ••1881") == 6
        nothing = maria.run("action_show_history", "in April", "ask_history")
        assert nothing.responses == ["utter_balance_no_history_period"]
        assert nothing.said[0].values["last"] == "30 April 2026"

    def test_without_payments_it_says_so(self, maria: Stage) -> None:
        heard = maria.run("action_show_history")

        assert heard.responses[-1] == "utter_balance_no_history"


class TestDueDate:
    def test_the_next_amount_is_told_with_its_day(self, behind: Stage) -> None:
        with behind.floor.database.begin() as tx:
            add_statements(tx, CARD.id, [statement(TODAY + 8 * DAY)])

        values = behind.run("action_show_due_date").said[-1].values

        assert (values["amount"], values["date"], values["past_due"]) == (
            "£25.00",
            "1 December 2026",
            "£25.00",
        )

    def test_with_nothing_due_it_says_so(self, maria: Stage) -> None:
        heard = maria.run("action_show_due_date")

        assert heard.responses[-1] == "utter_balance_nothing_due"


class TestCrisis:
    @pytest.mark.parametrize("is_checked", [True, False])
    def test_a_life_matters_more_than_any_bill(
        self, stage: Stage, is_checked: bool
    ) -> None:
        if is_checked:
            stage.floor.verified()
        stage.form = "payment_form"

        heard = stage.run("action_respond_to_crisis", "I can't go on", "report_crisis")

        assert heard.responses == ["utter_delinquency_crisis"]
        assert "116 123" in heard.words
        assert "£" not in heard.words
        assert not [b for b in heard.said[0].buttons if "pay" in b.lower()]
        assert heard.leaves_form
        (ticket,) = stage.tickets()
        assert (ticket.reason, ticket.priority) == ("crisis", 0)
        if not is_checked:
            stage.floor.verified()
        assert [block.kind.value for block in stage.blocks()] == ["crisis"]

    def test_a_retried_turn_calls_one_person(self, maria: Stage) -> None:
        message = maria.hears("I can't go on", "report_crisis")

        maria.run_again("action_respond_to_crisis", *message)
        maria.run_again("action_respond_to_crisis", *message)

        assert len(maria.tickets()) == len(maria.blocks()) == 1


def test_a_fee_is_told_with_its_day(behind: Stage) -> None:
    with behind.floor.database.begin() as tx:
        ledger.record(tx, fee("12.00", TODAY - 5 * DAY), behind.floor.clock.now())

    rows = behind.run("action_explain_delinquency").said[0].values["rows"]

    assert "18 November 2026, a fee was added | £12.00" in rows
