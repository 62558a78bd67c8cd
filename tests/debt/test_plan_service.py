"""Plans are offered from the balance, agreed once, and end when they are paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from debt.errors import (
    Blocked,
    OfferExpired,
    PlanNotAllowed,
    PlanRefusal,
    UnknownAccount,
)
from debt.identity import VerifiedDebtor
from debt.plan import InstalmentState, Pace, Plan, PlanOffer, PlanState
from debt.rights import BlockKind
from debt.schedule import Frequency
from debt.store import ledger
from tests.debt.builders import CARD, TODAY, account, charge, debtor, gbp, payment
from tests.debt.floor import CHAT, Floor, race


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(charge("600.00", TODAY - timedelta(days=30)))
    return floor.verified()


def offers(floor: Floor, maria: VerifiedDebtor) -> tuple[PlanOffer, ...]:
    with floor.database.begin() as tx:
        return floor.debt.plans.offers(tx, maria, CARD.id)


def accept(
    floor: Floor, maria: VerifiedDebtor, offer: PlanOffer, key: str = "yes"
) -> Plan:
    with floor.database.begin() as tx:
        return floor.debt.plans.accept(tx, maria, offer.id, key)


def cancel(floor: Floor, maria: VerifiedDebtor, key: str = "stop") -> Plan:
    with floor.database.begin() as tx:
        return floor.debt.plans.cancel(tx, maria, CARD.id, key)


def block(floor: Floor, maria: VerifiedDebtor) -> None:
    with floor.database.begin() as tx:
        floor.debt.rights.set_block(
            tx, maria, BlockKind.BREATHING_SPACE, None, "", "b", CHAT
        )


def pay(floor: Floor, amount: str) -> None:
    now = floor.clock.now()
    paid = payment(amount, now.date(), occurred_at=now)
    with floor.database.begin() as tx:
        ledger.record(tx, paid, now)
        floor.debt.plan_reviews.follow_payment(tx, CARD)


def test_two_offers_pay_the_whole_balance(floor: Floor, maria: VerifiedDebtor) -> None:
    quicker, gentler = offers(floor, maria)

    assert (quicker.pace, gentler.pace) == (Pace.QUICKER, Pace.GENTLER)
    assert quicker.schedule.total == gentler.schedule.total == gbp("600.00")
    assert gentler.terms.amount < quicker.terms.amount
    assert quicker.expires_at == floor.clock.now() + timedelta(hours=24)


def test_the_same_offers_are_given_again(floor: Floor, maria: VerifiedDebtor) -> None:
    first = offers(floor, maria)
    floor.clock.advance(timedelta(minutes=5))

    assert offers(floor, maria) == first


def test_a_proposal_becomes_an_offer(floor: Floor, maria: VerifiedDebtor) -> None:
    with floor.database.begin() as tx:
        offer = floor.debt.plans.propose(
            tx,
            maria,
            CARD.id,
            amount=gbp("50.00"),
            frequency=Frequency.FORTNIGHTLY,
            first_date=date(2026, 12, 4),
        )

    assert offer.pace is Pace.PROPOSED
    assert offer.schedule.first.due == date(2026, 12, 4)
    assert offer.terms.count == 12


def test_a_yes_makes_a_plan_with_exactly_the_schedule_shown(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[1]

    plan = accept(floor, maria, offer)

    assert plan.schedule == offer.schedule
    assert plan.state is PlanState.ACTIVE
    with floor.database.read() as tx:
        status = floor.debt.plans.current(tx, maria, CARD.id)
    assert status is not None
    assert status.plan == plan
    assert status.next_due == offer.schedule.first


def test_a_repeated_yes_gives_the_same_plan_even_when_it_could_not_be_agreed_now(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]
    plan = accept(floor, maria, offer)
    floor.clock.advance(timedelta(days=3))
    block(floor, maria)

    assert accept(floor, maria, offer) == plan


def test_a_second_yes_to_one_offer_gives_the_same_plan(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]

    assert accept(floor, maria, offer, "a") == accept(floor, maria, offer, "b")


def test_an_offer_expires(floor: Floor, maria: VerifiedDebtor) -> None:
    offer = offers(floor, maria)[0]
    floor.clock.advance(timedelta(hours=24))

    with pytest.raises(OfferExpired):
        accept(floor, maria, offer)


def test_an_offer_ends_when_the_balance_changes(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]
    pay(floor, "1.00")

    with pytest.raises(OfferExpired):
        accept(floor, maria, offer)


def test_an_offer_nobody_made_cannot_be_accepted(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    invented = replace(offers(floor, maria)[0], id="invented")

    with pytest.raises(OfferExpired):
        accept(floor, maria, invented)


def test_somebody_elses_offer_cannot_be_accepted(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    floor.also(ana, loan)
    other = floor.verified(ana, loan, "chat-2")

    with pytest.raises(UnknownAccount):
        accept(floor, other, offer)
    with floor.database.read() as tx, pytest.raises(UnknownAccount):
        floor.debt.plans.offer(tx, other, offer.id)


def test_nothing_is_offered_while_collecting_is_paused(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    block(floor, maria)

    with pytest.raises(Blocked) as refusal:
        offers(floor, maria)

    assert refusal.value.kind is BlockKind.BREATHING_SPACE
    assert refusal.value.reference.startswith("B-")


def test_an_earlier_offer_cannot_be_agreed_while_collecting_is_paused(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]
    block(floor, maria)

    with pytest.raises(Blocked):
        accept(floor, maria, offer)


def test_one_plan_at_a_time(floor: Floor, maria: VerifiedDebtor) -> None:
    quicker, gentler = offers(floor, maria)
    accept(floor, maria, quicker)

    with pytest.raises(PlanNotAllowed) as refusal:
        accept(floor, maria, gentler, "other")
    assert refusal.value.reason is PlanRefusal.ALREADY_ACTIVE
    with pytest.raises(PlanNotAllowed):
        offers(floor, maria)


def test_racing_yeses_to_one_offer_make_one_plan(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]

    plans = race(8, lambda n: accept(floor, maria, offer, f"k{n % 2}"))

    assert all(isinstance(each, Plan) for each in plans)
    assert len({each.id for each in plans if isinstance(each, Plan)}) == 1


def test_racing_yeses_to_two_offers_make_one_plan(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    both = offers(floor, maria)

    results = race(2, lambda n: accept(floor, maria, both[n], f"k{n}"))

    made = [each for each in results if isinstance(each, Plan)]
    refused = [each for each in results if isinstance(each, PlanNotAllowed)]
    assert (len(made), len(refused)) == (1, 1)


def test_payments_since_the_yes_count_and_earlier_ones_do_not(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    pay(floor, "100.00")
    floor.clock.advance(timedelta(minutes=1))
    accept(floor, maria, offers(floor, maria)[1])
    floor.clock.advance(timedelta(minutes=1))
    pay(floor, "90.00")

    with floor.database.read() as tx:
        status = floor.debt.plans.current(tx, maria, CARD.id)

    assert status is not None
    assert (status.paid, status.left) == (gbp("90.00"), gbp("410.00"))
    assert status.instalments[0].state is InstalmentState.PAID


def test_a_paid_plan_is_completed(floor: Floor, maria: VerifiedDebtor) -> None:
    plan = accept(floor, maria, offers(floor, maria)[0])

    pay(floor, "600.00")

    with floor.database.read() as tx:
        assert floor.debt.plans.current(tx, maria, CARD.id) is None
    with pytest.raises(PlanNotAllowed) as refusal:
        cancel(floor, maria)
    assert refusal.value.reason is PlanRefusal.NO_ACTIVE_PLAN
    assert plan.state is PlanState.ACTIVE


def test_a_cancelled_plan_is_over_and_so_is_its_offer(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]
    accept(floor, maria, offer)

    assert cancel(floor, maria).state is PlanState.CANCELLED
    assert cancel(floor, maria).state is PlanState.CANCELLED
    with pytest.raises(PlanNotAllowed):
        cancel(floor, maria, "another")
    with pytest.raises(OfferExpired):
        accept(floor, maria, offer, "again")
    assert offers(floor, maria)[0].id != offer.id


def test_an_offer_and_a_plan_can_be_read_again(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    offer = offers(floor, maria)[0]
    accept(floor, maria, offer)
    cancelled = cancel(floor, maria)

    with floor.database.read() as tx:
        assert floor.debt.plans.offer(tx, maria, offer.id) == offer
        assert floor.debt.plans.agreed(tx, maria, cancelled.id) == cancelled


def test_a_plan_nobody_agreed_cannot_be_read(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.read() as tx, pytest.raises(UnknownAccount):
        floor.debt.plans.agreed(tx, maria, "nothing")
