"""What the assistant may not agree goes to a person, and comes back as an offer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.errors import (
    IllegalTransition,
    PlanNotAllowed,
    PlanRefusal,
    UnknownAccount,
)
from debt.ground import Wish
from debt.identity import VerifiedDebtor
from debt.plan import PlanState
from debt.referral import Referral, ReferralState
from debt.schedule import Frequency
from debt.store import plans
from tests.debt.builders import CARD, TODAY, account, charge, debtor, gbp
from tests.debt.floor import Floor, race

# Twelve months, where the assistant may close six.
LONG = Wish(gbp("50.00"), None, Frequency.MONTHLY, date(2026, 12, 4))


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(charge("600.00", TODAY - timedelta(days=30)))
    return floor.verified()


def refer(floor: Floor, maria: VerifiedDebtor, wish: Wish = LONG) -> Referral:
    with floor.database.begin() as tx:
        reason = PlanRefusal.TOO_LONG.value
        return floor.debt.referrals.refer(tx, maria, CARD.id, wish, reason, "k")


def decide(floor: Floor, reference: str, accept: bool) -> Referral:
    with floor.database.begin() as tx:
        if accept:
            return floor.debt.referrals.accept(tx, reference, "agent-1")
        return floor.debt.referrals.decline(tx, reference, "agent-1")


def test_a_proposal_is_kept_word_for_word_with_a_day_for_the_answer(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    referral = refer(floor, maria)

    assert referral == refer(floor, maria)
    assert referral.reference.startswith("R-")
    assert referral.wish == LONG
    assert referral.due_on == date(2026, 11, 30)
    with floor.database.read() as tx:
        assert floor.debt.referrals.waiting(tx) == [referral]
        assert floor.debt.referrals.one(tx, maria, referral.reference) == referral


def test_what_a_person_accepts_is_an_offer_the_debtor_can_accept(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    accepted = decide(floor, refer(floor, maria).reference, accept=True)
    floor.clock.advance(timedelta(days=6))

    assert accepted.state is ReferralState.ACCEPTED
    assert accepted.offer_id is not None
    with floor.database.begin() as tx:
        assert floor.debt.referrals.waiting(tx) == []
        plan = floor.debt.plans.accept(tx, maria, accepted.offer_id, "yes")
    assert (plan.terms.amount, plan.terms.count) == (gbp("50.00"), 12)


def test_a_person_may_offer_other_terms_than_were_proposed(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    reference = refer(floor, maria).reference
    with floor.database.begin() as tx:
        terms = Wish(amount=gbp("75.00"))
        accepted = floor.debt.referrals.accept(tx, reference, "agent-1", terms)
        offer = floor.debt.plans.offer(tx, maria, accepted.offer_id or "")

    assert offer.terms.amount == gbp("75.00")


def test_an_accepted_proposal_takes_the_place_of_the_plan_in_force(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        offer = floor.debt.plans.offers(tx, maria, CARD.id)[0]
        old = floor.debt.plans.accept(tx, maria, offer.id, "yes")
    accepted = decide(floor, refer(floor, maria).reference, accept=True)
    with floor.database.begin() as tx:
        floor.debt.plans.accept(tx, maria, accepted.offer_id or "", "again")

        assert plans.plan_with_id(tx, old.id).state is PlanState.REPLACED


def test_not_even_a_person_agrees_what_the_policy_forbids(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    reference = refer(floor, maria, Wish(amount=gbp("1.00"))).reference

    with pytest.raises(PlanNotAllowed) as refused:
        decide(floor, reference, accept=True)

    assert refused.value.reason is PlanRefusal.TOO_LONG
    assert decide(floor, reference, accept=False).state is ReferralState.DECLINED


def test_a_decision_stands(floor: Floor, maria: VerifiedDebtor) -> None:
    reference = refer(floor, maria).reference
    declined = decide(floor, reference, accept=False)

    assert decide(floor, reference, accept=False) == declined
    with pytest.raises(IllegalTransition):
        decide(floor, reference, accept=True)
    with pytest.raises(IllegalTransition):
        decide(floor, "R-2222", accept=True)


def test_racing_decisions_come_to_one(floor: Floor, maria: VerifiedDebtor) -> None:
    reference = refer(floor, maria).reference

    results = race(2, lambda n: decide(floor, reference, accept=bool(n)))

    assert sum(isinstance(each, Referral) for each in results) == 1


def test_a_referral_is_seen_only_by_whom_it_belongs_to(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    referral = refer(floor, maria)
    ana, loan = debtor(id="ana"), account(id="loan", reference="2", debtor_id="ana")
    floor.also(ana, loan)
    other = floor.verified(ana, loan, "chat-2")

    with floor.database.begin() as tx, pytest.raises(UnknownAccount):
        floor.debt.referrals.refer(tx, other, CARD.id, LONG, "too_long", "o")
    with floor.database.read() as tx, pytest.raises(UnknownAccount):
        floor.debt.referrals.one(tx, other, referral.reference)
