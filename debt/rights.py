"""What stops collecting: a dispute, a request to stop, a protected status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo


class BlockKind(str, Enum):
    """Why collecting is paused."""

    DISPUTE = "dispute"
    CEASE = "cease"
    ATTORNEY = "attorney"
    BANKRUPTCY = "bankruptcy"
    DECEASED = "deceased"
    BREATHING_SPACE = "breathing_space"
    CRISIS = "crisis"
    HOLD = "hold"
    VALIDATION = "validation"
    VULNERABILITY = "vulnerability"


BREATHING_SPACE = timedelta(days=60)
"""The moratorium of the Debt Respite Scheme Regulations 2020, regulation 26."""
ADVICE = timedelta(days=30)
"""How long somebody is left in peace who makes a plan with an adviser (CONC 7.3.11)."""


@dataclass(frozen=True)
class Block:
    """One pause of collecting.

    Attributes:
        account_id: the account it covers; ``None`` covers everything the person owes.
        reference: what the person can quote, such as ``B-7K2M``.
        reason: the person's own words, may be empty.
        until: when it ends by itself, if it does.
    """

    kind: BlockKind
    account_id: str | None
    reference: str
    reason: str
    set_at: datetime
    lifted_at: datetime | None = None
    until: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it was lifted, or ends by itself; ``None`` as long as it is open."""
        return min(filter(None, (self.lifted_at, self.until)), default=None)

    def stands(self, now: datetime) -> bool:
        return self.ends_at is None or now < self.ends_at


def blocks_on(blocks: Iterable[Block], account_id: str, now: datetime) -> list[Block]:
    """The blocks in force that cover the account, the oldest first."""
    covering = (
        each
        for each in blocks
        if each.stands(now) and each.account_id in (None, account_id)
    )
    return sorted(covering, key=lambda each: each.set_at)


def blocks_collection(
    blocks: Iterable[Block], account_id: str, now: datetime
) -> Block | None:
    """The oldest block that stops collecting on the account, if any does."""
    return next(iter(blocks_on(blocks, account_id, now)), None)


def blocks_all(
    blocks: Sequence[Block], account_ids: Iterable[str], now: datetime
) -> Block | None:
    """A block if nothing at all may be collected.

    Either one covers everything, or each of the accounts has one of its own.
    """
    whole = [each for each in blocks if each.stands(now) and each.account_id is None]
    single = [blocks_collection(blocks, one, now) for one in account_ids]
    if whole or not all(single):
        return next(iter(whole), None)
    return next(iter(single), None)


@dataclass(frozen=True)
class Pauses:
    """The days on which collecting was paused, as the person's calendar counts them.

    Attributes:
        spans: the first and the last day of each pause; ``None`` is an open end.
    """

    spans: tuple[tuple[date, date | None], ...] = ()

    @classmethod
    def of(cls, blocks: Iterable[Block], zone: str) -> Pauses:
        """From blocks of one account, ended ones too."""
        local = ZoneInfo(zone)
        return cls(
            tuple(
                (
                    each.set_at.astimezone(local).date(),
                    each.ends_at.astimezone(local).date() if each.ends_at else None,
                )
                for each in blocks
            )
        )

    def open_days(self, after: date, before: date) -> int:
        """How many days between two days, neither counted, had no pause on them."""
        days = (before - after).days - 1
        return sum(
            not self._touches(after + timedelta(days=number + 1))
            for number in range(days)
        )

    def stand_as_begins(self, day: date) -> bool:
        """Whether a pause of an earlier day still stood when the day began."""
        return any(
            first < day and (last is None or day <= last) for first, last in self.spans
        )

    def _touches(self, day: date) -> bool:
        return any(
            first <= day and (last is None or day <= last) for first, last in self.spans
        )
