"""What a person can pay is half of what is left, and nothing is squeezed out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.affordability import Assessment, Debts, Outcome, Reason, assess
from debt.budget import (
    Budget,
    Figure,
    Group,
    Income,
    Interval,
    Source,
    Spending,
    check_budget,
)
from debt.errors import BudgetFault, BudgetRefused, CurrencyMismatch
from debt.money import Money
from debt.policy import AffordabilityLimits, Limits, PlanLimits
from tests.debt.builders import gbp

MOST = AffordabilityLimits().most_monthly


def earns(amount: str, every: Interval = Interval.MONTHLY) -> Income:
    return Income(Source.WAGES, Figure.of(gbp(amount), every))


def spends(group: Group, amount: str, every: Interval = Interval.MONTHLY) -> Spending:
    return Spending(group, Figure.of(gbp(amount), every))


def budget(income: str, *spending: Spending, **changes: Any) -> Budget:
    return replace(Budget("GBP", (earns(income),), spending), **changes)


def debts(balance: str, all_balances: str = "", other_plans: str = "0") -> Debts:
    return Debts(gbp(balance), gbp(all_balances or balance), gbp(other_plans))


def assessed(
    told: Budget, balance: str = "600.00", limits: Limits | None = None
) -> Assessment:
    return assess(told, debts(balance), limits or Limits())


RENT = spends(Group.HOUSING, "700.00")
LIVING = (
    RENT,
    spends(Group.UTILITIES, "150.00"),
    spends(Group.FOOD, "300.00"),
    spends(Group.TRAVEL, "80.00"),
)


def test_half_of_what_is_left_is_the_cap() -> None:
    """HMRC: about 50% of what is left after rent, food, utilities and fixed costs."""
    result = assessed(budget("1450.00", *LIVING))

    assert result.income == gbp("1450.00")
    assert result.essentials == gbp("1230.00")
    assert result.savings == gbp("20.00")
    assert result.disposable == gbp("200.00")
    assert result.cap == result.share == gbp("100.00")
    assert (result.months, result.outcome) == (6, Outcome.PLAN)


@pytest.mark.parametrize(
    ("surplus", "savings"),
    [("100.00", "10.00"), ("200.00", "20.00"), ("500.00", "20.00"), ("0.05", "0.00")],
)
def test_a_tenth_of_the_surplus_may_be_saved_up_to_twenty_pounds(
    surplus: str, savings: str
) -> None:
    assert assessed(budget(surplus)).savings == gbp(savings)


@pytest.mark.parametrize(
    ("every", "monthly"),
    [
        (Interval.WEEKLY, "433.33"),
        (Interval.FORTNIGHTLY, "216.67"),
        (Interval.FOUR_WEEKLY, "108.33"),
        (Interval.TWICE_MONTHLY, "200.00"),
        (Interval.MONTHLY, "100.00"),
        (Interval.YEARLY, "8.33"),
    ],
)
def test_a_hundred_pounds_each_time_is_so_much_a_month(
    every: Interval, monthly: str
) -> None:
    """Weekly x 52/12, fortnightly x 26/12, four-weekly x 13/12, yearly / 12."""
    told = Budget("GBP", (earns("100.00", every),))

    assert told.monthly_income(Source.WAGES) == gbp(monthly)


def test_three_weekly_lines_are_rounded_once_and_not_three_times() -> None:
    lines = (spends(Group.FOOD, "0.10", Interval.WEEKLY),) * 3

    assert budget("0", *lines).monthly_spending(Group.FOOD) == gbp("1.30")


def test_each_debt_gets_its_share_of_the_cap() -> None:
    """Pro rata: cap x this balance / all non-priority balances."""
    told = budget("1450.00", *LIVING)

    result = assess(told, debts("600.00", all_balances="1800.00"), Limits())

    assert (result.cap, result.share) == (gbp("100.00"), gbp("33.33"))


def test_arrears_of_rent_and_other_plans_come_first() -> None:
    told = budget(
        "1450.00",
        *LIVING,
        spends(Group.PRIORITY_ARREARS, "50.00"),
        spends(Group.OTHER_PLANS, "40.00"),
    )

    result = assess(told, debts("600.00", other_plans="30.00"), Limits())

    assert result.priority_arrears == gbp("50.00")
    assert result.other_plans == gbp("70.00")
    assert result.disposable == gbp("90.00")
    assert result.cap == gbp("45.00")


@pytest.mark.parametrize(
    ("balance", "months", "outcome", "reason"),
    [
        ("600.00", 6, Outcome.PLAN, Reason.AFFORDABLE),
        ("600.01", 7, Outcome.PERSON, Reason.LONGER_THAN_ASSISTANT),
        ("1200.00", 12, Outcome.PERSON, Reason.LONGER_THAN_ASSISTANT),
        ("1200.01", 13, Outcome.TOKEN, Reason.LONGER_THAN_ANY),
    ],
)
def test_how_long_it_takes_decides_who_may_agree(
    balance: str, months: int, outcome: Outcome, reason: Reason
) -> None:
    """n = ceil(balance / offer): up to 6 the assistant, up to 12 a person."""
    result = assessed(budget("1450.00", *LIVING), balance)

    assert (result.months, result.outcome, result.reason) == (months, outcome, reason)


@pytest.mark.parametrize(
    ("income", "outcome", "reason"),
    [
        ("1241.11", Outcome.PLAN, Reason.AFFORDABLE),
        ("1238.00", Outcome.TOKEN, Reason.BELOW_MINIMUM),
        ("1231.00", Outcome.NONE, Reason.BELOW_TOKEN),
        ("1230.00", Outcome.NONE, Reason.NOTHING_LEFT),
        ("0.00", Outcome.NONE, Reason.NOTHING_LEFT),
    ],
)
def test_too_little_left_means_a_token_plan_or_none(
    income: str, outcome: Outcome, reason: Reason
) -> None:
    """StepChange: a token plan is from £1 a month for up to 12 months."""
    result = assessed(budget(income, *LIVING), "30.00")

    assert (result.outcome, result.reason) == (outcome, reason)
    assert result.free_advice is (outcome is not Outcome.PLAN)


def test_going_out_more_than_coming_in_is_shown_as_it_is() -> None:
    result = assessed(budget("1000.00", *LIVING))

    assert result.disposable == gbp("-230.00")
    assert result.cap == result.share == result.savings == gbp("0.00")


def test_a_range_is_read_carefully_at_both_ends() -> None:
    wages = Income(Source.WAGES, Figure(gbp("1400.00"), gbp("1500.00")))
    food = Spending(Group.FOOD, Figure(gbp("200.00"), gbp("300.00")))
    told = Budget("GBP", (wages,), (food,))

    assert told.monthly_income(Source.WAGES) == gbp("1400.00")
    assert told.monthly_spending(Group.FOOD) == gbp("300.00")


def test_skipped_essentials_are_named_and_a_zero_is_not_skipped() -> None:
    told = budget("1000.00", RENT, spends(Group.TRAVEL, "0.00"))

    assert assessed(told).skipped == (
        Group.UTILITIES,
        Group.FOOD,
        Group.COMMUNICATIONS,
        Group.PERSONAL,
        Group.CHILDREN,
    )


def test_no_trigger_figures_are_built_in_so_nothing_is_questioned() -> None:
    assert assessed(budget("9000.00", *LIVING)).above_trigger == ()


def test_only_spending_above_the_trigger_is_questioned_and_none_is_cut() -> None:
    figures = (Decimal(200), Decimal(100), Decimal(50))
    limits = Limits(affordability=AffordabilityLimits(food_triggers=figures))

    alone = assessed(budget("1450.00", *LIVING), limits=limits)
    family = assessed(budget("1450.00", *LIVING, adults=2), limits=limits)

    assert alone.above_trigger == (Group.FOOD,)
    assert family.above_trigger == ()
    assert alone.essentials == family.essentials == gbp("1230.00")


@pytest.mark.parametrize(
    ("told", "fault", "line"),
    [
        (budget("-1.00"), BudgetFault.NEGATIVE, "wages"),
        (
            budget("1", spends(Group.FOOD, "-0.01")),
            BudgetFault.NEGATIVE,
            "food",
        ),
        (
            Budget("GBP", (Income(Source.PENSION, Figure(gbp("2"), gbp("1"))),)),
            BudgetFault.RANGE_REVERSED,
            "pension",
        ),
        (budget("1000000.01"), BudgetFault.TOO_LARGE, "wages"),
        (
            budget("1", spends(Group.TRAVEL, "300000", Interval.WEEKLY)),
            BudgetFault.TOO_LARGE,
            "travel",
        ),
        (
            Budget("USD", (earns("1"),)),
            BudgetFault.OTHER_CURRENCY,
            "wages",
        ),
        (
            budget("1", other_balances=gbp("-1.00")),
            BudgetFault.NEGATIVE,
            "other_balances",
        ),
        (budget("1", adults=0), BudgetFault.HOUSEHOLD, None),
    ],
)
def test_what_cannot_be_counted_with_is_named(
    told: Budget, fault: BudgetFault, line: str | None
) -> None:
    with pytest.raises(BudgetRefused) as refusal:
        check_budget(told, MOST)

    assert (refusal.value.fault, refusal.value.line) == (fault, line)


def test_an_income_of_zero_is_an_answer_and_none_at_all_is_not() -> None:
    check_budget(Budget("GBP", ()), MOST)
    assert assessed(budget("0.00")).outcome is Outcome.NONE

    with pytest.raises(BudgetRefused) as refusal:
        assessed(Budget("GBP", ()))

    assert refusal.value.fault is BudgetFault.NO_INCOME


def test_a_budget_of_another_currency_says_nothing_of_an_account() -> None:
    with pytest.raises(CurrencyMismatch):
        assess(replace(budget("1"), currency="USD"), debts("600.00"), Limits())


def test_currencies_without_pence_or_with_a_thousand_of_them() -> None:
    for currency, income, share in (
        ("JPY", 300_001, 149_990),
        ("KWD", 900_001, 440_000),
    ):
        wages = Income(Source.WAGES, Figure.of(Money(income, currency)))
        balance = Money(10**6, currency)
        owed = Debts(balance, balance, Money.zero(currency))

        assert assess(Budget(currency, (wages,)), owed, Limits()).share.minor == share


@given(
    income=st.integers(0, 10**7),
    spent=st.lists(
        st.tuples(
            st.sampled_from(Group), st.integers(0, 10**6), st.sampled_from(Interval)
        ),
        max_size=8,
    ),
    balance=st.integers(1, 10**8),
    elsewhere=st.integers(0, 10**8),
    bot_months=st.integers(1, 40),
)
def test_the_share_is_never_more_than_half_of_what_is_left(
    income: int,
    spent: list[tuple[Group, int, Interval]],
    balance: int,
    elsewhere: int,
    bot_months: int,
) -> None:
    lines = tuple(
        Spending(group, Figure.of(Money(minor, "GBP"), every))
        for group, minor, every in spent
    )
    wages = Income(Source.WAGES, Figure.of(Money(income, "GBP")))
    owed = Debts(
        Money(balance, "GBP"), Money(balance + elsewhere, "GBP"), Money.zero("GBP")
    )
    plan = PlanLimits(
        bot_months=bot_months, person_months=bot_months + 12, offer_months=(1, 1)
    )

    result = assess(Budget("GBP", (wages,), lines), owed, Limits(plan=plan))

    going_out = sum(
        (m * e.per_month for g, m, e in spent if g is not Group.SAVINGS), Fraction(0)
    )
    left = max(income - going_out, 0)
    assert 0 <= result.share.minor <= result.cap.minor <= left / 2 + 2
    adds_up = result.essentials + result.priority_arrears + result.other_plans
    assert result.income - adds_up - result.savings == result.disposable
    if result.outcome is Outcome.PLAN:
        assert result.months is not None
        assert result.share.minor * result.months >= balance
        assert result.share.minor * (result.months - 1) < balance
        assert result.months <= bot_months
