"""A settlement in parts writes off the rest when every part came in time, or lapses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from debt.errors import Blocked, OfferExpired, PlanNotAllowed, PlanRefusal
from debt.identity import VerifiedDebtor
from debt.ledger import EntryKind
from debt.rights import BlockKind
from debt.settlement import Agreement, AgreementState, AgreementStatus, SettlementOffer
from debt.store import settlements
from tests.debt.builders import CARD, TODAY, account, charge, gbp
from tests.debt.floor import CHAT, Floor, race
from tests.debt.till import Till

OWED = charge("600.01", TODAY - timedelta(days=400))
DAY = timedelta(days=1)


@dataclass
class Settling:
    """Somebody with £600.01 charged off; 30 percent less in up to 3 parts."""

    floor: Floor
    maria: VerifiedDebtor
    till: Till = field(init=False)

    def __post_init__(self) -> None:
        self.till = Till(self.floor, self.maria)

    def offer(self, parts: int | None = None) -> SettlementOffer:
        with self.floor.database.begin() as tx:
            service = self.floor.debt.settlements
            offer = service.in_parts(tx, self.maria, CARD.id, parts)
        assert offer is not None
        return offer

    def accept(self, offer: SettlementOffer, key: str = "yes") -> Agreement:
        with self.floor.database.begin() as tx:
            return self.floor.debt.agreements.accept(tx, self.maria, offer.id, key)

    def pay(self, amount: str, number: int) -> None:
        """A part paid by card; ``number`` counts the checkouts."""
        self.maria = self.till.maria = self.floor.verified()
        self.till.start(amount, key=f"pay{number}")
        self.till.hears(f"e{number}", f"co_{number}", "paid")

    def status(self) -> AgreementStatus | None:
        with self.floor.database.read() as tx:
            return self.floor.debt.agreements.current(tx, self.maria, CARD.id)

    def state(self, agreement: Agreement) -> AgreementState:
        with self.floor.database.read() as tx:
            return settlements.agreement_with_id(tx, agreement.id).state

    def review(self) -> None:
        """As the scheduler does."""
        with self.floor.database.begin() as tx:
            for account_id in self.floor.debt.agreements.under_way(tx):
                self.floor.debt.agreements.review(tx, account_id)


@pytest.fixture
def settling(floor: Floor) -> Settling:
    floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=200)))
    return Settling(floor, floor.verified())


def test_an_offer_in_parts_adds_up_and_says_when(settling: Settling) -> None:
    offer = settling.offer()

    assert offer.schedule is not None
    assert offer.amount + offer.saves == gbp("600.01")
    assert offer.percent_off == 30
    assert [(each.due, each.amount) for each in offer.schedule.instalments] == [
        (date(2026, 11, 30), gbp("140.00")),
        (date(2026, 12, 30), gbp("140.00")),
        (date(2027, 2, 1), gbp("140.01")),
    ]
    assert offer.expires_on == TODAY + timedelta(days=45)
    assert offer.remaining == gbp("0.00")


def test_asking_again_moves_the_parts_but_not_the_last_day(settling: Settling) -> None:
    first = settling.offer()
    assert settling.offer() == first

    settling.floor.clock.advance(timedelta(days=10))
    settling.maria = settling.floor.verified()
    later = settling.offer()

    assert later.schedule != first.schedule
    assert later.expires_on == first.expires_on


@pytest.mark.parametrize("parts", [0, 1, 4])
def test_too_many_parts_are_for_a_person(settling: Settling, parts: int) -> None:
    with pytest.raises(PlanNotAllowed) as refusal:
        settling.offer(parts)

    assert refusal.value.referable


def test_the_rest_is_written_off_with_the_last_part(settling: Settling) -> None:
    agreement = settling.accept(settling.offer())

    settling.pay("140.00", 1)
    settling.pay("140.00", 2)
    assert settling.floor.balance() == gbp("320.01")
    status = settling.status()
    assert status is not None
    assert status.left == gbp("140.01")
    settling.pay("140.01", 3)

    assert settling.floor.balance() == gbp("0.00")
    assert settling.state(agreement) is AgreementState.COMPLETED
    assert [
        each.amount
        for each in settling.floor.entries()
        if each.kind is EntryKind.WRITE_OFF
    ] == [gbp("-180.00")]


def test_a_part_may_be_as_late_as_its_grace(settling: Settling) -> None:
    agreement = settling.accept(settling.offer(2))

    settling.floor.clock.advance(timedelta(days=14))
    settling.pay("210.00", 1)
    settling.review()

    assert settling.state(agreement) is AgreementState.ACTIVE


def test_a_part_that_is_too_late_lapses_it_and_stays_credited(
    settling: Settling,
) -> None:
    agreement = settling.accept(settling.offer(2))

    settling.floor.clock.advance(timedelta(days=15))
    settling.pay("420.01", 1)

    assert settling.state(agreement) is AgreementState.LAPSED
    assert settling.floor.balance() == gbp("180.00")


def test_time_alone_lapses_it_and_costs_nothing(settling: Settling) -> None:
    agreement = settling.accept(settling.offer())

    settling.floor.clock.advance(timedelta(days=15))
    status = settling.status()
    assert status is not None
    assert status.agreement.state is AgreementState.LAPSED
    settling.review()

    assert settling.state(agreement) is AgreementState.LAPSED
    assert settling.floor.balance() == gbp("600.01")


def test_a_part_that_comes_back_takes_the_write_off_back(settling: Settling) -> None:
    agreement = settling.accept(settling.offer(2))
    settling.pay("210.00", 1)
    settling.pay("210.01", 2)
    assert settling.floor.balance() == gbp("0.00")

    settling.till.hears("back", "co_2", "refunded")
    assert settling.floor.balance() == gbp("390.01")
    assert settling.state(agreement) is AgreementState.ACTIVE

    settling.pay("210.01", 3)
    assert settling.floor.balance() == gbp("0.00")
    assert settling.state(agreement) is AgreementState.COMPLETED


def test_a_part_that_comes_back_too_late_leaves_the_balance_owed(
    settling: Settling,
) -> None:
    agreement = settling.accept(settling.offer(2))
    settling.pay("210.00", 1)
    settling.pay("210.01", 2)

    settling.floor.clock.advance(timedelta(days=90))
    settling.till.hears("back", "co_2", "disputed")

    assert settling.floor.balance() == gbp("390.01")
    assert settling.state(agreement) is AgreementState.LAPSED


def test_paying_everything_completes_it_too(settling: Settling) -> None:
    agreement = settling.accept(settling.offer())

    settling.pay("600.01", 1)

    assert settling.state(agreement) is AgreementState.COMPLETED
    assert settling.floor.balance() == gbp("0.00")


def test_a_repeated_yes_is_one_agreement(settling: Settling) -> None:
    offer = settling.offer()

    first = settling.accept(offer)

    assert settling.accept(offer) == first
    assert settling.accept(offer, key="again") == first


def test_yeses_that_race_make_one_agreement(settling: Settling) -> None:
    offers = [settling.offer(2), settling.offer(3)]

    got = race(6, lambda number: settling.accept(offers[number % 2], f"k{number}"))

    agreed = {each.id for each in got if isinstance(each, Agreement)}
    refused = [each for each in got if isinstance(each, PlanNotAllowed)]
    assert (len(agreed), len(refused)) == (1, 3)


def test_an_offer_ends_with_its_date_or_another_balance(settling: Settling) -> None:
    offer = settling.offer()
    settling.pay("10.00", 1)
    with pytest.raises(OfferExpired):
        settling.accept(offer)

    fresh = settling.offer()
    settling.floor.clock.advance(timedelta(days=8))
    settling.maria = settling.floor.verified()
    with pytest.raises(OfferExpired):
        settling.accept(fresh, key="late")


def test_one_payment_is_not_agreed_in_parts(settling: Settling) -> None:
    with settling.floor.database.begin() as tx:
        service = settling.floor.debt.settlements
        lump = service.standing(tx, settling.maria, CARD.id)

    assert lump is not None
    with pytest.raises(OfferExpired):
        settling.accept(lump)


def test_a_plan_and_a_settlement_exclude_each_other(settling: Settling) -> None:
    offer = settling.offer()
    plans = settling.floor.debt.plans
    with settling.floor.database.begin() as tx:
        earlier = plans.offers(tx, settling.maria, CARD.id)[0]
    agreement = settling.accept(offer)
    with settling.floor.database.begin() as tx:
        with pytest.raises(PlanNotAllowed):
            plans.accept(tx, settling.maria, earlier.id, "earlier")
        with pytest.raises(PlanNotAllowed) as refusal:
            plans.offers(tx, settling.maria, CARD.id)
        assert refusal.value.reason is PlanRefusal.ALREADY_ACTIVE
        assert (
            settling.floor.debt.settlements.standing(tx, settling.maria, CARD.id)
            is None
        )
        settling.floor.debt.agreements.cancel(tx, settling.maria, CARD.id, "no")
        plan_offer = plans.offers(tx, settling.maria, CARD.id)[0]
        plans.accept(tx, settling.maria, plan_offer.id, "plan")

    assert settling.state(agreement) is AgreementState.CANCELLED
    with pytest.raises(PlanNotAllowed):
        settling.accept(settling.offer(2), key="both")


def test_nothing_is_agreed_while_collecting_is_paused(settling: Settling) -> None:
    offer = settling.offer()
    with settling.floor.database.begin() as tx:
        settling.floor.debt.rights.set_block(
            tx, settling.maria, BlockKind.HOLD, None, "", "b", CHAT
        )

    with pytest.raises(Blocked):
        settling.accept(offer)
