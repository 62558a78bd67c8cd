"""A settlement takes off what the creditor or the policy allows, and leaves nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Phase
from debt.money import Money
from debt.plan_course import Patience, Received
from debt.policy import DEFAULT_POLICY, Case, RestOfDebt, SettlementLimits
from debt.rights import Pauses
from debt.schedule import Instalment, Schedule, business_days
from debt.settlement import (
    Agreement,
    AgreementState,
    Discounts,
    SettlementOffer,
    agreement_status,
    discounts,
    expiry,
    has_lapsed,
    settlement_amount,
    validation_end,
)
from tests.debt.builders import NOW, TODAY, account, gbp


@given(minor=st.integers(1, 10**9), percent=st.integers(1, 100))
def test_the_amount_is_above_zero_and_no_more_than_is_owed(
    minor: int, percent: int
) -> None:
    balance = Money(minor, "GBP")

    amount = settlement_amount(balance, percent)

    assert Money(1, "GBP") <= amount <= balance


@pytest.mark.parametrize(
    ("decided", "phase", "expected"),
    [
        (None, Phase.SOFT, 0),
        (None, Phase.PRE_LITIGATION, 10),
        (None, Phase.RECOVERY, 40),
        (25, Phase.SOFT, 25),
        (0, Phase.RECOVERY, 0),
    ],
)
def test_the_creditor_decides_before_the_policy(
    decided: int | None, phase: Phase, expected: int
) -> None:
    owner = account(settlement_percent=decided)

    case = Case("halden", "Credit card", phase, gbp("100.00"))
    limits = DEFAULT_POLICY.limits(case).settlement

    assert discounts(owner, limits).lump == expected


def test_nothing_remains_after_a_settlement() -> None:
    offer = SettlementOffer("card", gbp("60.00"), 40, gbp("40.00"), TODAY)

    assert offer.remaining == gbp("0.00")


@pytest.mark.parametrize(
    ("decided", "parts", "floor"), [(None, 30, 60), (25, 25, 25), (50, 30, 50)]
)
def test_what_the_creditor_decided_bounds_parts_and_bargaining(
    decided: int | None, parts: int, floor: int
) -> None:
    owner = account(settlement_percent=decided)
    limits = SettlementLimits(lump_percent=40, parts_percent=30, floor_percent=60)

    found = discounts(owner, limits)

    assert (found.parts, found.floor) == (parts, floor)


@pytest.mark.parametrize(
    ("phase", "lump", "parts", "floor"),
    [
        (Phase.SOFT, 0, 0, 0),
        (Phase.PRE_LITIGATION, 10, 5, 20),
        (Phase.LITIGATION, 0, 0, 0),
        (Phase.RECOVERY, 40, 30, 60),
    ],
)
def test_the_default_ladder_of_discounts(
    phase: Phase, lump: int, parts: int, floor: int
) -> None:
    """Soft none, pre-litigation 10-20% / 0-10%, litigation a person, recovery 40-60%
    / 30-50%."""
    case = Case("halden", "Credit card", phase, gbp("100.00"))

    limits = DEFAULT_POLICY.limits(case).settlement

    assert discounts(account(), limits) == Discounts(lump, parts, floor)
    assert limits.counters == 3


def test_a_rest_that_survives_is_said_to_and_may_be_sold() -> None:
    offer = SettlementOffer(
        "card", gbp("60.00"), 40, gbp("40.00"), TODAY, RestOfDebt.SURVIVES
    )

    assert offer.remaining == gbp("40.00")
    assert offer.may_be_sold


@pytest.mark.parametrize(
    ("saves", "rest", "expected"),
    [
        (Money(60_000, "USD"), RestOfDebt.WRITTEN_OFF, True),
        (Money(59_999, "USD"), RestOfDebt.WRITTEN_OFF, False),
        (Money(60_000, "USD"), RestOfDebt.SURVIVES, False),
        (Money(60_000, "GBP"), RestOfDebt.WRITTEN_OFF, False),
    ],
)
def test_six_hundred_dollars_forgiven_may_be_taxed(
    saves: Money, rest: RestOfDebt, expected: bool
) -> None:
    amount = Money(100, saves.currency)

    assert SettlementOffer("c", amount, 40, saves, TODAY, rest).may_be_taxed is expected


def test_an_offer_over_the_year_end_outlasts_the_validation_period() -> None:
    """19 December + 5 days + 5 business days (holidays on 25, 28 and 1) + 30 days."""
    calendar = business_days("GB")

    assert validation_end(date(2026, 12, 19), calendar) == date(2027, 2, 4)
    assert expiry(date(2026, 12, 19), 45, calendar) == date(2027, 2, 5)
    assert expiry(date(2026, 11, 23), 45, calendar) == date(2027, 1, 7)


@given(
    today=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    days=st.integers(0, 90),
    country=st.sampled_from(["GB", "US"]),
)
def test_no_offer_ends_in_the_validation_period(
    today: date, days: int, country: str
) -> None:
    calendar = business_days(country)

    last = expiry(today, days, calendar)

    assert last > validation_end(today, calendar)
    assert (last - today).days >= max(days, 41)


def agreement(grace_days: int = 7) -> Agreement:
    parts = (
        Instalment(date(2026, 12, 1), gbp("100.00")),
        Instalment(date(2027, 1, 4), gbp("100.00")),
        Instalment(date(2027, 2, 1), gbp("100.01")),
    )
    offer = SettlementOffer(
        "card", gbp("300.01"), 50, gbp("300.00"), TODAY, grace_days=grace_days
    )
    return Agreement("a", offer, Schedule(parts), AgreementState.ACTIVE, NOW)


@pytest.mark.parametrize(
    ("paid", "today", "expected"),
    [
        ([], date(2026, 12, 8), False),
        ([], date(2026, 12, 9), True),
        ([("100.00", date(2026, 12, 8))], date(2026, 12, 9), False),
        ([("99.99", date(2026, 12, 8))], date(2026, 12, 9), True),
        ([("100.00", date(2026, 12, 9))], date(2026, 12, 9), True),
        ([("200.00", date(2026, 12, 1))], date(2027, 1, 30), False),
        ([("300.01", date(2026, 12, 1))], date(2030, 1, 1), False),
    ],
)
def test_a_part_counts_until_its_grace_is_over(
    paid: list[tuple[str, date]], today: date, expected: bool
) -> None:
    payments = [Received(on, gbp(amount)) for amount, on in paid]

    assert has_lapsed(agreement(), payments, Patience(7), today) is expected


def test_paused_days_do_not_count_towards_the_grace() -> None:
    patience = Patience(7, Pauses(((date(2026, 12, 3), date(2026, 12, 5)),)))

    assert not has_lapsed(agreement(), [], patience, date(2026, 12, 11))
    assert has_lapsed(agreement(), [], patience, date(2026, 12, 12))


def test_the_status_names_the_next_part_and_its_last_day() -> None:
    status = agreement_status(agreement(), [Received(TODAY, gbp("130.00"))])

    assert (status.paid, status.left) == (gbp("130.00"), gbp("170.01"))
    assert status.next_due == Instalment(date(2027, 1, 4), gbp("70.00"))
    assert status.next_by == date(2027, 1, 11)


def test_all_parts_paid_leave_nothing_due() -> None:
    status = agreement_status(agreement(), [Received(TODAY, gbp("300.01"))])

    assert (status.left, status.next_due, status.next_by) == (gbp("0.00"), None, None)
