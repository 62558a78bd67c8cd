"""A card is charged only as authorised, once for each instalment, until revoked."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import time, timedelta

import pytest

from debt.alarm import AlarmKind
from debt.autopay import AuthorisationState, Consent
from debt.errors import Blocked, OfferExpired, PaymentUnavailable, PlanNotAllowed
from debt.payment import PaymentState, Purpose
from debt.rights import BlockKind
from tests.debt.builders import CARD, gbp
from tests.debt.floor import CHAT, Floor, race
from tests.debt.paying import WORDING, Payer, new_payer
from tests.debt.till import OWED, Till

DAY = timedelta(days=1)


@pytest.fixture
def payer(floor: Floor) -> Payer:
    """£600.00 in six weekly instalments of £100.00."""
    floor.has(OWED)
    return new_payer(floor)


def block(payer: Payer, kind: BlockKind) -> str:
    with payer.floor.database.begin() as tx:
        rights = payer.floor.debt.rights
        found = rights.set_block(tx, payer.maria, kind, CARD.id, "", kind.value, CHAT)
        return found.reference


def test_the_terms_hold_every_amount_and_date(payer: Payer) -> None:
    terms = payer.terms()

    assert terms.schedule == payer.plan.schedule
    assert terms.plan_id == payer.plan.id
    assert terms.stop_until == time(9)


def test_without_a_plan_there_is_nothing_to_authorise(till: Till) -> None:
    with till.floor.database.begin() as tx, pytest.raises(PlanNotAllowed):
        till.floor.debt.autopay.propose(tx, till.maria, CARD.id)


def test_the_consent_is_kept_word_for_word(payer: Payer) -> None:
    payer.authorise()

    kept = payer.current()

    assert kept is not None
    assert kept.is_active
    assert (kept.consent.wording, kept.consent.version) == (WORDING, "1")
    assert kept.consent.text_hash == hashlib.sha256(WORDING.encode()).hexdigest()
    assert kept.consent.terms.schedule == payer.plan.schedule
    assert (kept.method, kept.conversation_id) == ("Visa ••1881", CHAT)
    assert kept.agreed_at == kept.confirmed_at == payer.floor.clock.now()


def test_nothing_is_charged_before_the_card_is_confirmed(payer: Payer) -> None:
    payer.begin()
    payer.day_comes(payer.due(0))

    payer.charge()

    assert payer.charges() == []


def test_the_same_key_gives_the_same_page(payer: Payer) -> None:
    pages = race(4, lambda _: payer.begin())

    assert len(set(pages)) == len(payer.floor.cards.setups) == 1


def test_terms_that_are_no_longer_true_cannot_be_agreed(payer: Payer) -> None:
    shown = payer.terms()
    till = Till(payer.floor, payer.maria)
    till.start("150.00")
    till.hears("evt_1", state="paid")

    with pytest.raises(OfferExpired):
        payer.floor.debt.autopay.begin(
            payer.maria, Consent(shown, WORDING, "1"), "auto"
        )


def test_a_page_whose_answer_was_lost_is_opened_by_its_key(payer: Payer) -> None:
    payer.floor.cards.lost = 1
    with pytest.raises(PaymentUnavailable):
        payer.begin()

    payer.begin()

    assert len(payer.floor.cards.setups) == 1


def test_a_card_whose_event_was_lost_is_looked_up(payer: Payer) -> None:
    payer.begin()
    payer.floor.cards.save_card("su_1")

    payer.look_up()

    kept = payer.current()
    assert kept is not None
    assert kept.is_active


def test_an_instalment_is_charged_on_its_day_and_told(payer: Payer) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0) - DAY)
    payer.charge()
    payer.day_comes(payer.due(0), time(8, 59))
    payer.charge()
    early = payer.charges()

    payer.day_comes(payer.due(0))
    payer.charge()
    payer.charge()

    assert early == []
    assert payer.charges() == [("paid", 100_00)]
    assert payer.floor.balance() == gbp("500.00")
    (settled,) = payer.told
    assert (settled.state, settled.purpose) == (
        PaymentState.SUCCEEDED,
        Purpose.INSTALMENT,
    )
    assert settled.conversation_id == CHAT


def test_every_instalment_is_charged_and_the_plan_ends(payer: Payer) -> None:
    payer.authorise()

    for number in range(6):
        payer.day_comes(payer.due(number))
        payer.charge()
    payer.charge()
    payer.floor.debt.autopay.forget_cards()

    assert payer.charges() == [("paid", 100_00)] * 6
    assert payer.floor.balance() == gbp("0.00")
    kept = payer.current()
    assert kept is not None
    assert kept.state in (AuthorisationState.ACTIVE, AuthorisationState.REVOKED)


def test_only_what_is_left_of_an_instalment_is_charged(payer: Payer) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0), time(7))
    till = Till(payer.floor, payer.floor.verified())
    till.start("60.00")
    till.hears("evt_1", state="paid")
    payer.day_comes(payer.due(0))

    payer.charge()

    assert payer.charges() == [("paid", 40_00)]


def test_a_paid_instalment_is_not_charged(payer: Payer) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0), time(7))
    till = Till(payer.floor, payer.floor.verified())
    till.start("100.00")
    till.hears("evt_1", state="paid")
    payer.day_comes(payer.due(0))

    payer.charge()

    assert payer.charges() == []


def test_an_open_page_for_everything_leaves_nothing_to_charge(payer: Payer) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0))
    Till(payer.floor, payer.floor.verified()).start("600.00")

    payer.charge()

    assert payer.charges() == []


@pytest.mark.parametrize("kind", BlockKind)
def test_nothing_is_charged_while_collecting_is_paused(
    payer: Payer, kind: BlockKind
) -> None:
    payer.authorise()
    reference = block(payer, kind)
    payer.day_comes(payer.due(0))

    payer.charge()
    paused = payer.charges()
    with payer.floor.database.begin() as tx:
        payer.floor.debt.rights.lift(tx, reference)
    payer.charge()

    ended = kind in (BlockKind.BANKRUPTCY, BlockKind.DECEASED)
    assert paused == []
    assert len(payer.charges()) == (0 if ended else 1)


def test_a_pause_allows_no_new_authorisation(payer: Payer) -> None:
    block(payer, BlockKind.HOLD)

    with pytest.raises(Blocked):
        payer.terms()


def test_taking_it_back_stops_every_charge_and_forgets_the_card(payer: Payer) -> None:
    card = payer.authorise()
    payer.day_comes(payer.due(0), time(8, 59))

    assert payer.revoke()
    assert payer.revoke()
    payer.day_comes(payer.due(0))
    payer.charge()
    payer.floor.debt.autopay.forget_cards()

    kept = payer.current()
    assert kept is not None
    assert kept.state is AuthorisationState.REVOKED
    assert payer.charges() == []
    assert card not in payer.floor.cards.cards
    assert kept.forgotten_at


def test_a_card_saved_after_it_was_taken_back_is_never_charged(payer: Payer) -> None:
    payer.begin()
    payer.revoke()
    card = payer.floor.cards.save_card("su_1")
    payer.hears_of_setup("su_1")
    payer.day_comes(payer.due(0))

    payer.charge()
    payer.floor.debt.autopay.forget_cards()

    assert payer.charges() == []
    assert card not in payer.floor.cards.cards


def test_the_plan_stays_when_autopay_is_taken_back(payer: Payer) -> None:
    payer.authorise()
    payer.revoke()

    with payer.floor.database.read() as tx:
        status = payer.floor.debt.plans.current(tx, payer.maria, CARD.id)

    assert status is not None
    assert status.plan.id == payer.plan.id


def test_cancelling_the_plan_ends_autopay(payer: Payer) -> None:
    payer.authorise()
    with payer.floor.database.begin() as tx:
        payer.floor.debt.plans.cancel(tx, payer.maria, CARD.id, "no more")
    payer.day_comes(payer.due(0))

    payer.charge()

    kept = payer.current()
    assert kept is not None
    assert kept.state is AuthorisationState.REVOKED
    assert payer.charges() == []


def test_a_new_card_takes_the_place_of_the_old_one(payer: Payer) -> None:
    old = payer.authorise("first")
    new = payer.authorise("second")
    payer.day_comes(payer.due(0))

    payer.charge()
    payer.floor.debt.autopay.forget_cards()

    charged = [each["card"]["id"] for each in payer.floor.cards.payments.values()]
    assert charged == [new]
    assert old not in payer.floor.cards.cards


@pytest.mark.parametrize(
    ("reason", "retry", "tries"),
    [
        ("insufficient_funds", True, 2),
        ("insufficient_funds", False, 1),
        ("card_expired", True, 1),
        ("stolen_card", True, 1),
        ("authentication_required", True, 1),
    ],
)
def test_a_decline_is_told_and_tried_once_more_only_if_agreed_and_it_may_pass(
    payer: Payer, reason: str, retry: bool, tries: int
) -> None:
    card = payer.authorise(retry=retry)
    payer.floor.cards.declines[card] = reason

    for days in range(7):
        payer.day_comes(payer.due(0) + days * DAY)
        payer.charge()

    first = [each for each in payer.charges() if each[0] == "declined"]
    assert len(first) == tries
    assert payer.states() == [PaymentState.FAILED] * tries
    assert payer.floor.balance() == gbp("600.00")


def test_the_retry_comes_three_days_later(payer: Payer) -> None:
    card = payer.authorise(retry=True)
    payer.floor.cards.declines[card] = "insufficient_funds"
    payer.day_comes(payer.due(0))
    payer.charge()
    payer.floor.cards.declines.clear()

    payer.day_comes(payer.due(0) + 2 * DAY)
    payer.charge()
    too_early = len(payer.charges())
    payer.day_comes(payer.due(0) + 3 * DAY)
    payer.charge()

    assert too_early == 1
    assert payer.charges() == [("declined", 100_00), ("paid", 100_00)]


def test_an_instalment_long_past_its_day_is_not_charged(payer: Payer) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0) + 4 * DAY)

    payer.charge()

    assert payer.charges() == []


def test_racing_schedulers_charge_once(payer: Payer) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0))

    results = race(6, lambda _: payer.charge())

    assert results == [None] * 6
    assert payer.charges() == [("paid", 100_00)]
    assert payer.floor.balance() == gbp("500.00")


def test_a_charge_whose_answer_was_lost_is_found_and_booked_once(
    payer: Payer,
) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0))
    payer.floor.cards.lost = 1
    payer.charge()
    payer.charge()
    payer.floor.clock.advance(timedelta(minutes=3))

    payer.look_up()
    payer.charge()

    assert payer.charges() == [("paid", 100_00)]
    assert payer.floor.balance() == gbp("500.00")


def test_a_charge_that_never_got_there_is_not_sent_once_taken_back(
    payer: Payer,
) -> None:
    payer.authorise()
    payer.day_comes(payer.due(0))
    port = payer.floor.debt.payments.cards
    unreachable = replace(port, base_url="http://127.0.0.1:9")  # type: ignore[type-var]
    charging = replace(payer.floor.debt.charging, cards=unreachable)
    charging.charge_due(payer.keep)
    payer.revoke()
    payer.floor.clock.advance(timedelta(minutes=3))

    payer.look_up()

    assert payer.charges() == []
    assert payer.told == []
    assert payer.floor.balance() == gbp("600.00")


def test_a_charge_the_provider_refuses_is_told_as_declined_with_an_alarm(
    payer: Payer,
) -> None:
    card = payer.authorise()
    del payer.floor.cards.cards[card]
    payer.day_comes(payer.due(0))

    payer.charge()
    payer.charge()

    assert payer.states() == [PaymentState.FAILED]
    assert payer.charges() == []
    with payer.floor.database.read() as tx:
        (alarm,) = payer.floor.debt.reconciliation.open_alarms(tx)
    assert (alarm.kind, alarm.detail) == (
        AlarmKind.CHARGE_REFUSED,
        "/v1/charges: 422",
    )
