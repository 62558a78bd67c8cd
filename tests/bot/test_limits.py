"""Token buckets, by a clock that is moved by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateway import limits
from bot.gateway.limits import RateLimit
from debt.clock import FixedClock
from tests.debt.builders import NOW


def allowed(limit: RateLimit, key: str, tries: int) -> int:
    return sum(limit.allows(key) for _ in range(tries))


def test_a_burst_is_allowed_and_no_more() -> None:
    limit = RateLimit(FixedClock(NOW), burst=5, per_second=1.0)

    assert allowed(limit, "maria", 20) == 5


def test_it_fills_up_again_with_time() -> None:
    clock = FixedClock(NOW)
    limit = RateLimit(clock, burst=5, per_second=2.0)
    allowed(limit, "maria", 20)

    clock.advance(timedelta(seconds=1))

    assert allowed(limit, "maria", 20) == 2


def test_it_never_holds_more_than_a_burst() -> None:
    clock = FixedClock(NOW)
    limit = RateLimit(clock, burst=5, per_second=2.0)
    limit.allows("maria")

    clock.advance(timedelta(days=1))

    assert allowed(limit, "maria", 20) == 5


def test_one_sender_does_not_slow_another() -> None:
    limit = RateLimit(FixedClock(NOW), burst=5, per_second=1.0)
    allowed(limit, "maria", 20)

    assert limit.allows("tom")


def test_senders_are_forgotten_before_memory_runs_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_BUCKETS", 10)
    limit = RateLimit(FixedClock(NOW), burst=1, per_second=0.0)

    for number in range(1000):
        limit.allows(f"sender {number}")

    assert not limit.allows("sender 999")
    assert limit.allows("sender 1")


@given(st.lists(st.floats(0, 10), max_size=40))
def test_in_the_long_run_the_rate_holds(pauses: list[float]) -> None:
    clock = FixedClock(NOW)
    limit = RateLimit(clock, burst=3, per_second=0.5)

    passed = 0
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        passed += limit.allows("maria")

    assert passed <= 3 + 0.5 * sum(pauses) + 1e-6
