"""When somebody can be called: in hours of the desk that suit the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from debt.contact import EARLIEST, LATEST
from debt.operator import Desk

_LOOK_AHEAD = 14
_SHORTEST = timedelta(minutes=15)
# "At ten" leaves whoever calls an hour.
_AT = timedelta(hours=1)
_PARTS = {
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), LATEST),
}


@dataclass(frozen=True)
class Window:
    """A stretch of one day in the person's zone."""

    begins_at: datetime
    ends_at: datetime


def window(
    desk: Desk, zone: str, day: date | None, clock: str | None, now: datetime
) -> Window | None:
    """When to call; None where nobody would be at the desk, or it is over.

    Args:
        zone: of the person, by whose clock the other two are meant.
        day: ``None`` takes the first day on which it is possible.
        clock: as a ``time_of_day`` is written; ``None`` takes any time of the day.
    """
    days = [day] if day else [_today(zone, now, ahead) for ahead in range(_LOOK_AHEAD)]
    found = (_on(desk, zone, each, clock, now) for each in days)
    return next((each for each in found if each), None)


def next_windows(desk: Desk, zone: str, now: datetime, count: int) -> list[Window]:
    """The next mornings and afternoons at which somebody can be called."""
    found = (
        each
        for ahead in range(_LOOK_AHEAD)
        for part in ("morning", "afternoon")
        if (each := _on(desk, zone, _today(zone, now, ahead), part, now))
    )
    return [each for _, each in zip(range(count), found, strict=False)]


def _on(
    desk: Desk, zone: str, day: date, clock: str | None, now: datetime
) -> Window | None:
    local = ZoneInfo(zone)
    begin, end = _span(clock)
    begins_at = max(datetime.combine(day, begin, local), now.astimezone(local))
    ends_at = datetime.combine(day, end, local)
    for opens, closes in _openings(desk, day, local):
        first, last = max(begins_at, opens), min(ends_at, closes)
        if last - first >= _SHORTEST:
            return Window(first, last)
    return None


def _openings(
    desk: Desk, day: date, local: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The hours of the desk near a day; in another zone it may be yesterday's."""
    there = ZoneInfo(desk.zone)
    for shift in (-1, 0, 1):
        other = day + timedelta(days=shift)
        opening = desk.opening(other)
        if opening:
            yield (
                datetime.combine(other, opening.begin, there).astimezone(local),
                datetime.combine(other, opening.end, there).astimezone(local),
            )


def _span(clock: str | None) -> tuple[time, time]:
    """The hours meant, within those at which anybody may be called."""
    if clock is None:
        return EARLIEST, LATEST
    if clock in _PARTS:
        return _PARTS[clock]
    side, _, rest = clock.rpartition(" ")
    if side:
        at = time.fromisoformat(rest)
        return (at, LATEST) if side == "after" else (EARLIEST, at)
    first, _, last = clock.partition("-")
    begin = time.fromisoformat(first)
    if last:
        end = time.fromisoformat(last)
    else:
        end = (datetime.combine(date.min, begin) + _AT).time()
    return max(begin, EARLIEST), min(end, LATEST)


def _today(zone: str, now: datetime, ahead: int) -> date:
    return now.astimezone(ZoneInfo(zone)).date() + timedelta(days=ahead)
