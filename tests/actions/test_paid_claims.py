"""For who has paid already: what is there is told, what is not is noted and paused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.rights import BlockKind
from debt.store import ledger
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, TODAY, gbp, payment

FORM = "validate_paid_claim_form"


def begins(stage: Stage, text: str = "I've paid that", **named: str) -> Heard:
    heard = stage.run("action_begin_paid_claim", text, "report_already_paid", **named)
    stage.form = "paid_claim_form"
    return heard


def answers(stage: Stage, slot: str, text: str, intent: str, **named: str) -> Heard:
    stage.slots["requested_slot"] = slot
    return stage.run(FORM, text, intent, **named)


def words_of_claim(stage: Stage) -> str:
    with stage.floor.database.begin() as tx:
        maria = stage.floor.debt.identity.debtor(tx, stage.chat)
        claim = stage.floor.debt.paid_claims.current(tx, maria, CARD.id)
        return claim.words if claim else ""


@pytest.fixture
def paid(maria: Stage) -> Stage:
    """A payment of £30.00 came in three days ago."""
    with maria.floor.database.begin() as tx:
        entry = payment("30.00", TODAY - timedelta(days=3), method="Visa ••1881")
        ledger.record(tx, entry, maria.floor.clock.now())
    return maria


class TestWhatIsThere:
    def test_a_recent_payment_is_shown_first_and_nothing_is_paused(
        self, paid: Stage
    ) -> None:
        heard = begins(paid)

        assert heard.responses[-1] == "utter_paid_claim_found"
        assert "£30.00" in heard.words
        assert heard.followed_by == "paid_claim_form"
        assert paid.blocks() == ()

    def test_a_yes_ends_it_without_a_claim(self, paid: Stage) -> None:
        begins(paid)
        heard = answers(paid, "paid_claim_found", "yes", "affirm")
        assert heard.slots["requested_slot"] is None

        ended = paid.run("action_finish_paid_claim", "yes", "affirm")

        assert ended.responses == ["utter_paid_claim_was_found"]
        assert ended.said[0].values["balance"] == "£570.00"
        assert paid.blocks() == ()

    @pytest.mark.parametrize(
        ("text", "intent", "named"),
        [
            ("no", "deny", {}),
            ("it was 50 last week", "report_already_paid", {"amount": "50.00 GBP"}),
        ],
    )
    def test_another_payment_is_noted_at_once(
        self, paid: Stage, text: str, intent: str, named: dict[str, str]
    ) -> None:
        begins(paid)

        heard = answers(paid, "paid_claim_found", text, intent, **named)

        assert heard.responses == ["utter_paid_claim_made"]
        (block,) = paid.blocks()
        assert block.reference == heard.said[0].values["reference"]

    def test_figures_that_match_nothing_are_no_payment_on_record(
        self, paid: Stage
    ) -> None:
        heard = begins(paid, "I paid 50 on friday", amount="50.00 GBP")

        assert heard.responses[-1] == "utter_paid_claim_made"


class TestAClaim:
    def test_pauses_in_the_turn_in_which_it_is_made(self, maria: Stage) -> None:
        heard = begins(maria, "I paid it on Friday", date="2026-11-20")

        (block,) = maria.blocks()
        assert (block.kind, block.account_id) == (BlockKind.HOLD, CARD.id)
        assert block.until is None
        values = heard.said[-1].values
        assert values["reference"] == block.reference
        assert values["date"] == "28 November 2026"
        assert words_of_claim(maria) == "I paid it on Friday"

    def test_asks_only_for_what_is_missing(self, maria: Stage) -> None:
        begins(maria)
        heard = maria.run(
            FORM,
            "I paid 50 on Friday",
            "report_already_paid",
            amount="50.00 GBP",
            date="2026-11-20",
        )

        assert heard.slots["paid_claim_amount"] == "50.00 GBP"
        assert heard.slots["requested_slot"] == "paid_claim_method"

    def test_keeps_its_details_with_the_person_s_words(self, maria: Stage) -> None:
        begins(maria)
        answers(maria, "paid_claim_amount", "50", "inform", amount="50.00 GBP")
        answers(maria, "paid_claim_date", "friday", "inform", date="2026-11-20")
        last = answers(maria, "paid_claim_method", "over the counter", "out_of_scope")
        assert last.slots["requested_slot"] is None

        ended = maria.run("action_finish_paid_claim")

        assert ended.responses == ["utter_paid_claim_noted"]
        assert words_of_claim(maria).splitlines() == [
            "I've paid that",
            "You paid | £50.00",
            "On | 20 November 2026",
            "How | over the counter",
        ]

    @pytest.mark.parametrize(
        ("text", "intent"),
        [("skip", "out_of_scope"), ("no", "deny"), ("I don't remember", "deny")],
    )
    def test_stands_when_everything_is_skipped(
        self, maria: Stage, text: str, intent: str
    ) -> None:
        begins(maria)
        for slot in ("amount", "date", "method"):
            answers(maria, f"paid_claim_{slot}", text, intent)

        ended = maria.run("action_finish_paid_claim")

        assert ended.said[0].values["rows"].count("not known") == 3
        assert len(maria.blocks()) == 1

    def test_is_not_made_twice(self, maria: Stage) -> None:
        begins(maria)

        again = begins(maria, "I told you, it's paid")

        assert again.responses == ["utter_paid_claim_known"]
        assert again.followed_by is None
        assert len(maria.blocks()) == 1

    def test_a_question_in_between_is_no_answer(self, maria: Stage) -> None:
        begins(maria)

        heard = answers(maria, "paid_claim_method", "how much is it", "ask_balance")

        assert "paid_claim_method" not in heard.slots

    def test_lets_nothing_be_paid_meanwhile(self, maria: Stage) -> None:
        begins(maria)
        maria.form = None

        heard = maria.run("action_begin_payment", "pay 20", amount="20.00 GBP")

        assert heard.responses == ["utter_rights_paused_hold"]
        assert maria.floor.balance() == gbp("600.00")
