"""Figures, as entities carry them and as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from actions import formats
from actions.figures import (
    amount_of,
    amount_text,
    count_of,
    date_of,
    frequency_of,
    is_bare_answer,
)
from debt.money import Money
from debt.schedule import Frequency
from tests.actions.stage import Stage
from tests.debt.builders import gbp


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50.00 GBP", gbp("50.00")),
        ("50", gbp("50.00")),
        ("0.01", gbp("0.01")),
        ("50.00 USD", None),
        ("50.005", None),
        ("half", None),
        ("", None),
        ("1e3", None),
        ("nan", None),
    ],
)
def test_an_amount_is_read_in_the_accounts_currency(
    text: str, amount: Money | None
) -> None:
    assert amount_of(text, "GBP") == amount


@pytest.mark.parametrize(
    ("text", "found"),
    [("50", "50"), (" £45.50 ", "45.50"), ("45,50", "45.50"), ("50?", "50")],
)
def test_a_bare_number_is_an_amount(stage: Stage, text: str, found: str) -> None:
    assert amount_text(stage.turn(text)) == found


@pytest.mark.parametrize("text", ["", "fifty", "1234567", "3/5", "50 or 60", "12.345"])
def test_anything_else_is_none(stage: Stage, text: str) -> None:
    assert amount_text(stage.turn(text)) is None


def test_who_corrects_themselves_means_the_last_amount(stage: Stage) -> None:
    turn = stage.turn("40, no, 50", amount="40.00 GBP")
    turn.tracker.latest_message["entities"].append(
        {"entity": "amount", "value": "50.00 GBP"}
    )

    assert amount_text(turn) == "50.00 GBP"


def test_a_count_is_said_as_a_number_or_as_months(stage: Stage) -> None:
    assert count_of(stage.turn(count="6")) == 6
    assert count_of(stage.turn(duration_months="12")) == 12
    assert count_of(stage.turn(count="6", duration_months="12")) == 6
    assert count_of(stage.turn(count="some")) is None
    assert count_of(stage.turn()) is None


def test_a_frequency_is_one_of_three(stage: Stage) -> None:
    assert frequency_of(stage.turn(frequency="weekly")) is Frequency.WEEKLY
    assert frequency_of(stage.turn(frequency="payday")) is None
    assert frequency_of(stage.turn()) is None


def test_a_date_is_iso(stage: Stage) -> None:
    assert date_of(stage.turn(date="2026-12-01")) == date(2026, 12, 1)
    assert date_of(stage.turn()) is None


def test_hardly_more_than_figures_is_an_answer(stage: Stage) -> None:
    def said(text: str, figure: str) -> bool:
        turn = stage.turn(text)
        start = text.index(figure)
        turn.tracker.latest_message["entities"].append(
            {
                "entity": "amount",
                "value": "x",
                "start": start,
                "end": start + len(figure),
            }
        )
        return is_bare_answer(turn)

    assert said("£50", "£50")
    assert said("50 please", "50")
    assert not said("why did you take £50 from me", "£50")
    assert not is_bare_answer(stage.turn("hello"))


@pytest.mark.parametrize(
    ("locale", "currency", "written"),
    [
        ("en-GB", "GBP", "£1,204.50"),
        ("en-US", "USD", "$1,204.50"),
        ("en-GB", "USD", "US$1,204.50"),
        ("en-US", "GBP", "£1,204.50"),
    ],
)
def test_money_is_written_as_people_write_it(
    locale: str, currency: str, written: str
) -> None:
    assert formats.money(Money(120450, currency), locale) == written


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en-GB", "5 December 2026"), ("en-US", "December 5, 2026")],
)
def test_no_date_can_be_misread(locale: str, written: str) -> None:
    assert formats.day(date(2026, 12, 5), locale) == written
