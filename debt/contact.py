"""When and how a person may be written to: what they wished, and what the law says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum
from zoneinfo import ZoneInfo

# Before 8 in the morning and from 9 at night is inconvenient to anybody, by the
# person's own clock (Reg F 1006.6(b)(1)(i)).
EARLIEST = time(8)
LATEST = time(21)
_DAY_END = "24:00"
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class Medium(str, Enum):
    """A way to reach somebody."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    POST = "post"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    TEAMS = "teams"
    WEB = "web"


class WishKind(str, Enum):
    """What a wish is about; each has values of its own.

    ``stop``, ``only`` and ``prefer`` name a medium; ``not_at`` a stretch of the day
    such as ``00:00-12:00``; ``not_on`` a day of the week; ``not_in`` a place, which is
    ``work``; ``language`` a language.
    """

    STOP = "stop"
    ONLY = "only"
    PREFER = "prefer"
    NOT_AT = "not_at"
    NOT_ON = "not_on"
    NOT_IN = "not_in"
    LANGUAGE = "language"


# Of these only the newest counts; of the others each one does.
SINGLE = {WishKind.ONLY, WishKind.PREFER, WishKind.LANGUAGE}


@dataclass(frozen=True)
class Wish:
    """One thing a person wants of the way we reach them."""

    kind: WishKind
    value: str


@dataclass(frozen=True)
class Preferences:
    """Every wish of a person that stands."""

    wishes: tuple[Wish, ...] = ()

    def values(self, kind: WishKind) -> tuple[str, ...]:
        """The values of one kind of wish."""
        return tuple(each.value for each in self.wishes if each.kind is kind)

    def is_stopped(self, medium: Medium) -> bool:
        """Whether this medium is not to be used (Reg F 1006.14(h)(1)).

        Not at work also means not in Teams, which is the employer's.
        """
        only = self.values(WishKind.ONLY)
        at_work = medium is Medium.TEAMS and self.values(WishKind.NOT_IN)
        is_stopped = medium.value in self.values(WishKind.STOP)
        return is_stopped or bool(at_work) or bool(only and medium.value not in only)

    def is_inconvenient(self, local: datetime) -> bool:
        """Whether a moment by the person's own clock was named inconvenient."""
        clock = f"{local:%H:%M}"
        spans = (each.split("-") for each in self.values(WishKind.NOT_AT))
        is_off = WEEKDAYS[local.weekday()] in self.values(WishKind.NOT_ON)
        return is_off or any(begin <= clock < end for begin, end in spans)


class Objection(str, Enum):
    """Why nothing may be sent to a person now."""

    WRONG_PARTY = "wrong_party"
    BLOCKED = "blocked"
    STOPPED = "stopped"
    INCONVENIENT = "inconvenient"
    UNKNOWN_ZONE = "unknown_zone"
    NIGHT = "night"
    NO_ADDRESS = "no_address"


def objection_to_hour(
    preferences: Preferences, zone: str, now: datetime
) -> Objection | None:
    """Why this hour is not one at which a person may be written to, if it is not.

    Args:
        zone: IANA name; an unknown one means no (Reg F 1006.6(b)(1)).
    """
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return Objection.UNKNOWN_ZONE
    if not EARLIEST <= local.time() < LATEST:
        return Objection.NIGHT
    inconvenient = preferences.is_inconvenient(local)
    return Objection.INCONVENIENT if inconvenient else None


def before(clock: str) -> Wish:
    """The wish not to be reached before a time of day, such as ``12:00``."""
    return Wish(WishKind.NOT_AT, f"00:00-{clock}")


def after(clock: str) -> Wish:
    """The wish not to be reached from a time of day on."""
    return Wish(WishKind.NOT_AT, f"{clock}-{_DAY_END}")


def not_on(days: Iterable[str]) -> list[Wish]:
    """The wish not to be reached on these days of the week."""
    return [Wish(WishKind.NOT_ON, day) for day in WEEKDAYS if day in set(days)]


class Detail(str, Enum):
    """What of a person's contact data can be another."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class ChangeState(str, Enum):
    """Where a change of contact data stands.

    ``asked``: a code went to the old contact. ``allowed``: it came back, and another
    went to the new one. ``changed``: that came back too. ``passed_on``: a person sees
    to it, as to every postal address.
    """

    ASKED = "asked"
    ALLOWED = "allowed"
    CHANGED = "changed"
    PASSED_ON = "passed_on"


def masked(address: str) -> str:
    """A telephone number or e-mail address that its owner will know: ``••0123``."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at else f"••{address[-4:]}"


@dataclass(frozen=True)
class ContactChange:
    """A change of contact data.

    Attributes:
        reference: what the person can quote: ``C-7K2M``.
        sent_to: the contact on file that the code went to, masked.
    """

    reference: str
    detail: Detail
    new: str
    state: ChangeState
    sent_to: str | None


class ChangeOutcome(str, Enum):
    """The answer to a code for a change: the next state, or why it is not reached."""

    ALLOWED = "allowed"
    CHANGED = "changed"
    PASSED_ON = "passed_on"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
