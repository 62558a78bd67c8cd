"""A clock tells the moment and the local day, and a fixed one moves when told."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from debt.clock import FixedClock, SystemClock


def test_the_day_depends_on_the_zone() -> None:
    clock = FixedClock(datetime(2026, 6, 30, 23, 30, tzinfo=timezone.utc))

    assert clock.today() == date(2026, 6, 30)
    assert clock.today("Europe/London") == date(2026, 7, 1)
    assert clock.today("America/New_York") == date(2026, 6, 30)


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(datetime(2026, 6, 30, tzinfo=timezone.utc))

    clock.advance(timedelta(hours=25))

    assert clock.now() == clock.now() == datetime(2026, 7, 1, 1, tzinfo=timezone.utc)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 6, 30, tzinfo=timezone.utc).replace(tzinfo=None)

    with pytest.raises(ValueError, match="2026"):
        FixedClock(naive)


def test_the_system_clock_speaks_utc() -> None:
    clock = SystemClock()

    assert clock.now().utcoffset() == timedelta(0)
    assert abs((clock.today() - clock.now().date()).days) <= 1
