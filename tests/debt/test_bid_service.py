"""Bids are answered by the books: the rounds cannot be begun again or raced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from debt.bargaining import AnsweredBid, BidAnswer
from debt.errors import Blocked, IdempotencyConflict, OfferExpired
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payment import Purpose
from debt.rights import BlockKind
from debt.settlement import OfferKind, SettlementOffer
from debt.store.tables import SettlementBidRow
from tests.debt.builders import CARD, TODAY, account, charge, gbp
from tests.debt.floor import CHAT, Floor, race

OWED = charge("600.00", TODAY - timedelta(days=400))


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    """Somebody with £600.00 charged off: 40 percent off, and up to 60 in bargaining."""
    floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=200)))
    return floor.verified()


def bid(
    floor: Floor, maria: VerifiedDebtor, amount: str, key: str | None = None
) -> AnsweredBid:
    with floor.database.begin() as tx:
        return floor.debt.settlements.bid(
            tx, maria, CARD.id, gbp(amount), key or f"{amount}:{floor.clock.now()}"
        )


def standing(floor: Floor, maria: VerifiedDebtor) -> SettlementOffer | None:
    with floor.database.begin() as tx:
        return floor.debt.settlements.standing(tx, maria, CARD.id)


def amount_of(answered: AnsweredBid) -> Money:
    assert answered.offer is not None
    return answered.offer.amount


def test_an_accepted_bid_stands_and_can_be_paid(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    answered = bid(floor, maria, "300.00")

    assert answered.answer is BidAnswer.ACCEPTED
    assert answered.offer is not None
    assert (answered.offer.percent_off, answered.offer.saves) == (50, gbp("300.00"))
    assert answered.offer.expires_on == TODAY + timedelta(days=45)
    assert standing(floor, maria) == answered.offer
    floor.debt.payments.start(
        maria, CARD.id, gbp("300.00"), "pay", purpose=Purpose.SETTLEMENT
    )


def test_a_bid_above_the_standing_offer_is_told_of_it(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    answered = bid(floor, maria, "400.00")

    assert answered.answer is BidAnswer.STANDING_IS_BETTER
    assert answered.offer == standing(floor, maria)
    assert amount_of(answered) == gbp("360.00")


def test_three_counters_come_down_and_then_a_person_is_asked(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    answers = [bid(floor, maria, "100.00", key=f"k{n}") for n in range(5)]

    assert [each.answer for each in answers] == [BidAnswer.COUNTER] * 3 + [
        BidAnswer.REFERRED
    ] * 2
    assert [amount_of(each) for each in answers] == [
        gbp("330.00"),
        gbp("300.00"),
        gbp("270.00"),
        gbp("270.00"),
        gbp("270.00"),
    ]


def test_a_counter_stands_like_any_offer(floor: Floor, maria: VerifiedDebtor) -> None:
    countered = bid(floor, maria, "100.00")

    assert standing(floor, maria) == countered.offer
    assert bid(floor, maria, "340.00").answer is BidAnswer.STANDING_IS_BETTER
    assert bid(floor, maria, "330.00") == AnsweredBid(
        BidAnswer.ACCEPTED, countered.offer
    )


def test_nobody_can_feel_for_the_floor(floor: Floor, maria: VerifiedDebtor) -> None:
    """After the counters one bid is heard; then not even a fair one is."""
    for number in range(4):
        bid(floor, maria, "100.00", key=f"k{number}")

    assert bid(floor, maria, "260.00").answer is BidAnswer.REFERRED


def test_what_was_accepted_cannot_be_bid_down(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    accepted = bid(floor, maria, "300.00")

    again = bid(floor, maria, "250.00")

    assert again == AnsweredBid(BidAnswer.REFERRED, accepted.offer)


def test_the_same_key_is_one_bid(floor: Floor, maria: VerifiedDebtor) -> None:
    first = bid(floor, maria, "100.00", key="k")

    assert bid(floor, maria, "100.00", key="k") == first
    assert amount_of(bid(floor, maria, "100.00", key="k2")) == gbp("300.00")
    with pytest.raises(IdempotencyConflict):
        bid(floor, maria, "110.00", key="k")


def test_neither_time_nor_another_balance_begins_the_rounds_again(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    for number in range(3):
        bid(floor, maria, "100.00", key=f"k{number}")

    floor.clock.advance(timedelta(days=400))
    later = bid(floor, floor.verified(), "100.00", key="later")

    assert later.answer is BidAnswer.REFERRED
    assert amount_of(later) == gbp("360.00")


def test_bids_that_race_get_one_round_each(floor: Floor, maria: VerifiedDebtor) -> None:
    answers = race(8, lambda number: bid(floor, maria, "100.00", key=f"k{number}"))

    got = [each.answer for each in answers if isinstance(each, AnsweredBid)]
    assert sorted(got) == [BidAnswer.COUNTER] * 3 + [BidAnswer.REFERRED] * 5
    with floor.database.read() as tx:
        numbers = tx.scalars(select(SettlementBidRow.number)).all()
    assert sorted(numbers) == list(range(1, 9))


def test_an_offer_that_was_told_holds_when_the_policy_gets_harder(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    told = bid(floor, maria, "100.00")

    floor.clock.advance(timedelta(days=45))
    assert standing(floor, floor.verified()) == told.offer

    floor.clock.advance(timedelta(days=1))
    fresh = standing(floor, floor.verified())
    assert fresh is not None
    assert (fresh.kind, fresh.amount) == (OfferKind.STANDING, gbp("360.00"))


def test_where_no_offer_may_be_made_a_bid_is_referred(floor: Floor) -> None:
    floor.has(OWED, account=account(litigation_on=TODAY))

    answered = bid(floor, floor.verified(), "599.00")

    assert answered == AnsweredBid(BidAnswer.REFERRED, None)


def test_nothing_is_bargained_while_collecting_is_paused(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        floor.debt.rights.set_block(tx, maria, BlockKind.DISPUTE, None, "", "b", CHAT)

    with pytest.raises(Blocked):
        bid(floor, maria, "300.00")


def test_a_cheaper_amount_than_what_stands_cannot_be_paid_as_a_settlement(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    bid(floor, maria, "100.00")

    with pytest.raises(OfferExpired):
        floor.debt.payments.start(
            maria, CARD.id, gbp("240.00"), "pay", purpose=Purpose.SETTLEMENT
        )
