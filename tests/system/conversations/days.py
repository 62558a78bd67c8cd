"""Days as people of the conversations count and type them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Europe/London")


def in_days(days: int) -> date:
    """So many days from today, where most people of the conversations live."""
    return datetime.now(_ZONE).date() + timedelta(days=days)


def typed(day: date) -> str:
    """As it is typed: 3 May."""
    return f"{day.day} {day:%B}"
