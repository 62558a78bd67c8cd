"""Nobody is sent more in a second than the platform allows."""

from __future__ import annotations

import pytest

from bot.channels.carrier import NotNow
from bot.courier import delivery
from bot.courier.pacing import Bucket


def test_a_bucket_gives_its_burst_at_once_and_then_one_at_a_time() -> None:
    bucket = Bucket(burst=2, per_second=4, now=100.0)

    assert [bucket.take(100.0) for _ in range(5)] == [0, 0, 0.25, 0.5, 0.75]


def test_a_bucket_fills_up_with_time_but_not_over_its_edge() -> None:
    bucket = Bucket(burst=2, per_second=4, now=100.0)
    for _ in range(3):
        bucket.take(100.0)

    assert bucket.take(100.5) == 0
    assert [bucket.take(900.0) for _ in range(3)] == [0, 0, 0.25]


def test_pauses_grow_to_a_minute_and_differ() -> None:
    first = [delivery._pause(0, NotNow("down")) for _ in range(50)]
    last = [delivery._pause(1_000, NotNow("down")) for _ in range(50)]

    assert all(0.5 <= pause <= 1 for pause in first)
    assert all(30 <= pause <= 60 for pause in last)
    assert len(set(first)) > 1


@pytest.mark.parametrize("attempts", [0, 20])
def test_a_platform_that_says_how_long_is_believed(attempts: int) -> None:
    pause = delivery._pause(attempts, NotNow("too many", 300))

    assert 300 <= pause <= 330
