"""What stops collecting: a dispute, a request to stop, a protected status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


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
    VULNERABILITY = "vulnerability"


@dataclass(frozen=True)
class Block:
    """One pause of collecting.

    Attributes:
        account_id: the account it covers; ``None`` covers everything the person owes.
        reference: what the person can quote, such as ``B-7K2M``.
        reason: the person's own words, may be empty.
    """

    kind: BlockKind
    account_id: str | None
    reference: str
    reason: str
    set_at: datetime
    lifted_at: datetime | None = None


def blocks_on(blocks: Iterable[Block], account_id: str) -> list[Block]:
    """The blocks in force that cover the account, the oldest first."""
    covering = (
        each
        for each in blocks
        if each.lifted_at is None and each.account_id in (None, account_id)
    )
    return sorted(covering, key=lambda each: each.set_at)


def blocks_collection(blocks: Iterable[Block], account_id: str) -> Block | None:
    """The oldest block that stops collecting on the account, if any does."""
    return next(iter(blocks_on(blocks, account_id)), None)
