"""What was missed is found day by day, the same however late somebody looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from debt.identity import VerifiedDebtor
from debt.ledger import EntryKind, reverse
from debt.plan import Plan, PlanState
from debt.plan_log import Actor, PlanEvent, PlanEventKind, replay
from debt.policy import DEFAULT_POLICY, Policy
from debt.policy.resolution import Change, Rule
from debt.rights import BlockKind
from debt.schedule import Frequency
from debt.store import ledger, plans
from debt.store.tables import PlanEventRow
from tests.databases import Renew
from tests.debt.builders import (
    CARD,
    TODAY,
    account,
    booking,
    charge,
    debtor,
    gbp,
    payment,
)
from tests.debt.card_server import CardServer
from tests.debt.floor import CHAT, Floor, build_floor, race

DAY = timedelta(days=1)
# Six instalments of £100.00; the first three are due on these days.
DUE = (date(2026, 11, 30), date(2026, 12, 30), date(2027, 2, 1))
MISSED = tuple(day + 8 * DAY for day in DUE)
AT_RISK = MISSED[1]
BROKEN = AT_RISK + 15 * DAY


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(charge("600.00", TODAY - timedelta(days=30)))
    maria = floor.verified()
    agree(floor, maria)
    return maria


def agree(
    floor: Floor, maria: VerifiedDebtor, frequency: Frequency = Frequency.MONTHLY
) -> Plan:
    with floor.database.begin() as tx:
        offer = floor.debt.plans.propose(
            tx, maria, CARD.id, count=6, frequency=frequency
        )
        return floor.debt.plans.accept(tx, maria, offer.id, f"yes-{offer.id}")


def go_to(floor: Floor, day: date) -> None:
    floor.clock.advance(day - floor.clock.today())


def review(floor: Floor) -> None:
    """What the scheduler does."""
    with floor.database.begin() as tx:
        for plan_id in floor.debt.plan_reviews.due(tx):
            floor.debt.plan_reviews.review(tx, plan_id)


def latest(floor: Floor) -> Plan:
    with floor.database.read() as tx:
        plan = plans.latest_plan(tx, CARD.id)
    assert plan is not None
    return plan


def log(floor: Floor, maria: VerifiedDebtor) -> tuple[PlanEvent, ...]:
    plan = latest(floor)
    with floor.database.read() as tx:
        events = floor.debt.plans.history(tx, maria, plan.id)
    assert replay(events) is plan.state
    return events


def story(floor: Floor, maria: VerifiedDebtor) -> list[tuple[str, date]]:
    """What happened after the agreement, and on which of Maria's days."""
    return [(each.kind.value, each.on) for each in log(floor, maria)[1:]]


def pay(floor: Floor, amount: str, key: str = "") -> None:
    now = floor.clock.now()
    paid = payment(amount, now.date(), occurred_at=now)
    paid = replace(paid, id=key or paid.id)
    with floor.database.begin() as tx:
        ledger.record(tx, paid, now)
        floor.debt.plan_reviews.follow_payment(tx, CARD)


def take_back(floor: Floor, key: str) -> None:
    """Let a payment come back."""
    (paid,) = [each for each in floor.entries() if each.id == key]
    now = floor.clock.now()
    with floor.database.begin() as tx:
        back = reverse(paid, f"back-{key}", booking(now.date(), occurred_at=now))
        ledger.record(tx, back, now)
        floor.debt.plan_reviews.follow_payment(tx, CARD)


def block(floor: Floor, maria: VerifiedDebtor, key: str = "b") -> str:
    kind = BlockKind.BREATHING_SPACE
    with floor.database.begin() as tx:
        return floor.debt.rights.set_block(
            tx, maria, kind, None, "", key, CHAT
        ).reference


def lift(floor: Floor, reference: str) -> None:
    with floor.database.begin() as tx:
        floor.debt.rights.lift(tx, reference)


def test_two_missed_put_a_plan_at_risk_and_no_answer_breaks_it(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    go_to(floor, BROKEN - DAY)
    review(floor)
    at_risk = latest(floor)
    floor.clock.advance(DAY)
    review(floor)

    assert (at_risk.state, at_risk.notice_on) == (PlanState.AT_RISK, AT_RISK)
    assert latest(floor).state is PlanState.BROKEN
    assert story(floor, maria) == [
        ("missed", MISSED[0]),
        ("missed", MISSED[1]),
        ("at_risk", AT_RISK),
        ("broken", BROKEN),
    ]
    assert {each.actor for each in log(floor, maria)[1:]} == {Actor.SYSTEM}


def test_what_was_paid_stays_paid_when_a_plan_is_broken(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    pay(floor, "60.00")
    go_to(floor, BROKEN)
    review(floor)

    assert latest(floor).state is PlanState.BROKEN
    assert floor.balance() == gbp("540.00")
    with floor.database.read() as tx:
        assert floor.debt.plans.current(tx, maria, CARD.id) is None
    assert agree(floor, maria).schedule.total == gbp("540.00")


def test_one_missed_instalment_is_no_risk(floor: Floor, maria: VerifiedDebtor) -> None:
    go_to(floor, MISSED[1] - DAY)
    review(floor)

    assert story(floor, maria) == [("missed", MISSED[0])]
    assert latest(floor).state is PlanState.ACTIVE


def test_a_payment_that_catches_up_ends_the_risk(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    go_to(floor, AT_RISK + DAY)
    review(floor)
    pay(floor, "150.00")
    short = latest(floor)
    pay(floor, "50.00")

    assert short.state is PlanState.AT_RISK
    assert (latest(floor).state, latest(floor).notice_on) == (PlanState.ACTIVE, None)
    assert story(floor, maria)[-1] == ("caught_up", AT_RISK + DAY)


def test_a_payment_after_a_silence_counts_from_its_own_day(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    go_to(floor, AT_RISK + DAY)
    pay(floor, "200.00")

    assert story(floor, maria)[-2:] == [
        ("at_risk", AT_RISK),
        ("caught_up", AT_RISK + DAY),
    ]


def test_reviewing_again_changes_nothing(floor: Floor, maria: VerifiedDebtor) -> None:
    go_to(floor, AT_RISK)
    review(floor)
    before = log(floor, maria)
    with floor.database.begin() as tx:
        assert floor.debt.plan_reviews.due(tx) == []
        floor.debt.plan_reviews.review(tx, latest(floor).id)

    assert log(floor, maria) == before


def test_racing_reviews_find_each_thing_once(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    go_to(floor, BROKEN)

    race(4, lambda _: review(floor))

    kinds = [each.kind for each in log(floor, maria)]
    assert kinds.count(PlanEventKind.MISSED) == 2
    assert kinds[-1] is PlanEventKind.BROKEN


def test_a_review_racing_with_a_payment_leaves_a_log_that_can_have_been(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    go_to(floor, BROKEN - DAY)
    review(floor)

    race(2, lambda n: pay(floor, "200.00") if n else review(floor))

    assert story(floor, maria)[-1] == ("caught_up", BROKEN - DAY)
    assert latest(floor).state is PlanState.ACTIVE


def test_nothing_is_missed_or_broken_while_a_block_stands(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    go_to(floor, DUE[0] + 3 * DAY)
    reference = block(floor, maria)
    go_to(floor, date(2027, 6, 1))
    review(floor)
    meanwhile = story(floor, maria)
    lift(floor, reference)
    floor.clock.advance(5 * DAY)
    review(floor)
    before = story(floor, maria)
    floor.clock.advance(DAY)
    review(floor)

    # Two days of the first grace had passed; the others have theirs after the block.
    assert meanwhile == before == []
    assert story(floor, maria) == [("missed", date(2027, 6, 7))]
    floor.clock.advance(2 * DAY)
    review(floor)
    assert latest(floor).notice_on == date(2027, 6, 9)


def test_the_notice_runs_on_after_a_block(floor: Floor, maria: VerifiedDebtor) -> None:
    go_to(floor, AT_RISK)
    review(floor)
    floor.clock.advance(DAY)
    reference = block(floor, maria)
    floor.clock.advance(9 * DAY)
    lift(floor, reference)
    go_to(floor, BROKEN + 9 * DAY)
    review(floor)
    warned = latest(floor).state
    floor.clock.advance(DAY)
    review(floor)

    assert warned is PlanState.AT_RISK
    assert story(floor, maria)[-1] == ("broken", BROKEN + 10 * DAY)


def test_a_paid_plan_whose_payment_comes_back_goes_on(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    pay(floor, "100.00")
    pay(floor, "500.00", "big")
    done = latest(floor)
    floor.clock.advance(DAY)
    take_back(floor, "big")

    assert done.state is PlanState.COMPLETED
    assert latest(floor).state is PlanState.ACTIVE
    assert story(floor, maria)[-1] == ("reopened", TODAY + DAY)
    with floor.database.read() as tx:
        status = floor.debt.plans.current(tx, maria, CARD.id)
    assert status is not None
    assert status.left == gbp("500.00")


def test_a_completed_plan_is_replaced_when_a_newer_one_covers_what_came_back(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    old = latest(floor)
    pay(floor, "600.00", "big")
    with floor.database.begin() as tx:
        ledger.record(tx, charge("50.00", TODAY), floor.clock.now())
    floor.clock.advance(DAY)
    new = agree(floor, maria)
    take_back(floor, "big")

    with floor.database.read() as tx:
        assert plans.plan_with_id(tx, old.id).state is PlanState.REPLACED
    assert latest(floor) == new


def test_a_plan_paid_outside_of_the_assistant_is_found_completed(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    now = floor.clock.now()
    with floor.database.begin() as tx:
        paid = payment("600.00", TODAY, occurred_at=now)
        ledger.record(tx, paid, now)
    floor.clock.advance(DAY)
    review(floor)

    assert story(floor, maria) == [("completed", TODAY + DAY)]


def test_a_day_begins_where_the_person_lives(floor: Floor) -> None:
    floor.has(
        charge("600.00", TODAY - timedelta(days=30)),
        owner=debtor(zone="Pacific/Auckland"),
    )
    agree(floor, floor.verified())
    agreed_on = latest(floor).accepted_on
    floor.clock.advance(DAY / 12)
    review(floor)

    # It is 10:00 in London and 23:00 in Auckland when the plan is agreed.
    assert agreed_on == TODAY
    assert latest(floor).reviewed_on == TODAY + DAY


def test_plans_are_reviewed_in_batches(floor: Floor, maria: VerifiedDebtor) -> None:
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    floor.also(ana, loan, charge("90.00", TODAY - DAY, owner="loan"))
    other = floor.verified(ana, loan, "chat-2")
    with floor.database.begin() as tx:
        offer = floor.debt.plans.offers(tx, other, "loan")[0]
        floor.debt.plans.accept(tx, other, offer.id, "yes")
    floor.clock.advance(DAY)

    with floor.database.read() as tx:
        first = floor.debt.plan_reviews.due(tx, limit=1)
        second = floor.debt.plan_reviews.due(tx, first[-1], limit=1)
        assert floor.debt.plan_reviews.due(tx, second[-1], limit=1) == []
    assert len({*first, *second}) == 2


@pytest.mark.parametrize(("fee", "fees"), [("0", 0), ("12", 2)])
def test_a_missed_instalment_costs_nothing_unless_the_operator_says(
    floor: Floor, maria: VerifiedDebtor, fee: str, fees: int
) -> None:
    costly = Rule((Change("fees.missed", Decimal(fee)),))
    with_policy(floor, Policy((*DEFAULT_POLICY.rules, costly)))
    go_to(floor, AT_RISK)
    review(floor)

    charged = [each for each in floor.entries() if each.kind is EntryKind.FEE]
    assert [each.amount for each in charged] == [gbp("12.00")] * fees


def with_policy(floor: Floor, policy: Policy) -> None:
    """Put another policy behind the reviews."""
    reviews = floor.debt.plan_reviews
    books = replace(reviews.books, policy=policy)
    floor.debt = replace(floor.debt, plan_reviews=replace(reviews, books=books))


def test_the_log_of_a_plan_cannot_be_rewritten(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    for statement in (delete(PlanEventRow), update(PlanEventRow).values(key="x")):
        with pytest.raises(DatabaseError), floor.database.begin() as tx:
            tx.execute(statement)


# What may happen on a day: a payment, a return of the last one, a block, its end.
happenings = st.lists(
    st.tuples(
        st.integers(0, 45),
        st.sampled_from(["50.00", "100.00", "150.00", "return", "block", "lift"]),
    ),
    max_size=8,
)


@settings(max_examples=6)
@given(happenings=happenings, looked_at=st.sets(st.integers(0, 45), max_size=4))
def test_a_review_made_late_comes_to_the_same_as_one_every_day(
    happenings: list[tuple[int, str]],
    looked_at: set[int],
    sqlite: Renew,
    card_server: CardServer,
    client: httpx.Client,
) -> None:
    def live(days: set[int]) -> list[tuple[PlanEventKind, date | None]]:
        floor = build_floor(sqlite(), card_server, client)
        floor.has(charge("600.00", TODAY - timedelta(days=30)))
        maria = floor.verified()
        agree(floor, maria, Frequency.WEEKLY)
        run(floor, maria, happenings, days)
        review(floor)
        return [(each.kind, each.about) for each in log(floor, maria)]

    assert live(looked_at) == live(set(range(46)))


def run(
    floor: Floor,
    maria: VerifiedDebtor,
    happenings: list[tuple[int, str]],
    reviewed: set[int],
) -> None:
    """Live through six weeks; on days reviewed the scheduler comes first."""
    paid: list[str] = []
    blocks: list[str] = []
    for day in range(46):
        if day in reviewed:
            review(floor)
        for number, (on, what) in enumerate(happenings):
            if on == day:
                happen(floor, maria, what, f"{number}", paid, blocks)
        floor.clock.advance(DAY)
    for reference in blocks:
        lift(floor, reference)


def happen(
    floor: Floor,
    maria: VerifiedDebtor,
    what: str,
    key: str,
    paid: list[str],
    blocks: list[str],
) -> None:
    if what == "return" and paid:
        take_back(floor, paid.pop())
    elif what == "block":
        blocks.append(block(floor, maria, key))
    elif what == "lift" and blocks:
        lift(floor, blocks.pop())
    elif what[0].isdigit() and floor.balance() >= gbp(what):
        pay(floor, what, key)
        paid.append(key)
