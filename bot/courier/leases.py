"""Which process carries a channel's messages: one at a time, under a lease.

Each holder has a higher number than the one before, its fence, so that a process that
was thought dead can be told from the one that has taken over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from bot.store.tables import CourierRow
from debt.store.insert import insert_new

# Longer than a healthy process is ever silent; a dead one's channel is free after this.
LEASE = timedelta(seconds=10)


class ChannelLost(Exception):
    """Another process carries the channel now; this one may note nothing more."""


@dataclass(frozen=True)
class ChannelLease:
    """The right to carry one channel's messages, under a fencing number."""

    channel: str
    fence: int


def take(tx: Session, channel: str, now: datetime) -> ChannelLease | None:
    """Lease a channel; None while another process holds it."""
    insert_new(tx, CourierRow, channel=channel)
    taken = (
        update(CourierRow)
        .where(
            CourierRow.channel == channel,
            or_(CourierRow.leased_until.is_(None), CourierRow.leased_until < now),
        )
        .values(fence=CourierRow.fence + 1, leased_until=now + LEASE)
        .returning(CourierRow.fence)
    )
    fence = tx.scalar(taken)
    return None if fence is None else ChannelLease(channel, fence)


def keep(tx: Session, lease: ChannelLease, now: datetime) -> None:
    """Renew a lease, even a late one if nobody has wanted it; raises ChannelLost."""
    _change(tx, lease, leased_until=now + LEASE)


def give_back(tx: Session, lease: ChannelLease) -> None:
    """Let another process begin at once; raises ChannelLost."""
    _change(tx, lease, leased_until=None)


def pause(tx: Session, lease: ChannelLease, until: datetime) -> None:
    """Be silent on a channel until then; raises ChannelLost."""
    _change(tx, lease, paused_until=until)


def paused_until(tx: Session, channel: str) -> datetime | None:
    """Until when the platform wants us to be silent."""
    return tx.get_one(CourierRow, channel).paused_until


def _change(tx: Session, lease: ChannelLease, **values: object) -> None:
    held = (
        update(CourierRow)
        .where(CourierRow.channel == lease.channel, CourierRow.fence == lease.fence)
        .values(**values)
        .returning(CourierRow.fence)
    )
    if tx.scalar(held) is None:
        raise ChannelLost(lease.channel)
