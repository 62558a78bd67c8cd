"""Budgets are kept in versions, and bind the plans that are offered afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from debt.account import Account
from debt.affordability import Assessment, Outcome
from debt.budget import Budget, Figure, Group, Income, Interval, Source, Spending
from debt.errors import BudgetRefused, PlanNotAllowed, PlanRefusal, UnknownAccount
from debt.identity import VerifiedDebtor
from debt.ledger import Entry
from debt.money import Money
from debt.payday import Payday
from debt.schedule import Frequency
from debt.store import accounts, ledger
from debt.store.budgets import SavedBudget
from tests.debt.builders import CARD, NOW, TODAY, account, charge, debtor, gbp
from tests.debt.floor import Floor, race

OWED = charge("600.00", TODAY - timedelta(days=30))
TOLD = Budget(
    currency="GBP",
    income=(
        Income(Source.WAGES, Figure.of(gbp("300.00"), Interval.WEEKLY)),
        Income(Source.BENEFITS, Figure(gbp("140.00"), gbp("160.00"))),
    ),
    spending=(
        Spending(Group.HOUSING, Figure.of(gbp("700.00"))),
        Spending(Group.UTILITIES, Figure.of(gbp("150.00"))),
        Spending(Group.FOOD, Figure.of(gbp("350.00"))),
    ),
    payday=Payday(Frequency.FORTNIGHTLY, date(2026, 11, 13)),
)


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has(OWED)
    return floor.verified()


LOAN = account(id="loan", reference="HB-2210-9999")


def add(tx: Session, account: Account, *entries: Entry) -> None:
    accounts.add_account(tx, account)
    for each in entries:
        ledger.record(tx, each, NOW)


def save(
    floor: Floor, maria: VerifiedDebtor, told: Budget = TOLD, key: str = "k"
) -> SavedBudget:
    with floor.database.begin() as tx:
        return floor.debt.affordability.save(tx, maria, CARD.id, told, key)


def outcome(floor: Floor, maria: VerifiedDebtor) -> Assessment | None:
    with floor.database.read() as tx:
        return floor.debt.affordability.outcome(tx, maria, CARD.id)


def test_a_budget_comes_back_as_it_was_told(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    told = replace(TOLD, other_balances=gbp("900.00"), adults=2, children=3)

    saved = save(floor, maria, told)

    with floor.database.read() as tx:
        assert floor.debt.affordability.latest(tx, maria) == saved
    assert (saved.version, saved.budget) == (1, told)


def test_another_budget_is_another_version_and_a_repeat_is_not(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    first = save(floor, maria)
    second = save(floor, maria, replace(TOLD, adults=2), key="k2")

    assert save(floor, maria) == first
    assert (first.version, second.version) == (1, 2)


def test_versions_that_race_are_all_kept(floor: Floor, maria: VerifiedDebtor) -> None:
    saved = race(4, lambda number: save(floor, maria, key=f"k{number}"))

    versions = {each.version for each in saved if isinstance(each, SavedBudget)}
    assert versions == {1, 2, 3, 4}


def test_a_budget_that_cannot_be_counted_with_is_not_kept(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with pytest.raises(BudgetRefused):
        save(floor, maria, replace(TOLD, adults=0))

    with floor.database.read() as tx:
        assert floor.debt.affordability.latest(tx, maria) is None


def test_an_unfinished_budget_is_kept_and_binds_nothing_yet(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    save(floor, maria, Budget("GBP", (), TOLD.spending))

    with pytest.raises(BudgetRefused):
        outcome(floor, maria)
    with floor.database.begin() as tx:
        assert len(floor.debt.plans.offers(tx, maria, CARD.id)) == 2


def test_the_outcome_follows_from_the_newest_budget(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    assert outcome(floor, maria) is None

    save(floor, maria)
    result = outcome(floor, maria)

    assert result is not None
    assert result.income == gbp("1440.00")
    assert result.disposable == gbp("220.00")
    assert (result.share, result.months) == (gbp("110.00"), 6)
    assert result.outcome is Outcome.PLAN


def test_balances_of_other_accounts_and_companies_share_the_cap(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        add(tx, LOAN, charge("300.00", TODAY, owner="loan"))
        yen = {"currency": "JPY", "instalment": Money(100, "JPY")}
        add(tx, account(id="yen", reference="HB-1", **yen))
    save(floor, maria, replace(TOLD, other_balances=gbp("900.00")))

    result = outcome(floor, maria)

    assert result is not None
    assert (result.cap, result.share) == (gbp("110.00"), gbp("36.66"))


def test_a_plan_agreed_on_another_account_comes_first(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        add(tx, LOAN, charge("300.00", TODAY, owner="loan"))
        offer = floor.debt.plans.offers(tx, maria, "loan")[0]
        floor.debt.plans.accept(tx, maria, offer.id, "a")
    save(floor, maria)

    result = outcome(floor, maria)

    assert result is not None
    assert result.other_plans == gbp("100.00")
    assert result.savings == gbp("14.00")
    assert result.cap == result.share == gbp("63.00")


def test_offers_keep_to_the_budget_and_the_payday(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    save(floor, maria)

    with floor.database.begin() as tx:
        offers = floor.debt.plans.offers(tx, maria, CARD.id)

    assert {each.terms.frequency for each in offers} == {Frequency.FORTNIGHTLY}
    assert offers[0].schedule.first.due == date(2026, 11, 27)
    for offer in offers:
        largest = max(each.amount for each in offer.schedule.instalments)
        assert largest <= gbp("50.76")


def test_a_proposal_above_the_budget_is_taken_only_with_a_word(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    save(floor, maria)

    with floor.database.begin() as tx:
        above = floor.debt.plans.propose(
            tx, maria, CARD.id, amount=gbp("200.00"), frequency=Frequency.MONTHLY
        )
        within = floor.debt.plans.propose(
            tx, maria, CARD.id, amount=gbp("110.00"), frequency=Frequency.MONTHLY
        )

    assert above.above_affordable == gbp("110.00")
    assert within.above_affordable is None


def test_parts_of_a_settlement_above_the_budget_are_marked(floor: Floor) -> None:
    floor.has(OWED, account=account(charged_off_on=TODAY - timedelta(days=20)))
    maria = floor.verified()
    save(floor, maria)

    with floor.database.begin() as tx:
        settlements = floor.debt.settlements
        two = settlements.in_parts(tx, maria, CARD.id, 2)
        lump = settlements.standing(tx, maria, CARD.id)

    assert two is not None
    assert two.above_affordable == gbp("110.00")
    assert lump is not None
    assert lump.above_affordable is None


def test_no_plan_is_right_for_somebody_with_nothing_left(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    save(floor, maria, replace(TOLD, income=TOLD.income[1:]))

    with floor.database.begin() as tx, pytest.raises(PlanNotAllowed) as refusal:
        floor.debt.plans.propose(tx, maria, CARD.id, amount=gbp("110.00"))

    assert refusal.value.reason is PlanRefusal.UNAFFORDABLE
    assert refusal.value.referable


def test_a_budget_counts_for_half_a_year(floor: Floor, maria: VerifiedDebtor) -> None:
    save(floor, maria)

    floor.clock.advance(timedelta(days=180))
    assert outcome(floor, floor.verified()) is not None

    floor.clock.advance(timedelta(days=1))
    assert outcome(floor, floor.verified()) is None


def test_a_summary_can_be_shared_with_an_adviser(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    save(floor, maria)

    with floor.database.read() as tx:
        summary = floor.debt.affordability.summary(tx, maria)

    assert summary is not None
    assert summary.saved_on == TODAY
    assert summary.income == (
        (Source.WAGES, gbp("1300.00")),
        (Source.BENEFITS, gbp("140.00")),
    )
    assert summary.total_spending == gbp("1200.00")
    assert summary.debts == (("Halden Bank", "••4471", gbp("600.00")),)


def test_nobody_sees_what_another_account_could_pay(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    ben = debtor(id="ben", postcode="M1 1AA")
    other = account(id="other", debtor_id="ben", reference="HB-7")
    floor.also(ben, other)

    with pytest.raises(UnknownAccount), floor.database.read() as tx:
        floor.debt.affordability.outcome(tx, maria, "other")
