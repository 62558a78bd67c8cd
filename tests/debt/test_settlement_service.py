"""A settlement offer stands unchanged until its date, and only where it may be made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from debt.account import Account
from debt.errors import Blocked
from debt.identity import VerifiedDebtor
from debt.interest import InterestTerms
from debt.payment import Purpose
from debt.policy import DEFAULT_POLICY, Change, Policy, RestOfDebt, Rule
from debt.rights import BlockKind
from debt.services.settlements import SettlementService
from debt.settlement import SettlementOffer
from debt.store import ledger
from tests.debt.builders import CARD, TODAY, account, charge, gbp
from tests.debt.floor import CHAT, Floor
from tests.debt.till import Till

WRITTEN_OFF = account(charged_off_on=TODAY - timedelta(days=200))
OWED = charge("600.00", TODAY - timedelta(days=400))


def standing(floor: Floor, maria: VerifiedDebtor) -> SettlementOffer | None:
    with floor.database.begin() as tx:
        return floor.debt.settlements.standing(tx, maria, CARD.id)


def test_an_offer_names_amount_saving_and_date(floor: Floor) -> None:
    floor.has(OWED, account=WRITTEN_OFF)

    offer = standing(floor, floor.verified())

    assert offer is not None
    assert (offer.amount, offer.saves) == (gbp("360.00"), gbp("240.00"))
    assert offer.percent_off == 40
    assert offer.expires_on == TODAY + timedelta(days=45)


def test_the_date_does_not_move_when_one_asks_again(floor: Floor) -> None:
    floor.has(OWED, account=WRITTEN_OFF)
    first = standing(floor, floor.verified())

    floor.clock.advance(timedelta(days=45))
    assert standing(floor, floor.verified()) == first

    floor.clock.advance(timedelta(days=1))
    assert standing(floor, floor.verified()) != first


def test_another_balance_is_another_offer(floor: Floor) -> None:
    floor.has(OWED, account=WRITTEN_OFF)
    maria = floor.verified()
    first = standing(floor, maria)

    with floor.database.begin() as tx:
        ledger.record(tx, charge("100.00", TODAY), floor.clock.now())
    second = standing(floor, maria)

    assert first is not None
    assert second is not None
    assert second.amount == gbp("420.00") != first.amount


def test_interest_that_runs_meanwhile_does_not_end_an_offer(floor: Floor) -> None:
    interest = InterestTerms(Decimal("36.5"), TODAY)
    floor.has(OWED, account=replace(WRITTEN_OFF, interest=interest))
    maria = floor.verified()
    first = standing(floor, maria)

    floor.clock.advance(timedelta(days=1))
    with floor.database.begin() as tx:
        floor.debt.interest.accrue_due(tx)
    second = standing(floor, maria)

    assert floor.balance() == gbp("600.60")
    assert first is not None
    assert second == replace(first, saves=gbp("240.60"))


@pytest.mark.parametrize(
    "owner", [CARD, account(charged_off_on=TODAY, settlement_percent=0)]
)
def test_there_may_be_no_offer(floor: Floor, owner: Account) -> None:
    floor.has(OWED, account=owner)

    assert standing(floor, floor.verified()) is None


def test_nothing_is_offered_on_an_empty_balance(floor: Floor) -> None:
    floor.has(account=WRITTEN_OFF)

    assert standing(floor, floor.verified()) is None


def test_nothing_is_offered_while_collecting_is_paused(floor: Floor) -> None:
    floor.has(OWED, account=WRITTEN_OFF)
    maria = floor.verified()
    with floor.database.begin() as tx:
        floor.debt.rights.set_block(tx, maria, BlockKind.CEASE, None, "", "k", CHAT)

    with pytest.raises(Blocked):
        standing(floor, maria)


def test_a_rest_that_survives_is_not_written_off(floor: Floor) -> None:
    """It is told with the offer, and stays owed after the payment (CONC 7.4.2)."""
    floor.has(OWED, account=WRITTEN_OFF)
    survives = Rule((Change("settlement.rest", RestOfDebt.SURVIVES),))
    policy = Policy((*DEFAULT_POLICY.rules, survives))
    books = replace(floor.debt.payments.books, policy=policy)
    settlements = SettlementService(books)
    payments = replace(floor.debt.payments, books=books, settlements=settlements)
    floor.debt = replace(floor.debt, settlements=settlements, payments=payments)
    till = Till(floor, floor.verified())

    offer = standing(floor, till.maria)
    till.start("360.00", purpose=Purpose.SETTLEMENT)
    till.hears("paid", state="paid")

    assert offer is not None
    assert offer.remaining == offer.saves == floor.balance() == gbp("240.00")
    assert offer.may_be_sold
