"""Which disclosures exist; who was given which wording is kept by the store."""

from __future__ import annotations

from enum import Enum


class DisclosureKind(str, Enum):
    """What a disclosure is about.

    The full collector disclosure comes once, before the first account fact; later
    conversations carry the short one (Reg F 1006.18(e), 15 USC 1692e(11)).
    """

    OPENING = "opening"
    COLLECTOR_FIRST = "collector_first"
    COLLECTOR_SHORT = "collector_short"
    SETTLEMENT = "settlement"
    PLAN = "plan"
    OLD_DEBT = "old_debt"


COLLECTOR = (DisclosureKind.COLLECTOR_FIRST, DisclosureKind.COLLECTOR_SHORT)
"""In full and in short; either counts as given in a conversation."""
