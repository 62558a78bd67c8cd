"""Token buckets: how fast one sender may go without slowing the others down."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from debt.clock import Clock

# The oldest buckets are forgotten first; a forgotten bucket is a full one.
MAX_BUCKETS = 50_000


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """Allows `burst` at once and `per_second` in the long run, for each key."""

    def __init__(self, clock: Clock, burst: int, per_second: float) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, key: str) -> bool:
        """Take one token of this key; False when it has none left."""
        now = self._clock.now().timestamp()
        bucket = self._buckets.pop(key, None) or _Bucket(self._burst, now)
        gained = (now - bucket.filled_at) * self._per_second
        bucket.tokens = min(self._burst, bucket.tokens + gained)
        bucket.filled_at = now
        self._buckets[key] = bucket
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if bucket.tokens < 1:
            return False
        bucket.tokens -= 1
        return True
