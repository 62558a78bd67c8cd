"""What can happen and what a credit file shows: approved texts, by place and phase."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.wording import wording
from debt.account import Phase
from debt.disclosure import COLLECTOR, DisclosureKind
from debt.rights import BlockKind
from debt.store.tables import DisclosureRow
from tests.actions.stage import Stage
from tests.debt.builders import CARD, TODAY, account, charge, debtor
from tests.debt.floor import Floor

LONG_AGO = TODAY - timedelta(days=90)
PHASES = {
    Phase.SOFT: account(),
    Phase.LITIGATION: account(litigation_on=LONG_AGO),
    Phase.RECOVERY: account(charged_off_on=LONG_AGO),
}


def on_stage(floor: Floor, phase: Phase, jurisdiction: str | None) -> Stage:
    owner = debtor(jurisdiction=jurisdiction)
    owed = charge("600.00", TODAY - timedelta(days=40))
    floor.has(owed, owner=owner, account=PHASES[phase])
    floor.verified(owner)
    return Stage(floor)


def given(stage: Stage) -> list[DisclosureRow]:
    with stage.floor.database.read() as tx:
        return list(tx.scalars(select(DisclosureRow)))


@pytest.mark.parametrize(
    ("jurisdiction", "texts"), [("GB", "uk"), ("US-CA", "us"), (None, "general")]
)
@pytest.mark.parametrize("phase", PHASES)
def test_the_text_is_the_one_for_the_place_and_the_phase(
    floor: Floor, phase: Phase, jurisdiction: str | None, texts: str
) -> None:
    stage = on_stage(floor, phase, jurisdiction)
    # Without a statement nothing is late yet, whatever was charged.
    expected = "not_behind" if phase is Phase.SOFT else f"{phase.value}_{texts}"

    heard = stage.run("action_tell_consequences")

    assert heard.responses[-1] == f"utter_consequences_{expected}"
    assert CARD.last4 in heard.words


def test_while_it_is_paused_nothing_is_said_of_what_could_happen(maria: Stage) -> None:
    with maria.floor.database.begin() as tx:
        someone = maria.floor.debt.identity.debtor(tx, maria.chat)
        block = maria.floor.debt.rights.set_block(
            tx, someone, BlockKind.DISPUTE, CARD.id, "", "k", maria.chat
        )

    heard = maria.run("action_tell_consequences")

    assert heard.responses[-1] == "utter_consequences_paused"
    assert block.reference in heard.words


def test_who_is_not_checked_hears_what_holds_for_everybody(stage: Stage) -> None:
    heard = stage.run("action_tell_consequences")

    assert heard.responses == ["utter_consequences_unknown"]
    assert stage.run("action_tell_credit_impact").responses == [
        "utter_consequences_credit_unknown"
    ]
    assert given(stage) == []


def test_a_charged_off_account_shows_differently_on_a_credit_file(floor: Floor) -> None:
    heard = on_stage(floor, Phase.RECOVERY, "US").run("action_tell_credit_impact")

    assert heard.responses[-1] == "utter_consequences_credit_closed_us"


def test_the_record_names_the_exact_words(maria: Stage) -> None:
    heard = maria.run("action_show_balance")

    (row,) = given(maria)
    assert row.kind is COLLECTOR[0]
    assert row.version == wording().version(heard.responses[0])


def test_the_opening_is_on_record_before_anybody_is_known(stage: Stage) -> None:
    heard = stage.run("action_open_conversation")

    (row,) = given(stage)
    assert (row.kind, row.subject) == (DisclosureKind.OPENING, "")
    assert row.version == wording().version(*heard.responses)


def test_a_turn_that_is_tried_again_says_the_disclosure_again(maria: Stage) -> None:
    dispatcher, tracker = maria.hears()
    first = maria.run_again("action_show_balance", dispatcher, tracker)
    again = maria.run_again("action_show_balance", maria.hears()[0], tracker)

    assert again.responses == first.responses
    assert len(given(maria)) == 1


@pytest.mark.parametrize(
    ("jurisdiction", "name"), [("US", "first_us"), (None, "first_general")]
)
def test_the_place_chooses_the_disclosure(
    floor: Floor, jurisdiction: str | None, name: str
) -> None:
    heard = on_stage(floor, Phase.SOFT, jurisdiction).run("action_show_balance")

    assert heard.responses[0] == f"utter_disclosure_collector_{name}"


class TestLegitimacy:
    def test_a_stranger_learns_how_to_check_us_and_of_no_debt(
        self, stage: Stage
    ) -> None:
        heard = stage.run("action_prove_legitimacy")

        assert heard.responses == ["utter_legitimacy_third_party"]
        assert CARD.creditor.name not in heard.words
        assert given(stage) == []

    def test_a_verified_person_learns_for_whom_we_act(self, maria: Stage) -> None:
        heard = maria.run("action_prove_legitimacy")

        assert heard.responses == [
            "utter_legitimacy_third_party",
            "utter_disclosure_collector_first_uk",
            "utter_legitimacy_creditors",
        ]
        assert CARD.creditor.name in heard.words
        assert CARD.creditor.information in heard.words
