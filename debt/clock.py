"""Where time comes from: rules are told the time, they never look at a watch."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """The present moment, and the calendar day it falls on somewhere."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def today(self, zone: str = "UTC") -> date:
        """The calendar day it is now in an IANA zone."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    def today(self, zone: str = "UTC") -> date:
        return self.now().astimezone(ZoneInfo(zone)).date()


class FixedClock:
    """A clock that stands still until it is moved: for tests and rehearsals."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def now(self) -> datetime:
        return self._moment

    def today(self, zone: str = "UTC") -> date:
        return self._moment.astimezone(ZoneInfo(zone)).date()

    def set(self, moment: datetime) -> None:
        """Jump to an aware moment.

        Raises:
            ValueError: the moment has no zone.
        """
        if moment.tzinfo is None:
            raise ValueError(moment)
        self._moment = moment.astimezone(timezone.utc)

    def advance(self, step: timedelta) -> None:
        self._moment += step
