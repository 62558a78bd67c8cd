"""The lines of a budget are read from whatever people say of their money."""

from __future__ import annotations

import pytest

from debt.budget import Budget, Figure, Group, Interval, Source
from debt.household import Line, lines_in, with_lines
from tests.debt.builders import gbp

WEEKLY = Interval.WEEKLY


def monthly(text: str) -> Figure:
    return Figure.of(gbp(text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "I bring home 1,450, rent 700",
            {Source.WAGES: "1450.00", Group.HOUSING: "700.00"},
        ),
        (
            "1200 wages, 300 universal credit, 700 rent",
            {
                Source.WAGES: "1200.00",
                Source.BENEFITS: "300.00",
                Group.HOUSING: "700.00",
            },
        ),
        (
            "rent 700 food 300 travel 60 kids nothing",
            {
                Group.HOUSING: "700.00",
                Group.FOOD: "300.00",
                Group.TRAVEL: "60.00",
                Group.CHILDREN: "0.00",
            },
        ),
        ("no kids", {Group.CHILDREN: "0.00"}),
        ("rent 700, no wait, 720", {Group.HOUSING: "720.00"}),
        ("I earn 1.4k", {Source.WAGES: "1400.00"}),
        ("80 towards the rent arrears", {Group.PRIORITY_ARREARS: "80.00"}),
        ("I have 3 kids and spend 200 on them", {Group.CHILDREN: "200.00"}),
        ("since 12/03 it is hard", {}),
        ("things are hard", {}),
    ],
)
def test_each_line_gets_its_figure(text: str, lines: dict[Line, str]) -> None:
    found = lines_in(text, "GBP", None)

    assert found == {line: (monthly(amount),) for line, amount in lines.items()}


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("700", monthly("700.00")),
        ("about 700 a month", monthly("700.00")),
        ("nothing", monthly("0.00")),
        ("no", monthly("0.00")),
        ("£85 a week", Figure.of(gbp("85.00"), WEEKLY)),
        ("weekly 60", Figure.of(gbp("60.00"), WEEKLY)),
        ("between 40 and 60", Figure(gbp("40.00"), gbp("60.00"))),
        ("40-60 a week", Figure(gbp("40.00"), gbp("60.00"), WEEKLY)),
        ("500 every two weeks", Figure.of(gbp("500.00"), Interval.FORTNIGHTLY)),
        ("6000 a year", Figure.of(gbp("6000.00"), Interval.YEARLY)),
    ],
)
def test_a_figure_without_a_name_answers_the_question(
    text: str, figure: Figure
) -> None:
    assert lines_in(text, "GBP", Group.FOOD) == {Group.FOOD: (figure,)}


def test_the_question_is_answered_beside_others() -> None:
    found = lines_in("700, food 300", "GBP", Group.HOUSING)

    assert found == {
        Group.HOUSING: (monthly("700.00"),),
        Group.FOOD: (monthly("300.00"),),
    }


def test_two_bills_of_one_group_are_both_kept() -> None:
    found = lines_in("council tax 120, gas and electric 20 a week", "GBP", None)

    assert found == {
        Group.UTILITIES: (monthly("120.00"), Figure.of(gbp("20.00"), WEEKLY))
    }


@pytest.mark.parametrize("text", ["700", "£1.450", "50%", "3 months"])
def test_what_nobody_asked_for_is_left_alone(text: str) -> None:
    assert lines_in(text, "GBP", None) == {}


def test_a_line_said_again_takes_the_place_of_the_old_one() -> None:
    budget = with_lines(Budget("GBP", ()), lines_in("rent 700, food 60", "GBP", None))

    budget = with_lines(budget, lines_in("rent 650", "GBP", None))

    assert budget.monthly_spending(Group.HOUSING) == gbp("650.00")
    assert budget.monthly_spending(Group.FOOD) == gbp("60.00")


def test_an_income_by_name_takes_the_place_of_one_without() -> None:
    budget = Budget("GBP", ())
    for said, total in (
        ("1450", "1450.00"),
        ("wages 1200", "1200.00"),
        ("universal credit 300", "1500.00"),
        ("1600", "1600.00"),
    ):
        budget = with_lines(budget, lines_in(said, "GBP", Source.OTHER))

        assert budget.monthly_income(*Source) == gbp(total), said
