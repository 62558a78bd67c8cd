"""A hold stops collecting until its review day, and then somebody follows up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from debt.errors import Blocked, HoldNotAllowed, HoldRefusal, UnknownAccount
from debt.hold import Hold, beginning_of
from debt.identity import VerifiedDebtor
from debt.plan_log import Actor
from debt.policy import DEFAULT_POLICY, Policy
from debt.policy.resolution import Change, Rule
from debt.rights import BlockKind
from tests.debt.builders import CARD, TODAY, charge
from tests.debt.floor import CHAT, Floor, race

DAY = timedelta(days=1)
REVIEW = TODAY + 30 * DAY


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(charge("600.00", TODAY - timedelta(days=30)))
    return floor.verified()


def accept(floor: Floor, maria: VerifiedDebtor, key: str = "yes") -> Hold:
    with floor.database.begin() as tx:
        return floor.debt.holds.accept(tx, maria, CARD.id, key)


def extend(floor: Floor, maria: VerifiedDebtor, key: str = "more") -> Hold:
    with floor.database.begin() as tx:
        return floor.debt.holds.extend(tx, maria, CARD.id, key)


def refusal(floor: Floor, maria: VerifiedDebtor) -> HoldNotAllowed:
    with floor.database.read() as tx, pytest.raises(HoldNotAllowed) as refused:
        floor.debt.holds.offer(tx, maria, CARD.id)
    return refused.value


def is_open(floor: Floor, maria: VerifiedDebtor) -> bool:
    with floor.database.read() as tx:
        try:
            floor.debt.payments.check_open(tx, maria, CARD.id)
        except Blocked:
            return False
    return True


def waiting(floor: Floor) -> list[Hold]:
    with floor.database.read() as tx:
        return floor.debt.holds.to_follow_up(tx)


def test_an_offer_stops_nothing(floor: Floor, maria: VerifiedDebtor) -> None:
    with floor.database.read() as tx:
        offer = floor.debt.holds.offer(tx, maria, CARD.id)

    assert (offer.days, offer.review_on) == (30, REVIEW)
    assert is_open(floor, maria)


def test_a_hold_stops_collecting_and_ends_by_itself(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    hold = accept(floor, maria)
    during = is_open(floor, maria)
    floor.clock.set(beginning_of(REVIEW, maria.zone) - DAY / 24)
    at_the_end = is_open(floor, maria), waiting(floor)
    floor.clock.set(hold.review_at)

    assert not during
    assert at_the_end == (False, [])
    assert is_open(floor, maria)
    assert waiting(floor) == [hold]


def test_a_repeated_yes_gives_the_same_hold(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    assert accept(floor, maria) == accept(floor, maria)


def test_racing_yeses_make_one_hold(floor: Floor, maria: VerifiedDebtor) -> None:
    results = race(4, lambda n: accept(floor, maria, f"k{n}"))

    assert sum(isinstance(each, Hold) for each in results) == 1
    with floor.database.read() as tx:
        assert len(floor.debt.rights.blocks(tx, maria.id)) == 1


def test_a_hold_is_extended_once(floor: Floor, maria: VerifiedDebtor) -> None:
    accept(floor, maria)
    longer = extend(floor, maria)

    with pytest.raises(HoldNotAllowed) as refused:
        extend(floor, maria, "even more")

    assert longer.review_on == REVIEW + 30 * DAY
    assert extend(floor, maria) == longer
    assert refused.value.reason is HoldRefusal.EXTENSIONS_USED
    assert refused.value.referable
    floor.clock.set(beginning_of(REVIEW, maria.zone))
    assert not is_open(floor, maria)
    with floor.database.read() as tx:
        assert floor.debt.holds.current(tx, maria, CARD.id) == longer


def test_what_is_not_running_cannot_be_extended(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with pytest.raises(HoldNotAllowed) as never:
        extend(floor, maria)
    accept(floor, maria)
    floor.clock.advance(31 * DAY)
    with pytest.raises(HoldNotAllowed) as over:
        extend(floor, maria)

    assert never.value.reason is over.value.reason is HoldRefusal.NOT_ON_HOLD


def test_one_hold_at_a_time_and_the_next_not_too_soon(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    accept(floor, maria)
    running = refusal(floor, maria)
    floor.clock.advance(30 * DAY)
    soon = refusal(floor, maria)
    floor.clock.advance(30 * DAY)

    assert (running.reason, running.day) == (HoldRefusal.ON_HOLD, REVIEW)
    assert (soon.reason, soon.day) == (HoldRefusal.TOO_SOON, REVIEW + 30 * DAY)
    assert soon.referable
    assert accept(floor, maria, "again").review_on == REVIEW + 60 * DAY


def test_a_hold_that_a_person_lifts_is_over(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    hold = accept(floor, maria)
    floor.clock.advance(DAY)
    with floor.database.begin() as tx:
        floor.debt.rights.lift(tx, hold.block_reference)

        assert floor.debt.holds.current(tx, maria, CARD.id) is None
    assert refusal(floor, maria).day == TODAY + 31 * DAY


def test_a_hold_without_an_end_from_the_desk_is_a_hold(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        floor.debt.rights.set_block(tx, maria, BlockKind.HOLD, CARD.id, "", "k", CHAT)

    assert refusal(floor, maria).reason is HoldRefusal.ON_HOLD


def test_no_hold_where_nothing_is_owed_or_the_operator_gives_none(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    none = Rule((Change("hold.days", 0),))
    books = replace(
        floor.debt.holds.books, policy=Policy((*DEFAULT_POLICY.rules, none))
    )
    strict = replace(floor.debt.holds, books=books)

    with floor.database.read() as tx, pytest.raises(HoldNotAllowed) as refused:
        strict.offer(tx, maria, CARD.id)
    assert refused.value.reason is HoldRefusal.NOT_OFFERED
    with floor.database.read() as tx, pytest.raises(UnknownAccount):
        floor.debt.holds.offer(tx, maria, "loan")


def test_nothing_to_hold_where_nothing_is_owed(floor: Floor) -> None:
    floor.has()

    assert refusal(floor, floor.verified()).reason is HoldRefusal.NOTHING_OWED


def test_who_followed_up_first_stays_on_record(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    hold = accept(floor, maria)
    floor.clock.advance(31 * DAY)
    with floor.database.begin() as tx:
        first = floor.debt.holds.follow_up(tx, hold.id, Actor.PERSON)
        floor.clock.advance(DAY)
        again = floor.debt.holds.follow_up(tx, hold.id, Actor.SYSTEM)

    assert first == again
    assert first.followed_up_at is not None
    assert waiting(floor) == []


def test_a_day_begins_where_the_person_lives() -> None:
    summer = date(2026, 7, 1)

    assert beginning_of(summer, "America/New_York").hour == 4
    assert beginning_of(summer, "UTC").hour == 0
