"""The built-in policy is the ladder that collectors usually climb down."""

from __future__ import annotations

import pytest

from debt.account import Phase, phase_of
from debt.policy import DEFAULT_POLICY, Case, Limits, Tone
from tests.debt.builders import TODAY, account, gbp


def limits(phase: Phase) -> Limits:
    return DEFAULT_POLICY.limits(Case("halden", "Card", phase, gbp("600.00")))


@pytest.mark.parametrize(
    ("phase", "offers", "assistant", "person", "tone"),
    [
        (Phase.SOFT, (3, 6), 6, 12, Tone.FRIENDLY),
        (Phase.PRE_LITIGATION, (6, 12), 12, 36, Tone.SUPPORTIVE),
        (Phase.LITIGATION, (0, 0), 0, 60, Tone.NEUTRAL),
        (Phase.RECOVERY, (12, 24), 36, 60, Tone.NEUTRAL),
    ],
)
def test_how_long_a_plan_may_be_in_each_phase(
    phase: Phase, offers: tuple[int, int], assistant: int, person: int, tone: Tone
) -> None:
    """Soft 3-6 months, pre-litigation 12, litigation a person, recovery 24-36 (60)."""
    found = limits(phase)

    assert found.plan.offer_months == offers
    assert (found.plan.bot_months, found.plan.person_months) == (assistant, person)
    assert found.tone is tone


@pytest.mark.parametrize(
    ("days", "phase"),
    [(1, Phase.SOFT), (60, Phase.SOFT), (61, Phase.PRE_LITIGATION)],
)
def test_soft_lasts_sixty_days(days: int, phase: Phase) -> None:
    assert phase_of(account(), days) is phase


def test_litigation_and_recovery_begin_with_a_deed_and_not_with_time() -> None:
    assert phase_of(account(litigation_on=TODAY), 10) is Phase.LITIGATION
    assert phase_of(account(charged_off_on=TODAY), 10) is Phase.RECOVERY


@pytest.mark.parametrize("phase", Phase)
def test_what_is_the_same_in_every_phase(phase: Phase) -> None:
    """Promises up to 14 days, holds of 30, three counters; of a plan 7 days of grace,
    one delay of up to 14 days, one skip in 3 months, at risk after two misses, broken
    14 days after the notice, two changes in 12 months; a token plan of 1 for a year;
    no fees."""
    found = limits(phase)
    plan = found.plan

    assert (found.promise.days, found.hold.days) == (14, 30)
    assert found.settlement.counters == 3
    assert plan.grace_days == 7
    assert (plan.moves_per_instalment, plan.move_days) == (1, 14)
    assert plan.skip_every_months == 3
    assert (plan.misses_at_risk, plan.break_notice_days) == (2, 14)
    assert plan.replans == 2
    assert (plan.token_amount, plan.token_months) == (1, 12)
    assert (found.fees.missed, found.fees.returned) == (0, 0)
