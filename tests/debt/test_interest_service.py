"""Interest is booked once, for days that bear any, whenever the job comes by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from debt.account import Account
from debt.allocation import Owed
from debt.interest import InterestPeriod, InterestTerms
from debt.ledger import Entry, EntryKind, reverse
from debt.money import Money
from debt.rights import BlockKind
from debt.store import ledger
from tests.debt.builders import TODAY, account, booking, charge, debtor, gbp, payment
from tests.debt.floor import CHAT, Floor, race

DAY = timedelta(days=1)
# 1,000.00 at this rate bears 1.001 a day: the tenth of a penny has to be carried.
TERMS = InterestTerms(Decimal("36.5365"), TODAY)
CARD = account(interest=TERMS)
LENT = charge("1000.00", TODAY - 100 * DAY)
NOTHING = gbp("0.00")


@pytest.fixture
def lent(floor: Floor) -> Floor:
    floor.has(LENT, account=CARD)
    return floor


def accrue(floor: Floor) -> None:
    with floor.database.begin() as tx:
        assert floor.debt.interest.accrue_due(tx) is None


def interest(floor: Floor, owner: Account = CARD) -> list[Entry]:
    entries = floor.entries(owner)
    return [each for each in entries if each.kind is EntryKind.INTEREST]


def total(floor: Floor) -> Money:
    with floor.database.read() as tx:
        return ledger.owed_of(tx, CARD).interest


def test_a_day_is_booked_when_it_is_over(lent: Floor) -> None:
    accrue(lent)
    assert interest(lent) == []

    lent.clock.advance(DAY)
    accrue(lent)

    (booked,) = interest(lent)
    assert booked.amount == gbp("1.00")
    assert booked.booking.booked_on == TODAY
    assert booked.owed.interest == gbp("1.00")


def test_running_again_books_nothing_more(lent: Floor) -> None:
    lent.clock.advance(DAY)

    for _ in range(3):
        accrue(lent)

    assert total(lent) == gbp("1.00")


def test_catching_up_comes_to_the_same_as_every_day(lent: Floor) -> None:
    john = debtor(id="john", contacts=())
    other = replace(CARD, id="loan", reference="L-1", debtor_id="john")
    for _ in range(25):
        lent.clock.advance(DAY)
        accrue(lent)

    lent.also(john, other, charge("1000.00", TODAY - 100 * DAY, owner="loan"))
    accrue(lent)

    assert lent.balance() == lent.balance(other) == gbp("1025.02")
    assert (len(interest(lent)), len(interest(lent, other))) == (25, 1)


def test_by_the_month_there_is_one_entry_for_each(floor: Floor) -> None:
    monthly = replace(TERMS, period=InterestPeriod.MONTH)
    floor.has(LENT, account=account(interest=monthly))

    for _ in range(80):
        floor.clock.advance(DAY)
        accrue(floor)

    booked = interest(floor)
    assert [each.booking.booked_on for each in booked] == [
        date(2026, 11, 30),
        date(2026, 12, 31),
        date(2027, 1, 31),
    ]
    assert [each.amount for each in booked] == [gbp("8.01"), gbp("31.03"), gbp("31.03")]


def test_an_account_without_terms_bears_nothing(floor: Floor) -> None:
    floor.has(LENT)
    floor.clock.advance(30 * DAY)

    accrue(floor)

    assert floor.balance() == gbp("1000.00")


@pytest.mark.parametrize("everything", [True, False])
@pytest.mark.parametrize("kind", [BlockKind.HOLD, BlockKind.BREATHING_SPACE])
def test_a_pause_bears_nothing(lent: Floor, kind: BlockKind, everything: bool) -> None:
    maria = lent.verified()
    lent.clock.advance(10 * DAY)
    with lent.database.begin() as tx:
        covered = None if everything else CARD.id
        block = lent.debt.rights.set_block(tx, maria, kind, covered, "", "key", CHAT)
    lent.clock.advance(30 * DAY)
    accrue(lent)
    assert total(lent) == gbp("10.01")

    with lent.database.begin() as tx:
        lent.debt.rights.lift(tx, block.reference)
    lent.clock.advance(11 * DAY)
    accrue(lent)
    assert total(lent) == gbp("20.02")


def test_a_dispute_alone_does_not_stop_interest(lent: Floor) -> None:
    maria = lent.verified()
    with lent.database.begin() as tx:
        dispute = BlockKind.DISPUTE
        lent.debt.rights.set_block(tx, maria, dispute, CARD.id, "", "key", CHAT)
    lent.clock.advance(10 * DAY)

    accrue(lent)

    assert total(lent) == gbp("10.01")


def test_nothing_is_added_to_a_debt_that_is_being_paid_by_plan(lent: Floor) -> None:
    maria = lent.verified()
    with lent.database.begin() as tx:
        offer = lent.debt.plans.offers(tx, maria, CARD.id)[0]
        lent.debt.plans.accept(tx, maria, offer.id, "yes")
    lent.clock.advance(60 * DAY)
    accrue(lent)
    assert interest(lent) == []

    with lent.database.begin() as tx:
        lent.debt.plans.cancel(tx, maria, CARD.id, "no")
    lent.clock.advance(11 * DAY)
    accrue(lent)
    assert total(lent) == gbp("10.01")


def test_a_payment_booked_for_an_earlier_day_corrects_what_was_booked(
    lent: Floor,
) -> None:
    lent.clock.advance(10 * DAY)
    accrue(lent)
    with lent.database.begin() as tx:
        owed = Owed(NOTHING, NOTHING, gbp("1000.00"))
        paid = payment("1000.00", TODAY + 5 * DAY, owed=owed)
        ledger.record(tx, paid, lent.clock.now())

    lent.clock.advance(DAY)
    accrue(lent)

    assert [each.amount for each in interest(lent)] == [gbp("10.01"), gbp("-5.01")]


def test_interest_that_was_waived_is_not_booked_again(lent: Floor) -> None:
    lent.clock.advance(10 * DAY)
    accrue(lent)
    (booked,) = interest(lent)
    with lent.database.begin() as tx:
        waived = reverse(booked, "waived", booking(TODAY + 9 * DAY))
        ledger.record(tx, waived, lent.clock.now())

    lent.clock.advance(DAY)
    accrue(lent)

    assert total(lent) == gbp("1.00")


def test_racing_runs_book_a_day_once(lent: Floor) -> None:
    lent.clock.advance(3 * DAY)

    results = race(8, lambda _: accrue(lent))

    assert results == [None] * 8
    assert [each.amount for each in interest(lent)] == [gbp("3.00")]


def test_many_accounts_are_done_a_few_at_a_time(lent: Floor) -> None:
    for number in range(4):
        name = f"loan-{number}"
        other = replace(CARD, id=name, reference=name, debtor_id=name)
        entry = charge("1000.00", TODAY - DAY, owner=name)
        lent.also(debtor(id=name, contacts=()), other, entry)
    lent.clock.advance(DAY)

    stops, after = [], ""
    while after is not None:
        with lent.database.begin() as tx:
            after = lent.debt.interest.accrue_due(tx, after, limit=2)
        stops.append(after)

    assert stops == ["loan-0", "loan-2", None]
    assert lent.balance(replace(CARD, id="loan-3")) == gbp("1001.00")
