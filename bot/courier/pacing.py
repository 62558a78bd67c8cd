"""No faster than a platform allows: to one person, and to all of them together."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict

from bot.channels.carrier import Pace

# A few messages to one person may follow each other at once: an answer has often two.
CONVERSATION_BURST = 3.0
# The oldest are forgotten first; a forgotten bucket is a full one.
MAX_BUCKETS = 10_000


class Bucket:
    """Gives out `burst` tokens at once and `per_second` in the long run."""

    def __init__(self, burst: float, per_second: float, now: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._tokens = burst
        self._filled_at = now

    def take(self, now: float) -> float:
        """Take one token; returns the seconds until it is there."""
        gained = (now - self._filled_at) * self._per_second
        self._tokens = min(self._burst, self._tokens + gained) - 1
        self._filled_at = now
        return max(0.0, -self._tokens / self._per_second)


class Pacing:
    """Makes whoever sends wait for their turn."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        burst = max(1.0, pace.per_second)
        self._all = Bucket(burst, pace.per_second, time.monotonic())
        self._each: OrderedDict[str, Bucket] = OrderedDict()

    async def wait(self, conversation_id: str) -> None:
        """Return when one more part may be sent to this person."""
        await asyncio.sleep(self._of(conversation_id).take(time.monotonic()))
        # Only now: who waits for their own turn must not use up that of others.
        await asyncio.sleep(self._all.take(time.monotonic()))

    def _of(self, conversation_id: str) -> Bucket:
        rate = self._pace.per_conversation_second
        new = Bucket(CONVERSATION_BURST, rate, time.monotonic())
        bucket = self._each.pop(conversation_id, new)
        self._each[conversation_id] = bucket
        if len(self._each) > MAX_BUCKETS:
            self._each.popitem(last=False)
        return bucket
