"""Automatic payments: a consent of their own, and stopped at the first word."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

import pytest
from sqlalchemy.orm import Session

from debt.autopay import Authorisation, AuthorisationState, CardNews
from debt.payment import Settled
from tests.actions.stage import Heard, Stage
from tests.debt.builders import CARD, TODAY, gbp


@pytest.fixture
def planned(maria: Stage) -> Stage:
    """Six payments of £100.00 a month from 30 November 2026."""
    floor = maria.floor
    with floor.database.begin() as tx:
        debtor = floor.debt.identity.debtor(tx, maria.chat)
        offer = floor.debt.plans.propose(tx, debtor, CARD.id, amount=gbp("100.00"))
        floor.debt.plans.accept(tx, debtor, offer.id, "plan")
    return maria


def shown(stage: Stage, text: str = "take it automatically") -> Heard:
    begun = stage.run("action_begin_autopay", text, "start_autopay")
    assert begun.followed_by == "autopay_form"
    stage.form = "autopay_form"
    heard = stage.run("action_ask_autopay_form_autopay_agreed")
    stage.slots["requested_slot"] = "autopay_agreed"
    return heard


def answers(stage: Stage, intent: str) -> Heard:
    words = {"affirm": "yes", "deny": "no"}[intent]
    stage.run("validate_autopay_form", words, intent)
    heard = stage.run("action_start_autopay", words, intent)
    stage.form = None
    return heard


def saves_a_card(stage: Stage) -> list[CardNews]:
    """The card is saved on the provider's page, and the provider says so."""
    told: list[CardNews] = []
    floor, at = stage.floor, stage.floor.clock.now().timestamp()
    setup = list(floor.cards.setups)[-1]
    floor.cards.save_card(setup)
    raw, signature = floor.cards.event(f"evt-{setup}", setup, at=at, subject="setup")
    floor.debt.payments.settle(
        raw, signature, _nobody, lambda _tx, news: told.append(news)
    )
    return told


def _nobody(_tx: Session, _settled: Settled) -> None:
    """No payment is expected."""


def switched_on(stage: Stage) -> Stage:
    shown(stage)
    answers(stage, "affirm")
    saves_a_card(stage)
    return stage


def kept(stage: Stage) -> Authorisation | None:
    with stage.floor.database.read() as tx:
        debtor = stage.floor.debt.identity.debtor(tx, stage.chat)
        return stage.floor.debt.autopay.current(tx, debtor, CARD.id)


class TestConsent:
    def test_every_date_and_amount_is_shown_first(self, planned: Stage) -> None:
        values = shown(planned).said[0].values

        rows = values["rows"].splitlines()
        assert len(rows) == 6
        assert rows[0] == "30 November 2026 | £100.00"
        assert "£600.00 in all" in values["agreement"]
        assert "09:00" in values["agreement"]

    def test_a_yes_is_kept_word_for_word_and_opens_the_page(
        self, planned: Stage
    ) -> None:
        shown(planned)
        hash_shown = planned.slots["autopay_shown"]

        heard = answers(planned, "affirm")

        authorisation = kept(planned)
        assert heard.responses == ["utter_autopay_link"]
        assert authorisation is not None
        assert authorisation.consent.text_hash == hash_shown
        assert "30 November 2026: £100.00" in authorisation.consent.wording
        assert not authorisation.is_active

    def test_a_no_leaves_the_plan_to_be_paid_by_hand(self, planned: Stage) -> None:
        shown(planned)

        assert answers(planned, "deny").responses == ["utter_autopay_declined"]
        assert kept(planned) is None

    def test_what_was_not_shown_is_not_agreed(self, planned: Stage) -> None:
        shown(planned)
        planned.slots["autopay_shown"] = "the hash of an older wording"

        heard = answers(planned, "affirm")

        assert heard.followed_by == "action_begin_autopay"
        assert kept(planned) is None

    def test_without_a_plan_one_is_offered_first(self, maria: Stage) -> None:
        heard = maria.run("action_begin_autopay", "autopay", "start_autopay")

        assert heard.responses[-1] == "utter_autopay_no_plan"

    def test_a_card_page_that_cannot_be_reached_is_told(self, planned: Stage) -> None:
        shown(planned)
        planned.floor.cards.lost = 1

        assert answers(planned, "affirm").responses == ["utter_autopay_unavailable"]


class TestTheCard:
    def test_its_arrival_is_told_once(self, planned: Stage) -> None:
        shown(planned)
        answers(planned, "affirm")

        told = saves_a_card(planned)
        again: list[CardNews] = []
        planned.floor.debt.payments.look_up(
            _nobody, lambda _tx, news: again.append(news)
        )

        assert told == [CardNews(planned.chat, CARD.id, is_ready=True)]
        assert again == []

    def test_the_chat_says_what_comes_next_with_a_copy(self, planned: Stage) -> None:
        switched_on(planned)

        heard = planned.run(
            "action_show_autopay", "", "EXTERNAL_autopay_ready", account_id=CARD.id
        )

        assert heard.responses == ["utter_autopay_on"]
        values = heard.said[0].values
        assert (values["amount"], values["date"]) == ("£100.00", "30 November 2026")
        assert values["document_url"].startswith("/documents/autopay/A")

    def test_who_is_not_checked_any_more_hears_no_figures(self, planned: Stage) -> None:
        switched_on(planned)
        planned.floor.clock.advance(timedelta(days=1))

        heard = planned.run("action_show_autopay", "", "EXTERNAL_autopay_ready")

        assert heard.responses == ["utter_autopay_ready_unverified"]

    def test_the_status_of_the_plan_names_it(self, planned: Stage) -> None:
        switched_on(planned)

        assert "Visa ••1881" in planned.run("action_show_plan").words


class TestStopping:
    def test_it_is_off_at_once_and_the_plan_goes_on(self, planned: Stage) -> None:
        switched_on(planned)

        heard = planned.run("action_stop_autopay", "stop taking money", "stop_autopay")

        authorisation = kept(planned)
        assert heard.responses == ["utter_autopay_stopped"]
        assert authorisation is not None
        assert authorisation.state is AuthorisationState.REVOKED
        assert planned.run("action_show_plan").responses == ["utter_plan_status"]

    def test_a_charge_on_its_way_is_told(self, planned: Stage) -> None:
        switched_on(planned)
        day = TODAY + timedelta(days=7)
        planned.floor.clock.set(datetime.combine(day, time(9, 30), timezone.utc))
        planned.floor.verified()
        planned.floor.cards.lost = 1
        planned.floor.debt.charging.charge_due(_nobody)

        heard = planned.run("action_stop_autopay", "stop taking money", "stop_autopay")

        assert heard.responses == ["utter_autopay_stopped", "utter_autopay_on_its_way"]
        assert heard.said[1].values["amount"] == "£100.00"

    def test_where_there_is_none_nothing_is_claimed(self, planned: Stage) -> None:
        heard = planned.run("action_stop_autopay", "stop it", "stop_autopay")

        assert heard.responses[-1] == "utter_autopay_off"


class TestAnotherCard:
    def test_it_is_a_new_consent(self, planned: Stage) -> None:
        switched_on(planned)

        heard = planned.run("action_change_card", "new card", "change_payment_method")

        assert heard.followed_by == "autopay_form"

    def test_without_a_card_on_file_it_is_explained(self, planned: Stage) -> None:
        heard = planned.run("action_change_card", "new card", "change_payment_method")

        assert heard.responses[-1] == "utter_payment_new_card"

    def test_anybody_may_hear_how_one_pays(self, stage: Stage) -> None:
        heard = stage.run("action_change_card", "new card", "change_payment_method")

        assert heard.responses == ["utter_payment_new_card"]
