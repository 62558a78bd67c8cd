"""When people are at the desk, for promises of when somebody will answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Opening:
    """From when to when on one day, by the desk's own clock; ``end`` is after."""

    begin: time
    end: time


@dataclass(frozen=True)
class Desk:
    """The hours of the people at the desk.

    Attributes:
        zone: IANA name of the time zone that the hours are in.
        week: Monday first; None where the desk is closed.
        holidays: days on which it is closed too.
    """

    zone: str
    week: tuple[Opening | None, ...]
    holidays: frozenset[date]

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at this moment."""
        local = at.astimezone(ZoneInfo(self.zone))
        opening = self.opening(local.date())
        return opening is not None and opening.begin <= local.time() < opening.end

    def opening(self, day: date) -> Opening | None:
        """The hours of one day of the desk's calendar; None if it is closed."""
        return None if day in self.holidays else self.week[day.weekday()]

    def next_open(self, at: datetime) -> datetime | None:
        """The first moment from now on with somebody there, in the desk's zone.

        None if there is none within 60 days.
        """
        local = at.astimezone(ZoneInfo(self.zone))
        if self.is_open(at):
            return local
        for ahead in range(_LOOK_AHEAD.days):
            day = local.date() + timedelta(days=ahead)
            opening = self.opening(day)
            if opening is None:
                continue
            begin = datetime.combine(day, opening.begin, ZoneInfo(self.zone))
            if begin >= local:
                return begin
        return None
