"""Schedules agree with a spreadsheet that knows nothing of our code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from debt.ground import Ground
from debt.money import Money
from debt.negotiation import Wish, proposed_terms, schedule_of
from debt.policy import PlanLimits
from debt.schedule import Frequency, business_days
from tests.debt.schedules.sheet import in_one_line, rows, worked_out

CASES = {case["name"]: case for case in rows("cases.csv")}
EXPECTED = {row["name"]: row["schedule"] for row in rows("expected.csv")}
LIMITS = PlanLimits(bot_months=60, person_months=60, start_days=60)


def ours(case: dict[str, str]) -> str:
    """The schedule as it would be proposed, in one line."""
    first = date.fromisoformat(case["first"])
    on = Ground(
        total=Money.parse(case["total"], case["currency"]),
        limits=replace(LIMITS, min_instalment=Decimal(case["least"])),
        today=first,
        usual_start=first,
        calendar=business_days(case["region"]),
    )
    asked = Wish(frequency=Frequency(case["frequency"]), first_date=first)
    if case["asked"] == "count":
        wish = replace(asked, count=int(case["value"]))
    else:
        wish = replace(asked, amount=Money.parse(case["value"], case["currency"]))
    schedule = schedule_of(proposed_terms(on, wish), on.calendar)
    return "; ".join(
        f"{each.due} {each.amount.decimal}" for each in schedule.instalments
    )


def test_the_table_has_at_least_fifty_schedules() -> None:
    assert len(CASES) == len(EXPECTED) >= 50


@pytest.mark.parametrize("name", CASES)
def test_our_schedule_is_the_one_of_the_spreadsheet(name: str) -> None:
    assert ours(CASES[name]) == EXPECTED[name]


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept_is_what_the_formulas_say(name: str) -> None:
    case = CASES[name]

    lines, total = worked_out(case)

    assert in_one_line(case, lines) == EXPECTED[name]
    assert Decimal(total).scaleb(-int(case["decimals"])) == Decimal(case["total"])
