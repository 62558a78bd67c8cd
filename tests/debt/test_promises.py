"""A promise is kept or broken by what was paid by its day, and by nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    PromiseNotAllowed,
    PromiseRefusal,
)
from debt.identity import VerifiedDebtor
from debt.ledger import reverse
from debt.promise import Promise, PromiseState
from debt.rights import BlockKind
from debt.store import ledger
from tests.debt.builders import CARD, TODAY, booking, charge, gbp, payment
from tests.debt.floor import CHAT, Floor, race

DAY = timedelta(days=1)
# A Friday: the money is in time until the Monday after.
FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(charge("600.00", TODAY - timedelta(days=30)))
    return floor.verified()


def make(
    floor: Floor,
    maria: VerifiedDebtor,
    due: date = FRIDAY,
    amount: str = "60.00",
    key: str = "k",
) -> Promise:
    with floor.database.begin() as tx:
        return floor.debt.promises.make(tx, maria, CARD.id, gbp(amount), due, key)


def pay(floor: Floor, amount: str) -> None:
    now = floor.clock.now()
    paid = payment(amount, now.date(), occurred_at=now)
    with floor.database.begin() as tx:
        ledger.record(tx, paid, now)


def review(floor: Floor) -> list[PromiseState]:
    with floor.database.begin() as tx:
        due = floor.debt.promises.due(tx)
        return [floor.debt.promises.review(tx, each).state for each in due]


def go_to(floor: Floor, day: date) -> None:
    floor.clock.advance(day - floor.clock.today())


def block(floor: Floor, maria: VerifiedDebtor) -> str:
    with floor.database.begin() as tx:
        return floor.debt.rights.set_block(
            tx, maria, BlockKind.CEASE, None, "", "b", CHAT
        ).reference


def test_a_promise_is_taken_down_once(floor: Floor, maria: VerifiedDebtor) -> None:
    promise = make(floor, maria)

    assert make(floor, maria) == promise
    assert promise.judged_after == MONDAY
    with floor.database.read() as tx:
        assert floor.debt.promises.current(tx, maria, CARD.id) == promise
        assert floor.debt.promises.due(tx) == []


def test_a_promise_is_open_until_its_time_is_up(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    make(floor, maria)
    go_to(floor, MONDAY)
    in_time = review(floor)
    go_to(floor, MONDAY + DAY)

    assert in_time in ([], [PromiseState.OPEN])
    assert review(floor) == [PromiseState.BROKEN]
    assert review(floor) == []


@pytest.mark.parametrize(
    ("paid_on", "state"),
    [
        (FRIDAY, PromiseState.KEPT),
        (MONDAY, PromiseState.KEPT),
        (MONDAY + DAY, PromiseState.BROKEN),
    ],
)
def test_only_money_in_time_keeps_a_promise(
    floor: Floor, maria: VerifiedDebtor, paid_on: date, state: PromiseState
) -> None:
    make(floor, maria)
    pay_on = {TODAY: "20.00", paid_on: "40.00"}
    for day, amount in pay_on.items():
        go_to(floor, day)
        pay(floor, amount)
    go_to(floor, MONDAY + DAY)

    assert review(floor) == [state]


def test_money_that_came_back_keeps_nothing(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    make(floor, maria)
    pay(floor, "60.00")
    paid = floor.entries()[-1]
    with floor.database.begin() as tx:
        ledger.record(tx, reverse(paid, "back", booking(TODAY)), floor.clock.now())
    go_to(floor, MONDAY + DAY)

    assert review(floor) == [PromiseState.BROKEN]


def test_what_was_kept_makes_room_for_the_next(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    first = make(floor, maria)
    pay(floor, "60.00")
    floor.clock.advance(timedelta(minutes=1))

    second = make(floor, maria, key="next")

    with floor.database.read() as tx:
        assert floor.debt.promises.current(tx, maria, CARD.id) == second
    with floor.database.begin() as tx:
        assert floor.debt.promises.review(tx, first.id).state is PromiseState.KEPT


@pytest.mark.parametrize(
    ("due", "reason", "day"),
    [
        (TODAY - DAY, PromiseRefusal.IN_THE_PAST, TODAY),
        (TODAY + 15 * DAY, PromiseRefusal.TOO_FAR, TODAY + 14 * DAY),
    ],
)
def test_a_day_that_is_not_allowed_says_which_would_be(
    floor: Floor,
    maria: VerifiedDebtor,
    due: date,
    reason: PromiseRefusal,
    day: date,
) -> None:
    with pytest.raises(PromiseNotAllowed) as refused:
        make(floor, maria, due)

    assert (refused.value.reason, refused.value.day) == (reason, day)


def test_nobody_promises_more_than_they_owe_or_next_to_nothing(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with pytest.raises(AmountTooLarge) as large:
        make(floor, maria, amount="600.01")
    with pytest.raises(AmountTooSmall) as small:
        make(floor, maria, amount="0.99")

    assert (large.value.limit, small.value.limit) == (gbp("600.00"), gbp("1.00"))


def test_one_promise_at_a_time_unless_it_is_withdrawn(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    make(floor, maria)
    with pytest.raises(PromiseNotAllowed) as refused:
        make(floor, maria, MONDAY, key="other")
    with floor.database.begin() as tx:
        released = floor.debt.promises.withdraw(tx, maria, CARD.id, "w")
        assert floor.debt.promises.withdraw(tx, maria, CARD.id, "w") == released

    assert refused.value.reason is PromiseRefusal.ALREADY_OPEN
    assert refused.value.day == FRIDAY
    assert released.state is PromiseState.RELEASED
    assert make(floor, maria, MONDAY, key="third").due == MONDAY


def test_there_is_nothing_to_withdraw_without_a_promise(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx, pytest.raises(PromiseNotAllowed) as refused:
        floor.debt.promises.withdraw(tx, maria, CARD.id, "w")

    assert refused.value.reason is PromiseRefusal.NONE_OPEN


def test_a_block_in_its_time_releases_from_a_promise(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    make(floor, maria)
    reference = block(floor, maria)
    with floor.database.begin() as tx:
        floor.debt.rights.lift(tx, reference)
    go_to(floor, MONDAY + DAY)

    assert review(floor) == [PromiseState.RELEASED]


def test_no_promise_is_broken_or_taken_while_a_block_stands(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    make(floor, maria)
    go_to(floor, MONDAY + DAY)
    block(floor, maria)

    assert review(floor) == [PromiseState.OPEN]
    with pytest.raises(Blocked):
        make(floor, maria, MONDAY + DAY, key="other")


def test_racing_promises_leave_one_open(floor: Floor, maria: VerifiedDebtor) -> None:
    results = race(4, lambda n: make(floor, maria, key=f"k{n}"))

    assert sum(isinstance(each, Promise) for each in results) == 1
    refused = [each for each in results if isinstance(each, PromiseNotAllowed)]
    assert len(refused) == 3
