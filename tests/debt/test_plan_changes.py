"""A plan is changed only as it was shown, and only with a yes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    ChangeNotAllowed,
    ChangeRefusal,
    OfferExpired,
    PlanNotAllowed,
    PlanRefusal,
    UnknownAccount,
)
from debt.ground import Wish
from debt.identity import VerifiedDebtor
from debt.plan import Pace, Plan, PlanState, PlanStatus, agreement_hash
from debt.plan_change import ChangeProposal
from debt.plan_log import Actor, PlanEventKind, replay
from debt.rights import BlockKind
from debt.store import ledger, plans
from tests.debt.builders import CARD, TODAY, account, charge, debtor, gbp, payment
from tests.debt.floor import CHAT, Floor, race

# Six instalments of £100.00 on these days.
DUE = (
    date(2026, 11, 30),
    date(2026, 12, 30),
    date(2027, 2, 1),
    date(2027, 3, 1),
    date(2027, 3, 30),
    date(2027, 4, 30),
)
DAY = timedelta(days=1)


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(charge("600.00", TODAY - timedelta(days=30)))
    maria = floor.verified()
    with floor.database.begin() as tx:
        offer = floor.debt.plans.propose(tx, maria, CARD.id, count=6)
        floor.debt.plans.accept(tx, maria, offer.id, "yes", text_version="1")
    return maria


def status(floor: Floor, maria: VerifiedDebtor) -> PlanStatus:
    with floor.database.read() as tx:
        found = floor.debt.plans.current(tx, maria, CARD.id)
    assert found is not None
    return found


def dues(plan: Plan) -> list[date]:
    return [each.due for each in plan.schedule.instalments]


def move(floor: Floor, maria: VerifiedDebtor, due: date, to: date) -> ChangeProposal:
    with floor.database.begin() as tx:
        return floor.debt.plan_changes.move(tx, maria, CARD.id, due, to)


def skip(floor: Floor, maria: VerifiedDebtor, due: date) -> ChangeProposal:
    with floor.database.begin() as tx:
        return floor.debt.plan_changes.skip(tx, maria, CARD.id, due)


def accept(
    floor: Floor, maria: VerifiedDebtor, change: ChangeProposal, key: str = "change"
) -> Plan:
    with floor.database.begin() as tx:
        return floor.debt.plan_changes.accept(tx, maria, change.id, key)


def pay(floor: Floor, amount: str) -> None:
    now = floor.clock.now()
    with floor.database.begin() as tx:
        ledger.record(tx, payment(amount, now.date(), occurred_at=now), now)
        floor.debt.plan_reviews.follow_payment(tx, CARD)


def test_a_proposal_shows_the_whole_schedule_and_changes_nothing(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    before = status(floor, maria)

    proposal = move(floor, maria, DUE[1], date(2027, 1, 8))

    assert tuple(dues(before.plan)) == DUE
    assert proposal.change.new_due == date(2027, 1, 8)
    assert proposal.change.cut_off == DUE[1] - DAY
    assert proposal.change.schedule.total == gbp("600.00")
    assert status(floor, maria) == before


def test_an_accepted_move_changes_one_date(floor: Floor, maria: VerifiedDebtor) -> None:
    plan = accept(floor, maria, move(floor, maria, DUE[1], date(2027, 1, 8)))

    assert dues(plan) == [DUE[0], date(2027, 1, 8), *DUE[2:]]
    assert plan.changes == 1
    assert status(floor, maria).plan == plan


def test_a_day_without_banking_becomes_the_next_one_with(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    proposal = move(floor, maria, DUE[1], date(2027, 1, 9))

    assert proposal.change.new_due == date(2027, 1, 11)


@pytest.mark.parametrize(
    ("due", "to", "reason", "day"),
    [
        (DUE[1], date(2027, 1, 14), ChangeRefusal.TOO_FAR, date(2027, 1, 13)),
        (DUE[1], DUE[0], ChangeRefusal.TOO_EARLY, date(2026, 12, 1)),
        (DUE[1], DUE[1], ChangeRefusal.NOTHING_CHANGES, DUE[1]),
        (date(2026, 12, 31), DUE[2], ChangeRefusal.NO_SUCH_INSTALMENT, DUE[0]),
    ],
)
def test_a_move_that_is_not_allowed_says_what_would_be(
    floor: Floor,
    maria: VerifiedDebtor,
    due: date,
    to: date,
    reason: ChangeRefusal,
    day: date,
) -> None:
    with pytest.raises(ChangeNotAllowed) as refusal:
        move(floor, maria, due, to)

    assert (refusal.value.reason, refusal.value.day) == (reason, day)


def test_on_its_day_an_instalment_stays_where_it_is(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    floor.clock.advance(7 * DAY)

    with pytest.raises(ChangeNotAllowed) as refusal:
        move(floor, maria, DUE[0], date(2026, 12, 4))

    assert refusal.value.reason is ChangeRefusal.CUT_OFF_PASSED
    assert refusal.value.day == DUE[1]


def test_a_paid_instalment_cannot_be_moved(floor: Floor, maria: VerifiedDebtor) -> None:
    pay(floor, "100.00")

    with pytest.raises(ChangeNotAllowed) as refusal:
        move(floor, maria, DUE[0], date(2026, 12, 4))

    assert refusal.value.reason is ChangeRefusal.ALREADY_PAID


def test_an_instalment_moves_once(floor: Floor, maria: VerifiedDebtor) -> None:
    accept(floor, maria, move(floor, maria, DUE[1], date(2027, 1, 8)))

    with pytest.raises(ChangeNotAllowed) as refusal:
        move(floor, maria, date(2027, 1, 8), date(2027, 1, 11))

    assert refusal.value.reason is ChangeRefusal.MOVED_ENOUGH
    assert refusal.value.referable
    assert move(floor, maria, DUE[2], date(2027, 2, 3))


def test_a_skipped_instalment_comes_last(floor: Floor, maria: VerifiedDebtor) -> None:
    plan = accept(floor, maria, skip(floor, maria, DUE[1]))

    assert dues(plan) == [DUE[0], *DUE[2:], date(2027, 6, 1)]
    assert plan.schedule.total == gbp("600.00")


def test_one_instalment_in_three_months_can_be_skipped(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    accept(floor, maria, skip(floor, maria, DUE[0]))

    with pytest.raises(ChangeNotAllowed) as refusal:
        skip(floor, maria, DUE[2])

    assert refusal.value.reason is ChangeRefusal.SKIPPED_RECENTLY
    assert refusal.value.day == DUE[3]
    plan = accept(floor, maria, skip(floor, maria, DUE[3]), "second")
    assert plan.schedule.total == gbp("600.00")


def test_a_repeated_yes_changes_the_plan_once(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    proposal = skip(floor, maria, DUE[1])
    plan = accept(floor, maria, proposal)
    floor.clock.advance(3 * DAY)

    assert accept(floor, maria, proposal) == plan
    assert accept(floor, maria, proposal, "another").changes == 1


def test_a_proposal_expires(floor: Floor, maria: VerifiedDebtor) -> None:
    proposal = skip(floor, maria, DUE[1])
    floor.clock.advance(DAY)

    with pytest.raises(OfferExpired):
        accept(floor, maria, proposal)


def test_a_proposal_is_over_when_the_plan_was_changed_otherwise(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    late = move(floor, maria, DUE[2], date(2027, 2, 3))
    accept(floor, maria, skip(floor, maria, DUE[1]))

    with pytest.raises(OfferExpired):
        accept(floor, maria, late, "late")


def test_a_proposal_is_over_when_its_instalment_was_paid(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    proposal = move(floor, maria, DUE[0], date(2026, 12, 4))
    pay(floor, "100.00")

    with pytest.raises(OfferExpired):
        accept(floor, maria, proposal)


def test_a_proposal_nobody_made_or_of_somebody_else_cannot_be_accepted(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    proposal = skip(floor, maria, DUE[1])
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    floor.also(ana, loan)
    other = floor.verified(ana, loan, "chat-2")

    with pytest.raises(UnknownAccount):
        accept(floor, other, proposal)
    with pytest.raises(OfferExpired), floor.database.begin() as tx:
        floor.debt.plan_changes.accept(tx, maria, "invented", "k")


def test_nothing_is_changed_while_collecting_is_paused(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    proposal = skip(floor, maria, DUE[1])
    with floor.database.begin() as tx:
        kind = BlockKind.BREATHING_SPACE
        floor.debt.rights.set_block(tx, maria, kind, None, "", "b", CHAT)

    with pytest.raises(Blocked):
        skip(floor, maria, DUE[2])
    with pytest.raises(Blocked):
        accept(floor, maria, proposal)


def test_without_a_plan_there_is_nothing_to_change(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        floor.debt.plans.cancel(tx, maria, CARD.id, "stop")

    with pytest.raises(PlanNotAllowed) as refusal:
        skip(floor, maria, DUE[1])
    assert refusal.value.reason is PlanRefusal.NO_ACTIVE_PLAN


def test_extra_money_shows_how_much_sooner_the_plan_ends(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.read() as tx:
        extra = floor.debt.plan_changes.with_extra(tx, maria, CARD.id, gbp("250.00"))

    assert extra.left == gbp("350.00")
    assert extra.ends_on == DUE[4]
    assert extra.next_due is not None
    assert extra.next_due.due == DUE[1]
    pay(floor, "250.00")
    assert status(floor, maria) == extra


def test_extra_money_is_more_than_nothing_and_no_more_than_is_left(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.read() as tx:
        with pytest.raises(AmountTooLarge) as refusal:
            floor.debt.plan_changes.with_extra(tx, maria, CARD.id, gbp("600.01"))
        with pytest.raises(AmountTooSmall):
            floor.debt.plan_changes.with_extra(tx, maria, CARD.id, gbp("0.00"))

    assert refusal.value.limit == gbp("600.00")


def test_what_was_missed_can_be_seen_at_the_end(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    floor.clock.advance(20 * DAY)

    with floor.database.read() as tx:
        to_come = floor.debt.plan_changes.to_come(tx, maria, CARD.id)

    assert [each.due for each in to_come] == [*DUE[1:], date(2027, 6, 1)]
    assert to_come[-1].amount == gbp("100.00")


def plan_again(floor: Floor, maria: VerifiedDebtor, amount: str, key: str) -> Plan:
    with floor.database.begin() as tx:
        wish = Wish(amount=gbp(amount))
        offer = floor.debt.plan_changes.plan_again(tx, maria, CARD.id, wish)
        return floor.debt.plans.accept(tx, maria, offer.id, key)


def test_a_new_plan_takes_the_place_of_the_old_one(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    old = status(floor, maria).plan
    pay(floor, "300.00")
    floor.clock.advance(DAY)

    new = plan_again(floor, maria, "50.00", "again")

    assert new.schedule.total == gbp("300.00")
    assert status(floor, maria).plan == new
    with floor.database.read() as tx:
        assert plans.plan_with_id(tx, old.id).state is PlanState.REPLACED


def test_after_two_new_plans_in_a_year_a_person_decides(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    plan_again(floor, maria, "110.00", "1")
    plan_again(floor, maria, "120.00", "2")

    with pytest.raises(ChangeNotAllowed) as refusal:
        plan_again(floor, maria, "130.00", "3")

    assert refusal.value.reason is ChangeRefusal.REPLANS_USED
    assert refusal.value.referable
    assert status(floor, maria).plan.terms.amount == gbp("120.00")


def test_an_offer_in_place_of_a_plan_that_is_over_cannot_be_accepted(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        wish = Wish(amount=gbp("110.00"))
        offer = floor.debt.plan_changes.plan_again(tx, maria, CARD.id, wish)
        floor.debt.plans.cancel(tx, maria, CARD.id, "stop")

        with pytest.raises(OfferExpired):
            floor.debt.plans.accept(tx, maria, offer.id, "again")


def test_everything_that_happens_is_logged_in_order(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    floor.clock.advance(DAY)
    accept(floor, maria, skip(floor, maria, DUE[1]), "skip")
    with floor.database.begin() as tx:
        plan = floor.debt.plans.cancel(tx, maria, CARD.id, "stop")
        log = floor.debt.plans.history(tx, maria, plan.id)

    assert [(e.number, e.kind, e.actor, e.on, e.key, e.about) for e in log] == [
        (1, PlanEventKind.AGREED, Actor.DEBTOR, TODAY, "yes", None),
        (2, PlanEventKind.SKIPPED, Actor.DEBTOR, TODAY + DAY, "skip", DUE[1]),
        (3, PlanEventKind.CANCELLED, Actor.DEBTOR, TODAY + DAY, "stop", None),
    ]
    assert replay(log) is plan.state


def test_an_agreement_can_be_proven_from_its_record(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    accept(floor, maria, skip(floor, maria, DUE[1]))
    plan = status(floor, maria).plan

    with floor.database.read() as tx:
        offer = floor.debt.plans.offer(tx, maria, plan.offer_id)

    assert plan.text_version == "1"
    assert plan.agreement_hash == agreement_hash(offer, plan.text_version)


def test_a_token_plan_says_what_remains_and_when_to_speak_again(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        floor.debt.plans.cancel(tx, maria, CARD.id, "stop")
        offer = floor.debt.plans.propose_token(tx, maria, CARD.id)
        plan = floor.debt.plans.accept(tx, maria, offer.id, "token")

    assert offer.pace is Pace.TOKEN
    assert plan.schedule.total == gbp("12.00")
    assert offer.remains == gbp("588.00")
    assert offer.review_on == plan.schedule.last.due
    pay(floor, "12.00")
    with floor.database.read() as tx:
        assert plans.plan_with_id(tx, plan.id).state is PlanState.COMPLETED


def test_of_two_racing_changes_one_wins(floor: Floor, maria: VerifiedDebtor) -> None:
    both = [skip(floor, maria, DUE[1]), move(floor, maria, DUE[2], date(2027, 2, 3))]

    results = race(2, lambda n: accept(floor, maria, both[n], f"k{n}"))

    assert sorted(type(each).__name__ for each in results) == ["OfferExpired", "Plan"]
    assert status(floor, maria).plan.changes == 1


def test_a_yes_racing_with_a_cancellation_leaves_no_changed_plan_in_force(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    proposal = skip(floor, maria, DUE[1])

    def act(number: int) -> Plan:
        if number:
            return accept(floor, maria, proposal)
        with floor.database.begin() as tx:
            return floor.debt.plans.cancel(tx, maria, CARD.id, "stop")

    cancelled, accepted = race(2, act)

    assert isinstance(cancelled, Plan)
    assert isinstance(accepted, Plan | OfferExpired)
    with floor.database.read() as tx:
        plan = plans.plan_with_id(tx, cancelled.id)
        log = floor.debt.plans.history(tx, maria, cancelled.id)
    assert replay(log) is plan.state is PlanState.CANCELLED
    assert plan.changes == isinstance(accepted, Plan)
